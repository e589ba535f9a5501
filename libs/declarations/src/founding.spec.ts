import { setTimeout as sleep } from 'node:timers/promises';
import { useApp } from '#test/app';
import { Declaring, inDays, signature, textOf } from '#test/declarations';
import type { Someone } from '#test/given';

type Convent = { id: string; chair: Someone };

describe('the founding of the forum', () => {
  const t = useApp();
  let declare: Declaring;
  let convents: Convent[];
  beforeAll(async () => {
    declare = new Declaring(t);
    convents = [await declare.convent(), await declare.convent(), await declare.convent()];
  });
  const count = async (table: string): Promise<number> =>
    (await t.sql<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`))[0]!.n;
  const left = async () => [await count('forum'), await count('forum_standing'), await count('declaration_record')];

  it.each(['INTENT', 'ACCESSION', 'WITHDRAWAL'] as const)('comes before any %s', async (kind) => {
    const [one] = convents as [Convent];
    const input = { bodyId: one.id, kind, text: textOf(kind, [one]) };
    expect(await declare.refusal(one.chair, 'draftDeclaration', input)).toBe('FORUM_NOT_FOUNDED');
  });

  it('happens with the last signature or not at all: the connection dies between both', async () => {
    const told = await declare.opened(convents[0]!.chair, 'FOUNDING', convents);
    for (const each of convents.slice(1)) await declare.sign(each.chair, told, each);
    await t.sql(
      `CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(30); RETURN NEW; END'`,
    );
    await t.sql(`CREATE TRIGGER slow BEFORE INSERT ON forum_standing FOR EACH ROW EXECUTE FUNCTION slow()`);
    const refused = declare.refusalOnce(convents[0]!.chair, 'signDeclaration', signature(told, convents[0]!));
    const sleeping = `SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()`;
    let pid: number | undefined;
    for (let i = 0; !pid && i < 200; i++) {
      await sleep(20);
      pid = (await t.sql<{ pid: number }>(sleeping))[0]?.pid;
    }
    expect(await t.sql(`SELECT pg_terminate_backend($1) AS done`, [pid])).toEqual([{ done: true }]);
    expect(await refused).toBe('BUSY');
    await t.sql(`DROP TRIGGER slow ON forum_standing`);
    expect(await left()).toEqual([0, 0, 0]);
    expect(await count('signature')).toBe(2);
    expect(await declare.see(convents[0]!.chair, told.id)).toMatchObject({ state: 'OPEN_FOR_SIGNATURE' });
    await declare.do(convents[0]!.chair, 'withdrawDeclaration', { declarationId: told.id, reason: 'Próba' });
  });

  it('is one, though all three sign at the same moment, and so do the three of another text', async () => {
    const texts = [
      await declare.opened(convents[0]!.chair, 'FOUNDING', convents),
      await declare.opened(convents[2]!.chair, 'FOUNDING', [...convents].reverse()),
    ];
    const codes = await Promise.all(
      texts.flatMap((told) =>
        convents.map((each) => declare.refusal(each.chair, 'signDeclaration', signature(told, each))),
      ),
    );
    expect(codes.filter((code) => code === undefined)).toHaveLength(5);
    expect(codes.filter((code) => code === 'FORUM_FOUNDED')).toHaveLength(1);
    expect(await left()).toEqual([1, 3, 1]);
    const states = await t.sql<{ state: string }>(
      `SELECT state FROM declaration WHERE state <> 'WITHDRAWN' ORDER BY state`,
    );
    expect(states.map(({ state }) => state)).toEqual(['IN_FORCE', 'OPEN_FOR_SIGNATURE']);
    const input = { bodyId: convents[0]!.id, kind: 'FOUNDING', text: textOf('FOUNDING', convents) };
    expect(await declare.refusal(convents[0]!.chair, 'draftDeclaration', input)).toBe('FORUM_FOUNDED');
  });

  const wrong: [string, string, object][] = [
    ['a second membership', 'ALREADY_IN_FORUM', {}],
    ['an accession of somebody else', 'PARTIES_WRONG', { parties: 'others' }],
    ['a field of another kind', 'FIELD_NOT_FOR_KIND', { addressee: 'Ministerstwo' }],
    ['more signatures than parties', 'PARTIES_WRONG', { entryRule: 'N_OF', entryCount: 2 }],
    ['a number without its rule', 'FIELD_NOT_FOR_KIND', { entryCount: 1 }],
    ['a party that nobody knows', 'NOT_FOUND', { kind: 'JOINT_POSITION' }],
  ];
  it.each(wrong)('leaves no room for %s: %s', async (_, code, more) => {
    const [one, two] = convents as [Convent, Convent];
    const {
      parties,
      kind = 'ACCESSION',
      ...rest
    } = more as { parties?: string; kind?: 'ACCESSION' | 'JOINT_POSITION' };
    const stranger = { id: '00000000-0000-7000-8000-000000000000' };
    const others = kind === 'JOINT_POSITION' ? [one, stranger] : parties ? [two] : [one];
    const input = { bodyId: one.id, kind, text: textOf(kind, others, rest) };
    if (code !== 'ALREADY_IN_FORUM')
      return expect(await declare.refusal(one.chair, 'draftDeclaration', input)).toBe(code);
    const coordinator = await t.given.holder('COORDINATOR', (await t.sql<{ id: string }>(`SELECT id FROM forum`))[0]!);
    const draft = await declare.do(one.chair, 'draftDeclaration', input);
    await declare.do(one.chair, 'submitAccession', { declarationId: draft.id });
    const { contentHash } = draft.currentVersion;
    const decision = {
      declarationId: draft.id,
      contentHash,
      accepted: true,
      number: '1',
      decidedOn: '2025-01-01',
      basis: 'x',
    };
    expect(await declare.refusal(one.chair, 'recordForumDecision', decision)).toBe('FORBIDDEN');
    expect(
      await declare.refusal(coordinator, 'recordForumDecision', { ...decision, contentHash: '0'.repeat(64) }),
    ).toBe('OTHER_VERSION');
    expect(await declare.refusal(coordinator, 'recordForumDecision', { ...decision, decidedOn: '2090-01-01' })).toBe(
      'DAY_OUT_OF_RANGE',
    );
    const { version } = await declare.do(coordinator, 'recordForumDecision', decision);
    expect(await declare.refusal(coordinator, 'recordForumDecision', decision)).toBe('WRONG_STATE');
    const open = { declarationId: draft.id, expectedVersion: version, deadline: inDays(1) };
    return expect(await declare.refusal(one.chair, 'openDeclaration', open)).toBe(code);
  });

  it('of an accession, a new wording needs a new decision', async () => {
    const late = await declare.convent();
    const coordinator = await t.given.holder('SECRETARY', (await t.sql<{ id: string }>(`SELECT id FROM forum`))[0]!);
    const draft = await declare.draft(late.chair, 'ACCESSION', [late]);
    await declare.do(late.chair, 'submitAccession', { declarationId: draft.id });
    const decide = async (accepted: boolean) => {
      const { currentVersion } = await declare.see(coordinator, draft.id);
      const more = { number: '2/2025', decidedOn: '2025-01-01', basis: 'Obieg' };
      return declare.do(coordinator, 'recordForumDecision', {
        ...{ declarationId: draft.id, contentHash: currentVersion.contentHash, accepted, ...more },
      });
    };
    const told = await declare.open(late.chair, await decide(true));
    const revised = await declare.do(late.chair, 'reviseDeclaration', {
      ...{ declarationId: draft.id, expectedVersion: told.version, reason: 'Uzupełnienie' },
      text: textOf('ACCESSION', [late]),
    });
    expect(await declare.refusal(late.chair, 'signDeclaration', signature(revised, late))).toBe('DECISION_MISSING');
    await decide(false);
    expect(await declare.refusal(late.chair, 'signDeclaration', signature(revised, late))).toBe('DECISION_MISSING');
  });
});
