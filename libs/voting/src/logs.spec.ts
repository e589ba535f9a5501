import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { useApp } from '#test/app';
import { CAST, Polls } from '#test/polls';

const MAIN = join(import.meta.dirname, '../../../dist/apps/api/main.js');

describe('the log of a server that logs all it can', () => {
  const t = useApp();

  it('does not hold what was cast, also where it was refused or failed', async () => {
    const polls = new Polls(t);
    const { convent, chair, members } = await polls.convent(3);
    const pollId = await polls.open(chair, convent, { secret: true });
    const env = { DATABASE_URL: t.database.url, DATA_DIR: t.dataDir, PORT: '0', LOG_LEVEL: 'debug' };
    const server = spawn(process.execPath, [MAIN], { env: { ...env, PATH: process.env.PATH } });
    const ended = once(server, 'close');
    let log = '';
    for (const stream of [server.stdout, server.stderr]) stream.on('data', (chunk) => (log += String(chunk)));
    const until = async (what: RegExp) => {
      for (let i = 0; i < 400 && !what.test(log); i++) await new Promise((done) => setTimeout(done, 50));
      return what.exec(log)!;
    };
    const [, url] = await until(/GraphQL: (\S+)/);
    const send = async (token: string, choice: string): Promise<string> => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
      const body = JSON.stringify({ query: CAST, variables: { input: { pollId, choice } } });
      return (await fetch(url!, { method: 'POST', headers, body })).text();
    };
    const [a, b] = members.map(({ speaker }) => speaker.token);
    expect(await send(a!, 'FOR')).toContain('receipt');
    expect(await send(a!, 'AGAINST')).toContain('receipt');
    expect(await send(chair.token, 'ABSTAIN')).toContain('NOT_ON_ROLL');
    await t.sql(`CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the table fails'; END $$`);
    await t.sql(`CREATE TRIGGER fail BEFORE INSERT ON poll_vote FOR EACH ROW EXECUTE FUNCTION fail()`);
    expect(await send(b!, 'ABSTAIN')).toContain('INTERNAL');
    await until(/the table fails/);
    server.kill('SIGTERM');
    await ended;
    expect(log).toContain('/graphql');
    expect(log.match(/"(FOR|AGAINST|ABSTAIN)"|'(FOR|AGAINST|ABSTAIN)'/g)).toBeNull();
    expect(log).not.toContain(a);
  });
});
