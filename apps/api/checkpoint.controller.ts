import { Controller, Get, Header, UseFilters } from '@nestjs/common';
import { Checkpoints } from '#audit';
import { NotFound } from '#core';
import { Problems } from './uploads.ts';

/** Where the audit trail stood, sealed: sizes and a hash, for whoever wants to keep it where the node cannot reach. */
@Controller()
@UseFilters(Problems)
export class CheckpointController {
  constructor(private readonly checkpoints: Checkpoints) {}

  @Get('.well-known/konwent-checkpoint.json')
  @Header('content-type', 'application/json; charset=utf-8')
  @Header('cache-control', 'public, max-age=30')
  @Header('access-control-allow-origin', '*')
  async checkpoint(): Promise<string> {
    const file = await this.checkpoints.file();
    if (file === null) throw NotFound({ type: 'AuditCheckpoint' });
    return file;
  }
}
