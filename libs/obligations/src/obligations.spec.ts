import { Db, SYSTEM, type Tx } from '#core';
import { settled, useApp } from '#test/app';
import { Declaring, inDays, textOf } from '#test/declarations';
import type { Someone } from '#test/given';
import { connect } from '#test/socket';
import { Obligations } from './obligations.service.ts';

type Convent = { id: string; chair: Someone };
interface Waiting {
  readonly kind: string;
  readonly sentence: string;
  readonly dueAt: string | null;
  readonly declaration: { id: string } | null;
}

const MINE = `{ viewer { obligations(first: 50) { totalCount nodes {
  kind sentence dueAt subjectType subjectId declaration { id } body { ... on Convent { id } ... on Forum { id } } } } } }`;

/** The table against the views, both ways. */
const DIFFERENCE = `
  WITH due AS (
    SELECT m.person_id, d.* FROM obligation_due d JOIN mandate m ON m.body_id = d.body_id AND m.function = ANY (d.functions)
      AND coalesce(d.for_person_id = m.person_id, true)
    WHERE m.state = 'ACTIVE' AND coalesce(upper(m.valid) > now(), true))
  SELECT (SELECT count(*)::int FROM (SELECT person_id, body_id, kind, subject_id, sentence, due_at FROM due
    EXCEPT SELECT person_id, body_id, kind, subject_id, sentence, due_at FROM obligation) x) AS missing,
   (SELECT count(*)::int FROM (SELECT person_id, body_id, kind, subject_id, sentence, due_at FROM obligation
    EXCEPT SELECT person_id, body_id, kind, subject_id, sentence, due_at FROM due) x) AS extra,
   (SELECT count(*)::int FROM obligation) AS n`;

