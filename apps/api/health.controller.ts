import { Controller, Get, Header, HttpCode, HttpStatus, Res } from '@nestjs/common';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { FastifyReply } from 'fastify';
import { collectDefaultMetrics, register } from 'prom-client';
import { Room } from '#core';
import { Reader } from '#reads';
import { sdlOf } from './schema.ts';

collectDefaultMetrics({ prefix: 'konwent_' });

/** What operators and tools ask of a running server, beside GraphQL. */
@Controller()
export class HealthController {
  private sdl?: string;

  constructor(
    private readonly reader: Reader,
    private readonly schema: GraphQLSchemaHost,
    private readonly room: Room,
  ) {}

  /** The process answers. */
  @Get('health/live')
  live() {
    return { status: 'live' };
  }

  /** The process can reach its database; one that cannot be written to is told of, but reads are worth being sent. */
  @Get('health/ready')
  @HttpCode(HttpStatus.OK)
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const isReady = await this.reader.rows('ready', 'SELECT 1', []).then(
      () => true,
      () => false,
    );
    const storage = await this.room.storage();
    const status = isReady ? 'ready' : 'no database';
    await reply.code(isReady ? 200 : 503).send({ status, storage });
  }

  @Get('metrics')
  @Header('content-type', register.contentType)
  metrics(): Promise<string> {
    return register.metrics();
  }

  /** The schema for everyone, signed in or not. */
  @Get('schema.graphql')
  @Header('content-type', 'text/plain; charset=utf-8')
  schemaText(): string {
    return (this.sdl ??= sdlOf(this.schema.schema));
  }
}
