import { Config } from '#core';
import { startWorker } from './worker.ts';

const config = Config.load();
if (!config.DATABASE_URL) throw new Error('Ustaw DATABASE_URL: sam worker nie ma własnej bazy.');
const worker = await startWorker(config, config.DATABASE_URL);
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void worker.close().then(() => process.exit(0)));
