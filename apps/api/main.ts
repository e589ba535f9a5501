import { Config } from '#core';
import { startApi } from './api.ts';

const config = Config.load();
if (!config.DATABASE_URL)
  throw new Error('Ustaw DATABASE_URL: samo API nie ma własnej bazy. Wszystko naraz startuje: npm start.');
const api = await startApi(config, config.DATABASE_URL);
console.log(`GraphQL: ${api.url}/graphql`);
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void api.close().then(() => process.exit(0)));
