import { Injectable } from '@nestjs/common';
import { Erasing } from './erasing.service.ts';
import { Retention } from './retention.service.ts';
import { Scrubbing } from './scrubbing.service.ts';

/** What the clock does here, and when. */
@Injectable()
export class PrivacyClock {
  readonly jobs: Record<string, { cron: string; run: () => Promise<unknown> }>;

  constructor(erasing: Erasing, retention: Retention, scrubbing: Scrubbing) {
    this.jobs = {
      erasures: { cron: '*/5 * * * *', run: () => erasing.due() },
      retention: { cron: '53 * * * *', run: () => retention.run() },
      scrubbing: { cron: '40 3 * * *', run: () => scrubbing.run() },
    };
  }
}
