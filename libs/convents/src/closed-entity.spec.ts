import { Db, enrol, feed } from '#core';
import { settled, useApp } from '#test/app';
import { ClosedEntity } from './closed-entity.consumer.ts';
import { day, today } from './days.ts';

const CLOSE = `mutation ($input: CloseEntityInput!) { closeEntity(input: $input) { state } }`;
const CONFIRM = `mutation ($input: ConfirmMandateInput!) { confirmMandate(input: $input) { state } }`;

describe('a closed entity', () => {
  const t = useApp();

  it('leaves every convent and speaks through nobody, once, though two workers are at it', async () => {
    const [db, consumer] = [t.app.get(Db), t.app.get(ClosedEntity)];
    const entity = await t.given.entity();
    const convents = [
      await t.given.convent(),
      await t.given.convent(),
      await t.given.convent(),
      await t.given.convent(),
    ];
    const states = ['ACTIVE', 'SUSPENDED', 'APPLIED', 'ENDED'] as const;
    const memberships = [];
    for (const [i, state] of states.entries())
      memberships.push(await t.given.membership(convents[i]!, entity, { state }));
    const representative = await t.given.holder('REPRESENTATIVE', entity);
    const proposed = await t.given.mandate(await t.given.person(), 'STAFF', entity, { state: 'PROPOSED' });
    const chair = await t.given.holder('CHAIR', convents[0]!);
    const on = day(today(new Date()), -10);
    await t.get(representative, CLOSE, { input: { entityId: entity.id, on } });

    await enrol(db, consumer);
    const work = async () => {
      while (await feed(db, consumer));
    };
    await settled(t);
    await Promise.all([work(), work()]);
    await work();
    const after = `SELECT state, ended_because AS because, upper(valid) - 1 = $2 AS "onTheDay" FROM membership WHERE entity_id = $1 ORDER BY id`;
    expect(await t.sql(after, [entity.id, on])).toEqual([
      { state: 'ENDED', because: 'ENTITY_CLOSED', onTheDay: true },
      { state: 'ENDED', because: 'ENTITY_CLOSED', onTheDay: true },
      { state: 'WITHDRAWN', because: null, onTheDay: null },
      { state: 'ENDED', because: 'RESIGNED', onTheDay: false },
    ]);
    const held = await t.sql(`SELECT function, state FROM mandate WHERE entity_id = $1 ORDER BY id`, [entity.id]);
    expect(held).toEqual([
      { function: 'REPRESENTATIVE', state: 'ENDED' },
      { function: 'STAFF', state: 'DECLINED' },
    ]);
    expect(await t.refusal(chair, CONFIRM, { input: { mandateId: proposed.id } })).toBe('NOT_FOUND');
    const acts = await t.sql(
      `SELECT state, effective_on::text AS on, mandate_id FROM membership_act WHERE entity_id = $1`,
      [entity.id],
    );
    expect(acts).toEqual(
      expect.arrayContaining([
        { state: 'ENDED', on, mandate_id: null },
        { state: 'WITHDRAWN', on, mandate_id: null },
      ]),
    );
    const told = await t.sql<{ type: string }>(
      `SELECT type FROM event WHERE actor = 'system' AND type NOT LIKE 'node_key.%' ORDER BY type`,
    );
    expect(told.map(({ type }) => type)).toEqual([
      'mandate.declined',
      'mandate.ended',
      ...Array(3).fill('membership.stepped'),
    ]);
  });

  it('keeps its event when the work fails, and does it when it can', async () => {
    const [db, consumer] = [t.app.get(Db), t.app.get(ClosedEntity)];
    const entity = await t.given.entity();
    await t.given.membership(await t.given.convent(), entity);
    const representative = await t.given.holder('REPRESENTATIVE', entity);
    await t.get(representative, CLOSE, { input: { entityId: entity.id, on: today(new Date()) } });
    await enrol(db, consumer);
    const failing = { name: consumer.name, handle: () => Promise.reject(new Error('no luck')) };
    await settled(t);
    await expect(feed(db, failing)).rejects.toThrow('no luck');
    while (await feed(db, consumer));
    expect(await t.sql(`SELECT state FROM membership WHERE entity_id = $1`, [entity.id])).toEqual([{ state: 'ENDED' }]);
  });
});
