import { setTimeout as sleep } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { Config, Db, SYSTEM, type Tx } from '#core';
import { useApp } from '#test/app';
import { pollRow } from '#test/poll-rows';
import { startWorker } from '../../../apps/worker/worker.ts';
import { SearchIndexer } from './indexer.ts';

const CREATE = `mutation ($input: CreateEntityInput!) { createEntity(input: $input) { id } }`;
const EDIT = `mutation ($input: EditEntityInput!) { editEntity(input: $input) { id } }`;
const FIND = `query ($query: String) { search(query: $query) { nodes { id } } }`;

const BIRDS = ['Bocian', 'Żuraw', 'Czapla', 'Derkacz', 'Krzyżówka', 'Pustułka', 'Sikora', 'Zięba', 'Gil', 'Szpak'];
/**
 * The second that is promised is that of a machine with nothing else to do, and README of search says what it was there.
 * Here other specs hold the processor, and any open transaction of the server holds events back: none may take longer.
 */
const LONGEST_LAG = 10_000;

describe('the index', () => {
  const workers: INestApplicationContext[] = [];
  afterAll(() => Promise.all(workers.map((each) => each.close())));
  const t = useApp();
  const config = () => Config.load({ LOG_LEVEL: 'silent', DATA_DIR: t.dataDir });
  const start = async () => void workers.push(await startWorker(config(), t.database.url));
  const indexer = () => t.app.get(SearchIndexer, { strict: false });
  const catchUp = () => indexer().catchUp(t.app.get(Db));
  const find = async (query: string): Promise<string[]> =>
    (await t.get<{ search: { nodes: { id: string }[] } }>(null, FIND, { query })).search.nodes.map(({ id }) => id);
  /** Milliseconds until it is so. */
  async function until(done: () => Promise<boolean>): Promise<number> {
    const begun = Date.now();
    while (!(await done())) {
      if (Date.now() - begun > 30_000) throw new Error('it did not come about within thirty seconds');
      await sleep(20);
    }
    return Date.now() - begun;
  }
  const make = async (name: string): Promise<string> => {
    const secretary = await t.given.holder('SECRETARY', await t.given.convent());
    const input = { data: { kind: 'CIS', name, voivodeship: '22' } };
    return (await t.get<{ createEntity: { id: string } }>(secretary, CREATE, { input })).createEntity.id;
  };

  it('follows the events, each soon, and goes on where it stood after a worker has gone', async () => {
    await start();
    const first = await make('Centrum „Kormoran”');
    await until(async () => (await find('kormorany')).includes(first));
    const lags: Record<string, number> = {};
    for (const name of BIRDS) {
      const id = await make(`Centrum ${name}`);
      lags[name] = await until(async () => (await find(name)).includes(id));
    }
    console.info(`Until it was found, ms: ${JSON.stringify(lags)}`);
    for (const [name, lag] of Object.entries(lags)) expect([name, lag < LONGEST_LAG]).toEqual([name, true]);

    await workers.pop()!.close();
    const meanwhile = await make('Centrum Perkoz');
    expect(await find('perkoz')).toEqual([]);
    await start();
    await until(async () => (await find('perkozy')).includes(meanwhile));

    const staff = await t.given.holder('STAFF', { id: first });
    const data = { kind: 'CIS', name: 'Centrum Łabędź', voivodeship: '22' };
    await t.get(staff, EDIT, { input: { entityId: first, expectedVersion: 1, data } });
    await until(async () => (await find('łabędzie')).includes(first));
    expect(await find('kormoran')).toEqual([]);
    await workers.pop()!.close();
  });

  it('is made again when it is lost, and when another version of the analyzer comes', async () => {
    await t.given.entity({ name: 'Klub Puszczyk' });
    await catchUp();
    const kept = `SELECT d::text AS kept FROM search_document d ORDER BY id`;
    const words = `SELECT w::text AS kept FROM search_word w ORDER BY word`;
    const before = [await t.sql(kept), await t.sql(words)];
    await t.sql(`DELETE FROM search_document`);
    expect(await t.sql(`SELECT FROM search_word`)).toEqual([]);
    expect(await catchUp()).toBe(before[0]!.length);
    expect([await t.sql(kept), await t.sql(words)]).toEqual(before);
    await t.sql(`UPDATE search_document SET analyzer = 0, lemmas = ''`);
    expect(await find('puszczyk')).toEqual([]);
    expect(await catchUp()).toBe(before[0]!.length);
    expect(await find('puszczyki')).toHaveLength(1);
    expect(await catchUp()).toBe(0);
  });

  it('never keeps what is withdrawn while it is being indexed, ten times at once', async () => {
    const convent = await t.given.convent();
    const polls = await Promise.all(
      Array.from({ length: 10 }, () =>
        pollRow(t, convent, { state: 'PUBLISHED', visibility: 'PUBLIC', question: 'Sowa?' }),
      ),
    );
    const index = ({ id }: { id: string }) =>
      t.app.get(Db).run(SYSTEM, async (tx: Tx) => {
        tx.allow(true);
        await indexer().index(tx, [id]);
      });
    await Promise.all(
      polls.flatMap((poll) => [
        index(poll),
        t.sql(`UPDATE poll SET state = 'CANCELLED' WHERE id = $1`, [poll.id]),
        index(poll),
      ]),
    );
    expect(await t.sql(`SELECT FROM search_document WHERE title = 'Sowa?'`)).toEqual([]);
    expect(await find('sowa')).toEqual([]);
  });

  it('takes its sources from the indexer alone', async () => {
    const asApp = (query: string) => t.sql(`SELECT set_config('role', 'konwent_app', false); ${query}`);
    const refused = (work: Promise<unknown>) =>
      work.then(
        () => 'answered',
        (error: { code: string }) => error.code,
      );
    for (const query of [
      `SELECT * FROM search_source`,
      `SELECT * FROM search_of_polls`,
      `SELECT search_sources('{}')`,
      `SELECT search_stale(1)`,
    ])
      expect([query, await refused(asApp(query))]).toEqual([query, '42501']);
    await t.sql(`RESET ROLE`).catch(() => undefined);
  });
});
