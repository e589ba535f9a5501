import { setTimeout as sleep } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { Config } from '#core';
import { useApp } from '#test/app';
import { startWorker } from './worker.ts';

const CLOSE = `mutation ($input: CloseEntityInput!) { closeEntity(input: $input) { state } }`;

async function until(done: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (await done()) return;
    await sleep(50);
  }
  throw new Error('it did not come about within ten seconds');
}

describe('the worker', () => {
  let workers: INestApplicationContext[] = [];
  // Before the app's own, which drops the database.
  afterAll(() => Promise.all(workers.map((each) => each.close())));
  const t = useApp();

  beforeAll(async () => {
    const config = Config.load({ LOG_LEVEL: 'silent', DATA_DIR: t.dataDir });
    workers = [await startWorker(config, t.database.url), await startWorker(config, t.database.url)];
  });

  it('carries an entity’s end to its memberships and mandates, once though two workers listen', async () => {
    const [convent, entity] = [await t.given.convent(), await t.given.entity()];
    const membership = await t.given.membership(convent, entity);
    const representative = await t.given.holder('REPRESENTATIVE', entity);
    await t.get(representative, CLOSE, { input: { entityId: entity.id, on: '2026-01-31' } });
    const state = () =>
      t.sql<{ state: string; because: string; last: string }>(
        `SELECT state, ended_because AS because, (upper(valid) - 1)::text AS last FROM membership WHERE id = $1`,
        [membership.id],
      );
    await until(async () => (await state())[0]!.state === 'ENDED');
    expect(await state()).toEqual([{ state: 'ENDED', because: 'ENTITY_CLOSED', last: '2026-01-31' }]);
    await until(
      async () =>
        (await t.sql(`SELECT FROM mandate WHERE entity_id = $1 AND state = 'ENDED'`, [entity.id])).length === 1,
    );
    expect(
      await t.sql(`SELECT FROM event WHERE type = 'membership.stepped' AND subject_id = $1`, [membership.id]),
    ).toHaveLength(1);
    expect(await t.refusal(representative, CLOSE, { input: { entityId: entity.id, on: '2026-01-31' } })).toBe(
      'FORBIDDEN',
    );
  });

  it('keeps the clock: a mandate past its term is written down as ended', async () => {
    const convent = await t.given.convent();
    const mandate = await t.given.mandate(await t.given.person(), 'CHAIR', convent, {
      from: '2020-01-01',
      until: '2024-01-01',
    });
    const scheduled = await t.sql<{ name: string }>(`SELECT name FROM pgboss.schedule ORDER BY name`);
    expect(scheduled.map(({ name }) => name)).toEqual([
      'audit-checkpoint',
      'ceremony-cleanup',
      'circulation-deadlines',
      'declaration-deadlines',
      'erasures',
      'file-sweep',
      'guest-erasure',
      'idempotency-cleanup',
      'identity-cleanup',
      'mandate-terms',
      'merge-silence',
      'minutes-silence',
      'obligations',
      'outsider-erasure',
      'poll-deadlines',
      'practice-checks',
      'retention',
      'scrubbing',
      'search-index',
      'unit-documents',
    ]);
    // What pg-boss does at the full minute.
    await t.sql(
      `INSERT INTO pgboss.job_common (name, data, policy) SELECT 'mandate-terms', NULL, policy FROM pgboss.queue WHERE name = 'mandate-terms' ON CONFLICT DO NOTHING`,
    );
    const ended = () => t.sql(`SELECT ended_because FROM mandate WHERE id = $1 AND state = 'ENDED'`, [mandate.id]);
    await until(async () => (await ended()).length === 1);
    expect(await ended()).toEqual([{ ended_because: 'TERM_OVER' }]);
  });
});
