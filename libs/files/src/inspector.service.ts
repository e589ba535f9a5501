import { Worker } from 'node:worker_threads';
import { Injectable, Logger } from '@nestjs/common';
import { Busy } from '#core';
import type { Finding } from './findings.ts';
import { UPLOAD_LIMITS } from './media-types.ts';

/** Node runs the source itself and the build's output alike, each with its own extension. */
const WORKER = new URL(`./inspection.worker${import.meta.url.slice(-3)}`, import.meta.url);

/** Looks into files in threads, whose time and memory are bounded: a hostile file stops nobody else's request. */
@Injectable()
export class Inspector {
  private readonly log = new Logger(Inspector.name);
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  /** What the file at a path is, if it goes by this name. */
  async inspect(path: string, name: string): Promise<Finding> {
    await this.turn();
    try {
      return await this.inThread(path, name);
    } finally {
      this.waiting.shift()?.() ?? this.running--;
    }
  }

  private async turn(): Promise<void> {
    if (this.running < UPLOAD_LIMITS.inspections) return void this.running++;
    if (this.waiting.length >= UPLOAD_LIMITS.waiting) throw Busy();
    await new Promise<void>((go) => this.waiting.push(go));
  }

  private inThread(path: string, name: string): Promise<Finding> {
    const resourceLimits = { maxOldGenerationSizeMb: UPLOAD_LIMITS.inspectionHeapMb };
    const worker = new Worker(WORKER, { workerData: { path, name }, resourceLimits });
    return new Promise<Finding>((resolve) => {
      const broke = (why: string): void => {
        this.log.warn(`a file could not be looked into: ${why}`);
        resolve({ kind: 'DAMAGED' });
      };
      const clock = setTimeout(() => broke('it took too long'), UPLOAD_LIMITS.inspectionMs);
      worker.once('message', resolve);
      worker.once('error', ({ message }) => broke(message));
      worker.once('exit', () => {
        clearTimeout(clock);
        resolve({ kind: 'DAMAGED' });
      });
    }).finally(() => worker.terminate());
  }
}
