import { Controller, Get, Param, Query, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NotFound } from '#core';
import { FEED_FORMATS, PracticePublicity, type FeedFormat } from '#practices';
import { sendPublic } from './conditional.ts';
import { Problems } from './uploads.ts';

const FEED = /^practices\.(atom|json)$/;
const RECORD = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.jsonld$/i;

/** Practices published to everyone, for feed readers and search engines; nobody is asked who they are. */
@Controller()
@UseFilters(Problems)
export class PracticesController {
  constructor(private readonly publicity: PracticePublicity) {}

  @Get('feeds/:file')
  async feed(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('file') file: string,
    @Query('area') area: unknown,
    @Query('voivodeship') voivodeship: unknown,
  ): Promise<void> {
    const format = FEED.exec(file)?.[1] as FeedFormat | undefined;
    if (!format) throw NotFound({ type: 'Feed', id: file.slice(0, 80) });
    sendPublic(request, reply, FEED_FORMATS[format], await this.publicity.feed(format, { area, voivodeship }));
  }

  @Get('practices/:file')
  async record(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('file') file: string): Promise<void> {
    const id = RECORD.exec(file)?.[1];
    if (!id) throw NotFound({ type: 'GoodPractice', id: file.slice(0, 80) });
    sendPublic(request, reply, 'application/ld+json', await this.publicity.record(id));
  }
}
