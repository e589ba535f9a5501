import { Controller, Get, Header, HttpException, Param } from '@nestjs/common';
import { Records } from '#declarations';
import { shown } from './refusals.ts';

const FILE = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.json$/i;

/** Sealed records as they were published, to the byte; whoever has one needs this node no more to check it. */
@Controller('records')
export class RecordsController {
  constructor(private readonly records: Records) {}

  @Get('declarations/:file')
  @Header('content-type', 'application/json; charset=utf-8')
  @Header('content-disposition', 'attachment')
  @Header('cache-control', 'public, max-age=3600')
  async declaration(@Param('file') file: string): Promise<string> {
    try {
      return await this.records.file(FILE.exec(file)?.[1] ?? NOBODY);
    } catch (error) {
      const { message, extensions } = shown(error);
      throw new HttpException({ message, ...extensions }, extensions?.code === 'NOT_FOUND' ? 404 : 503);
    }
  }
}

/** An id that no row has. */
const NOBODY = '00000000-0000-0000-0000-000000000000';
