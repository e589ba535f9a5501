import { Controller, Get, Header, HttpException, Param } from '@nestjs/common';
import { Records } from '#declarations';
import { MinutesRecords } from '#meetings';
import { shown } from './refusals.ts';

const FILE = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.json$/i;

/** Sealed records as they were published, to the byte; whoever has one needs this node no more to check it. */
@Controller('records')
export class RecordsController {
  constructor(
    private readonly records: Records,
    private readonly minutesRecords: MinutesRecords,
  ) {}

  @Get('declarations/:file')
  @Header('content-type', 'application/json; charset=utf-8')
  @Header('content-disposition', 'attachment')
  @Header('cache-control', 'public, max-age=3600')
  declaration(@Param('file') file: string): Promise<string> {
    return found(() => this.records.file(idIn(file)));
  }

  @Get('minutes/:file')
  @Header('content-type', 'application/json; charset=utf-8')
  @Header('content-disposition', 'attachment')
  @Header('cache-control', 'public, max-age=3600')
  minutes(@Param('file') file: string): Promise<string> {
    return found(() => this.minutesRecords.file(idIn(file)));
  }
}

const idIn = (file: string): string => FILE.exec(file)?.[1] ?? NOBODY;

async function found(work: () => Promise<string>): Promise<string> {
  try {
    return await work();
  } catch (error) {
    const { message, extensions } = shown(error);
    throw new HttpException({ message, ...extensions }, extensions?.code === 'NOT_FOUND' ? 404 : 503);
  }
}

/** An id that no row has. */
const NOBODY = '00000000-0000-0000-0000-000000000000';
