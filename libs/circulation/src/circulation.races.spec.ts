import { Db, SYSTEM } from '#core';
import { useApp } from '#test/app';
import { Circulating, type Scene, type ToldCirculation } from '#test/circulations';
import { connect } from '#test/socket';
import { Answering } from './answering.service.ts';

describe('a circulation under way', () => {
  const t = useApp();
  let c: Circulating;
  beforeAll(() => void (c = new Circulating(t)));
  const closing = () => t.app.get(Db).run(SYSTEM, (tx) => t.app.get(Answering, { strict: false }).closeDue(tx));
  const answering = ({ id }: ToldCirculation, organisation: { id: string }, answer = 'NO_REMARKS') => ({
    ...{ circulationId: id, organisationId: organisation.id, answer },
  });

  it('has one answer that counts of ten at once, and none after the close that comes between', async () => {
    const scene: Scene = await c.scene();
    const { neighbour, speaker, other, entity } = scene;
    const started = await c.start(scene);
    const ten = (who: typeof neighbour, organisation: { id: string }) =>
      Array.from({ length: 10 }, (_, i) =>
        c.refusal(who, 'answerCirculation', answering(started, organisation, i % 2 ? 'REMARKS' : 'NO_REMARKS')),
      );
    expect(await Promise.all(ten(neighbour, other))).toEqual(Array.from({ length: 10 }, () => undefined));
    await t.sql(`UPDATE circulation SET closes_at = clock_timestamp() + interval '150 milliseconds' WHERE id = $1`, [
      started.id,
    ]);
    const late = new Promise<number>((done) => setTimeout(() => done(closing()), 160));
    const codes = await Promise.all([
      ...ten(speaker, entity),
      ...Array.from({ length: 10 }, (_, i) =>
        new Promise((done) => setTimeout(done, 140 + i * 4)).then(() =>
          c.refusal(speaker, 'answerCirculation', answering(started, entity, 'ABSTAINS')),
        ),
      ),
    ]);
    expect(await late).toBe(1);
    const given = codes.filter((code) => code === undefined).length;
    expect(codes.filter((code) => code !== undefined && code !== 'CIRCULATION_OVER')).toEqual([]);
    const [{ stored, last, silent }] = (await t.sql(
      `SELECT count(*)::int AS stored, count(*) FILTER (WHERE a.silent)::int AS silent,
         count(*) FILTER (WHERE a.id = p.answer_id)::int AS last
       FROM circulation_answer a JOIN circulation_party p ON p.id = a.party_id WHERE p.circulation_id = $1 AND p.body_id = $2`,
      [started.id, entity.id],
    )) as never as [{ stored: number; last: number; silent: number }];
    expect({ stored, last, silent }).toEqual({ stored: given || 1, last: 1, silent: given ? 0 : 1 });
  });

  it('is followed live by whoever is in the circle', async () => {
    const scene = await c.scene();
    const { neighbour, other, chair } = scene;
    const started = await c.start(scene);
    const socket = connect(t, neighbour);
    const outside = connect(t, await t.given.person());
    try {
      const query = `subscription ($id: ID!) { circulationChanged(id: $id) { state closesAt } }`;
      const listening = socket.listen(query, { id: started.id });
      expect((await listening.next()).data).toMatchObject({ circulationChanged: { state: 'OPEN' } });
      expect((await outside.listen(query, { id: started.id }).next()).errors[0]!.extensions.code).toBe('NOT_FOUND');
      await c.do(neighbour, 'answerCirculation', answering(started, other));
      await listening.next();
      await c.do(chair, 'cancelCirculation', { circulationId: started.id, reason: 'x' });
      expect((await listening.next()).data).toMatchObject({ circulationChanged: { state: 'CANCELLED' } });
    } finally {
      await Promise.all([socket.end(), outside.end()]);
    }
  });
});
