import { Injectable, Logger } from '@nestjs/common';
import { Chainer } from './chainer.service.ts';
import { Checkpoints } from './checkpoints.service.ts';

/** Keeps the chains at the heels of what happens, and seals them when a poll was closed. */
@Injectable()
export class Keeper {
  private readonly log = new Logger(Keeper.name);

  constructor(
    private readonly chainer: Chainer,
    private readonly checkpoints: Checkpoints,
  ) {}

  async follow(): Promise<void> {
    if (await this.chainer.catchUp()) await this.seal();
  }

  /** What cannot be sealed now is sealed with the next checkpoint: it covers all before it. */
  async seal(): Promise<void> {
    await this.checkpoints.make().catch((error: Error) => {
      this.log.error(`no checkpoint of the audit trail: ${error.message}`);
    });
  }
}