describe('what waits for somebody', () => {
  const t = useApp();
  let declare: Declaring;
  let [own, other]: Convent[] = [];
  beforeAll(async () => {
    declare = new Declaring(t);
    [own, other] = [await declare.convent(), await declare.convent()];
  });
  const mine = async (who: Someone): Promise<Waiting[]> =>
    (await t.get<{ viewer: { obligations: { nodes: Waiting[] } } }>(who, MINE)).viewer.obligations.nodes;
  const kinds = async (who: Someone, id: string) =>
    (await mine(who)).filter(({ declaration }) => declaration?.id === id).map(({ kind }) => kind);
  const check = async () =>
    expect((await t.sql<{ missing: number; extra: number }>(DIFFERENCE))[0]).toMatchObject({ missing: 0, extra: 0 });

  it('is the signature of their convent, until it is given; the most urgent first', async () => {
    const late = await declare.open(
      own!.chair,
      await declare.draft(own!.chair, 'JOINT_POSITION', [own!, other!]),
      inDays(9),
    );
    const deadline = '2090-01-15T17:00:00.000Z';
    const last = await declare.open(
      own!.chair,
      await declare.draft(own!.chair, 'JOINT_POSITION', [own!, other!], { title: 'Ostatnia „ważna” deklaracja' }),
      deadline,
    );
    const soon = await declare.open(
      own!.chair,
      await declare.draft(own!.chair, 'JOINT_POSITION', [own!, other!]),
      inDays(1),
    );
    const found = await mine(other!.chair);
    expect(found.map(({ declaration }) => declaration!.id)).toEqual([soon.id, late.id, last.id]);
    expect(found[2]).toEqual({
      ...{ kind: 'signatureAwaited', dueAt: deadline, subjectType: 'Declaration', subjectId: last.id },
      ...{ declaration: { id: last.id }, body: { id: other!.id } },
      sentence: 'Deklaracja „Ostatnia „ważna” deklaracja” czeka na podpis do 15.01.2090, 18:00.',
    });
    await declare.sign(other!.chair, soon, other!);
    expect(await kinds(other!.chair, soon.id)).toEqual([]);
    expect(await kinds(own!.chair, soon.id)).toEqual(['signatureAwaited']);
    await declare.do(own!.chair, 'withdrawDeclaration', { declarationId: soon.id, reason: 'Nieaktualne' });
    expect(await kinds(own!.chair, soon.id)).toEqual([]);
    await declare.do(own!.chair, 'extendDeadline', { declarationId: late.id, deadline: inDays(20), reason: 'Urlopy' });
    expect(Date.parse((await mine(own!.chair))[0]!.dueAt!)).toBeGreaterThan(Date.now() + 19 * 86_400_000);
    await check();
  });

  it('is to sign again, after a new version has voided what they had signed, which they are told at once', async () => {
    const told = await declare.opened(own!.chair, 'JOINT_POSITION', [own!, other!]);
    await declare.sign(other!.chair, told, other!);
    const { version } = await declare.see(own!.chair, told.id);
    const socket = connect(t, other!.chair);
    const watching = `subscription ($id: ID!) { declarationChanged(id: $id) { state currentVersion { number } signatures { voidedAt voidedBecause } } }`;
    const listener = socket.listen(watching, { id: told.id });
    await listener.next();
    await declare.do(own!.chair, 'reviseDeclaration', {
      ...{ declarationId: told.id, expectedVersion: version, reason: 'Uwagi „konwentów”' },
      text: textOf('JOINT_POSITION', [own!, other!]),
    });
    expect((await listener.next()).data).toMatchObject({
      declarationChanged: {
        ...{ state: 'OPEN_FOR_SIGNATURE', currentVersion: { number: 2 } },
        signatures: [{ voidedAt: expect.any(String), voidedBecause: 'Nowa wersja tekstu: Uwagi „konwentów”' }],
      },
    });
    listener.stop();
    await socket.end();
    expect(await kinds(other!.chair, told.id)).toEqual(['signatureVoided']);
    expect(await kinds(own!.chair, told.id)).toEqual(['signatureAwaited']);
    const events = await t.sql<{ concerns: string[] }>(
      `SELECT concerns FROM event WHERE type = 'declaration.signatures_voided' AND subject_id = $1`,
      [told.id],
    );
    expect(events).toEqual([{ concerns: expect.arrayContaining([other!.id, other!.chair.id]) }]);
    await check();
  });

  it('follows the mandates: whoever takes over finds it, whoever leaves is left alone', async () => {
    const told = await declare.opened(own!.chair, 'JOINT_POSITION', [own!, other!]);
    const [vice, secretary] = [await t.given.person(), await t.given.holder('SECRETARY', other!)];
    const mandate = await t.given.mandate(vice, 'VICE_CHAIR', other!);
    expect(await kinds(vice, told.id)).toEqual(['signatureAwaited']);
    expect(await mine(secretary)).toEqual([]);
    await t.sql(`UPDATE mandate SET state = 'ENDED', ended_because = 'RECALLED' WHERE id = $1`, [mandate.id]);
    expect(await mine(vice)).toEqual([]);
    expect(await t.sql(`SELECT FROM obligation WHERE person_id = $1`, [vice.id])).toEqual([]);
    await check();
  });

  it('is, for the forum, to decide on an accession', async () => {
    await declare.forum();
    const [forum] = await t.sql<{ id: string }>(`SELECT id FROM forum`);
    const coordinator = await t.given.holder('COORDINATOR', forum!);
    const draft = await declare.draft(other!.chair, 'ACCESSION', [other!]);
    expect(await mine(coordinator)).toEqual([]);
    await declare.do(other!.chair, 'submitAccession', { declarationId: draft.id });
    expect(await mine(coordinator)).toMatchObject([{ kind: 'forumDecisionAwaited', dueAt: null, body: forum }]);
    const { contentHash } = draft.currentVersion;
    const decision = { accepted: false, number: '1', decidedOn: '2025-01-01', basis: 'Spotkanie' };
    await declare.do(coordinator, 'recordForumDecision', { declarationId: draft.id, contentHash, ...decision });
    expect(await mine(coordinator)).toEqual([]);
    await check();
  });

  it('comes again when the table is lost, though ten clocks look at once', async () => {
    await settled(t);
    const [before] = await t.sql<{ n: number }>(DIFFERENCE);
    expect(before!.n).toBeGreaterThan(3);
    await t.sql(`DELETE FROM obligation`);
    const work = (tx: Tx) => t.app.get(Obligations, { strict: false }).refreshAll(tx);
    const changed = await Promise.all(Array.from({ length: 10 }, () => t.app.get(Db).run(SYSTEM, work)));
    expect(changed.reduce((sum, each) => sum + each)).toBe(before!.n);
    await check();
  });

  it('is nobody else’s business', async () => {
    expect(await t.get(null, MINE)).toEqual({ viewer: null });
    const nodes = `{ convents(first: 5) { nodes { mandates(first: 5) { nodes { person { obligations(first: 5) { totalCount } } } } } } }`;
    const stranger = await t.given.person();
    expect(JSON.stringify(await t.get(stranger, nodes))).not.toMatch(/"totalCount":[1-9]/);
  });
});
