import { Worker } from 'node:worker_threads';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Busy } from '#core';
import type { Finding } from './findings.ts';
import { UPLOAD_LIMITS } from './media-types.ts';

/** Node runs the source itself and the build's output alike, each with its own extension. */
const WORKER = new URL(`./inspection.worker${import.meta.url.slice(-3)}`, import.meta.url);

/** Looks into files in threads, whose time and memory are bounded: a hostile file stops nobody else's request. */
@Injectable()
export class Inspector implements OnApplicationShutdown {
  private readonly log = new Logger(Inspector.name);
  private readonly idle: Worker[] = [];
  private readonly waiting: (() => void)[] = [];
  private running = 0;
  private closed = false;

  /** What the file at a path is, if it goes by this name. */
  async inspect(path: string, name: string): Promise<Finding> {
    await this.turn();
    const worker = this.idle.pop() ?? this.start();
    try {
      const finding = await asked(worker, { path, name });
      if (this.closed) await worker.terminate();
      else this.idle.push(worker);
      return finding;
    } catch (error) {
      this.log.warn(`a file could not be looked into: ${(error as Error).message}`);
      await worker.terminate();
      return { kind: 'UNSAFE', reason: 'TOO_COMPLEX' };
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }

  async onApplicationShutdown(): Promise<void> {
    this.closed = true;
    await Promise.all(this.idle.splice(0).map((worker) => worker.terminate()));
  }

  private async turn(): Promise<void> {
    if (this.running < UPLOAD_LIMITS.inspections) return void this.running++;
    await new Promise<void>((resolve, reject) => {
      const go = () => {
        clearTimeout(clock);
        resolve();
      };
      const clock = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(go), 1);
        reject(Busy());
      }, UPLOAD_LIMITS.turnMs);
      this.waiting.push(go);
    });
  }

  private start(): Worker {
    const worker = new Worker(WORKER, { resourceLimits: { maxOldGenerationSizeMb: UPLOAD_LIMITS.inspectionHeapMb } });
    worker.on('error', () => this.drop(worker)).on('exit', () => this.drop(worker));
    return worker;
  }

  private drop(worker: Worker): void {
    const at = this.idle.indexOf(worker);
    if (at >= 0) this.idle.splice(at, 1);
  }
}

/** Fails where the thread fails or takes too long: it may not be used any more then. */
async function asked(worker: Worker, file: { path: string; name: string }): Promise<Finding> {
  const end = new AbortController();
  const { signal } = end;
  try {
    return await new Promise<Finding>((resolve, reject) => {
      const clock = setTimeout(() => reject(new Error('it took too long')), UPLOAD_LIMITS.inspectionMs);
      signal.addEventListener('abort', () => clearTimeout(clock));
      const [found, failed] = [(finding: Finding) => resolve(finding), (error: Error) => reject(error)];
      const gone = () => reject(new Error('its thread ended'));
      worker.on('message', found).on('error', failed).on('exit', gone);
      signal.addEventListener('abort', () => worker.off('message', found).off('error', failed).off('exit', gone));
      worker.postMessage(file);
    });
  } finally {
    end.abort();
  }
}
