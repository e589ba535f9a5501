import { Db, newId, SYSTEM } from '#core';
import { Answering } from '#circulation';
import { useApp, type Asker } from '#test/app';
import { Circulating, inHours, type Scene, type ToldCirculation, type ToldRemark } from '#test/circulations';
import { unitWith } from '#test/drafts';
import { nasty } from '#test/given';
import { OutsiderErasure } from './outsider.erasure.ts';

interface Link {
  readonly outsiderId: string;
  readonly token: string;
  readonly expiresAt: string;
}
interface Pass {
  readonly organisation: string;
  readonly state: string;
  readonly answer: string | null;
  readonly silent: boolean;
  readonly units: { id: string; path: string; text: string }[];
  readonly changes: { provision: string }[];
  readonly remarks: {
    id: string;
    state: string;
    late: boolean;
    text: string;
    unit: string | null;
    dispositionId: string | null;
    verdict: string | null;
    reply: string | null;
  }[];
}

const LINK = `{ outsiderId token expiresAt }`;
const PASS = `{ organisation state note opensAt closesAt expiresAt silence title version contentHash answer answerReason silent
  units { id path text } changes { provision sentence } amendingArticle
  remarks { id unitId unit state kind text wording reasons late at dispositionId verdict verdictReason reply replyReason } }`;
const OUTSIDER = `{ id organisation revokedAt mandate { id } contact { name email openedAt erasedAt } }`;
const ACTS = {
  ...{ inviteOutsider: ['InviteOutsider', LINK], renewOutsiderLink: ['RenewOutsiderLink', LINK] },
  ...{ revokeOutsiderLink: ['RevokeOutsiderLink', OUTSIDER], openOutsiderLink: ['Outsider', PASS] },
  ...{ answerByLink: ['AnswerByLink', PASS], submitRemarkByLink: ['SubmitRemarkByLink', PASS] },
  answerDispositionByLink: ['AnswerDispositionByLink', PASS],
} as const;
type Act = keyof typeof ACTS;
const document = (act: Act): string =>
  `mutation ($input: ${ACTS[act][0]}Input!) { ${act}(input: $input) ${ACTS[act][1]} }`;
const PARTIES = `query ($id: ID!) { circulation(id: $id) { availableActions { action allowed } parties(first: 50) { totalCount nodes {
  organisation { ... on CirculationOutsider ${OUTSIDER} } answer { answer silent byLink mandate { id } } } } } }`;

describe('an outsider with a personal link', () => {
  const t = useApp();
  let c: Circulating;
  let scene: Scene;
  beforeAll(async () => {
    c = new Circulating(t);
    scene = await c.scene();
  });
  const run = async <T = Pass>(who: Asker, act: Act, input: object): Promise<T> =>
    (await t.get<Record<string, T>>(who, document(act), { input }))[act]!;
  const refusal = (who: Asker, act: Act, input: object) => t.refusal(who, document(act), { input });
  const open = (token: string) => run(null, 'openOutsiderLink', { token });
  const said = (fields: object = {}) => ({ kind: 'SUBSTANTIVE', text: nasty('Uwaga'), ...fields });
  const remark = (token: string, fields: object = {}) => run(null, 'submitRemarkByLink', { token, ...said(fields) });
  const invite = ({ id }: { id: string }, fields: object = {}) =>
    run<Link>(scene.chair, 'inviteOutsider', {
      ...{ circulationId: id, organisation: nasty(`Gmina ${newId()}`), ...fields },
    });
  const asked = async (fields: object = {}): Promise<ToldCirculation & Link> => {
    const started = await c.start(scene, fields);
    return { ...started, ...(await invite(started)) };
  };
  const closing = () => t.app.get(Db).run(SYSTEM, (tx) => t.app.get(Answering, { strict: false }).closeDue(tx));
  const erasing = (at: string) =>
    t.app.get(Db).run(SYSTEM, (tx) => t.app.get(OutsiderErasure, { strict: false }).erase(tx, new Date(at)));
  const close = async (id: string) => {
    await c.lapse(id);
    await closing();
  };
  const partyOf = async (who: Asker, id: string, outsiderId: string) => {
    const { circulation } = await t.get<{
      circulation: {
        parties: { totalCount: number; nodes: { organisation: { id?: string }; answer: object | null }[] };
      };
    }>(who, PARTIES, { id });
    const { totalCount, nodes } = circulation.parties;
    return { totalCount, ...nodes.find(({ organisation }) => organisation.id === outsiderId)! };
  };
  const ten = <T>(work: (i: number) => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: 10 }, (_, i) => work(i)));

  it('is in the circle under its name, reads the version by the link, and only those who lead know who holds it', async () => {
    const started = await c.start(scene);
    const [organisation, name] = [nasty('Gmina „Żółta”'), nasty('Ktoś')];
    const link = await invite(started, { organisation, name, email: 'gmina@example.com' });
    expect(Date.parse(link.expiresAt)).toBe(Date.parse(started.closesAt) + 60 * 86_400_000);
    const pass = await open(link.token);
    expect(pass).toMatchObject({ organisation, state: 'OPEN', answer: null, silent: false, remarks: [], changes: [] });
    expect(pass).toMatchObject({
      contentHash: started.version!.contentHash,
      note: started.note,
      silence: 'NO_REMARKS',
    });
    expect(pass.units.find(({ text }) => text.includes('żółwiem'))?.path).toBe('art. 2 ust. 1 pkt 1');
    const seen = { id: link.outsiderId, organisation, revokedAt: null, mandate: { id: expect.any(String) } };
    expect(await partyOf(scene.chair, started.id, link.outsiderId)).toEqual({
      ...{ totalCount: 3, answer: null },
      organisation: {
        ...seen,
        contact: { name, email: 'gmina@example.com', openedAt: expect.any(String), erasedAt: null },
      },
    });
    const theirs = await partyOf(scene.neighbour, started.id, link.outsiderId);
    expect(theirs.organisation).toEqual({ ...seen, mandate: expect.anything(), contact: null });
    const stored = JSON.stringify(await t.sql(`SELECT * FROM outsider_contact WHERE id = $1`, [link.outsiderId]));
    expect(stored).not.toContain(link.token);
    expect(stored).not.toContain(Buffer.from(link.token, 'base64url').toString('hex'));
  });

  it('is asked by those who lead, once, while answers are taken, a hundred of them at most', async () => {
    const started = await c.start(scene);
    const input = { circulationId: started.id, organisation: 'Stowarzyszenie „Ład”' };
    const asks = (who: Asker, fields: object = {}) => refusal(who, 'inviteOutsider', { ...input, ...fields });
    expect(await asks(null)).toBe('UNAUTHENTICATED');
    expect(await asks(scene.neighbour)).toBe('FORBIDDEN');
    expect(await asks(await t.given.person())).toBe('NOT_FOUND');
    expect(await asks(scene.chair, { organisation: ' ' })).toBe('INVALID_INPUT');
    expect(await asks(scene.chair, { email: 'nie adres' })).toBe('INVALID_INPUT');
    expect(await asks(scene.chair, { name: 'Jan 44051401359' })).toBe('INVALID_INPUT');
    const tried = await ten((i) =>
      asks(scene.chair, { organisation: i % 2 ? input.organisation : 'STOWARZYSZENIE „ŁAD”' }),
    );
    expect(tried.sort()).toEqual([...Array(9).fill('OUTSIDER_INVITED_BEFORE'), undefined]);
    await t.sql(
      `INSERT INTO circulation_outsider (id, circulation_id, organisation, invited_at)
       SELECT uuidv7(), $1, 'Gmina ' || n, now() FROM generate_series(1, 99) n`,
      [started.id],
    );
    expect(await asks(scene.chair, { organisation: 'Setna i jedna' })).toBe('OUTSIDERS_TOO_MANY');
    await c.lapse(started.id);
    expect(await asks(scene.chair, { organisation: 'Po terminie' })).toBe('WRONG_STATE');
  });

  it('answers for its organisation, the last one counts; silence is written down; who was called back is not asked', async () => {
    const { id, token, outsiderId } = await asked();
    const answer = (fields: object) => refusal(null, 'answerByLink', { token, ...fields });
    expect(await answer({ answer: 'OBJECTS_TO_PROCEDURE' })).toBe('OBJECTION_WITHOUT_REASON');
    expect(await answer({ answer: 'NONE' })).toBeDefined();
    const codes = await ten((i) => answer({ answer: i % 2 ? 'REMARKS' : 'ABSTAINS', reason: nasty('Bo') }));
    expect(codes).toEqual(Array(10).fill(undefined));
    const told = await run(null, 'answerByLink', { token, answer: 'NO_REMARKS' });
    expect(told).toMatchObject({ answer: 'NO_REMARKS', silent: false });
    const given = { answer: { answer: 'NO_REMARKS', silent: false, byLink: true, mandate: null } };
    expect(await partyOf(scene.chair, id, outsiderId)).toMatchObject(given);
    expect((await partyOf(scene.neighbour, id, outsiderId)).answer).toBeNull();
    const [silent, gone] = [await invite({ id }), await invite({ id })];
    await run(scene.chair, 'revokeOutsiderLink', { outsiderId: gone.outsiderId });
    await close(id);
    expect(await partyOf(scene.neighbour, id, outsiderId)).toMatchObject(given);
    expect(await open(silent.token)).toMatchObject({ answer: 'NO_REMARKS', silent: true, state: 'CLOSED' });
    expect((await partyOf(scene.chair, id, gone.outsiderId)).answer).toBeNull();
    expect(await answer({ answer: 'REMARKS' })).toBe('CIRCULATION_OVER');
  });

  it('makes remarks that stand in the table under its name, late ones marked, and hears what became of them', async () => {
    const { id, token } = await asked();
    const point = unitWith(scene.draft, 'żółwiem');
    const text = nasty('=HYPERLINK("x")');
    const one = await remark(token, { text, unitId: point.id, wording: 'w', reasons: nasty('Bo') });
    expect(one.remarks).toMatchObject([
      { text, unit: 'art. 2 ust. 1 pkt 1', state: 'SUBMITTED', late: false, reply: null },
    ]);
    const remarkId = one.remarks[0]!.id;
    const seen = await c.remark(scene.chair, remarkId);
    expect(seen).toMatchObject({ channel: 'LINK', submitter: one.organisation, person: null, mandate: null, text });
    expect(await c.remark(scene.neighbour, remarkId)).toBeUndefined();
    const disposing = (verdict: string, replaces?: string) =>
      c.do(scene.chair, 'disposeRemarks', {
        circulationId: id,
        dispositions: [{ remarkId, verdict, reason: 'Bo nie', ...(replaces && { replaces }) }],
      });
    await disposing('REJECTED');
    const first = (await c.remark(scene.chair, remarkId))!.disposition!.id;
    expect((await open(token)).remarks).toMatchObject([{ state: 'SUBMITTED', verdict: null, dispositionId: null }]);
    const reply = (fields: object = {}) => ({
      token,
      dispositionId: first,
      reply: 'OBJECTED',
      reason: nasty('Nie'),
      ...fields,
    });
    const refused = (fields: object = {}) => refusal(null, 'answerDispositionByLink', reply(fields));
    expect(await refused()).toBe('WRONG_STATE');
    expect(await c.refusal(scene.chair, 'withdrawRemark', { remarkId })).toBe('FORBIDDEN');
    await close(id);
    const standIn = { dispositionId: first, reply: 'ACKNOWLEDGED' };
    expect(await c.refusal(scene.chair, 'answerDisposition', standIn)).toBe('FORBIDDEN');
    expect((await remark(token)).remarks.map(({ late }) => late)).toEqual([false, true]);
    expect((await open(token)).remarks[0]).toMatchObject({
      state: 'DISPOSED',
      verdict: 'REJECTED',
      dispositionId: first,
    });
    const { rows } = (
      await t.get<{ remarkTable: { rows: { submitter: string; channel: string; late: boolean }[] } }>(
        scene.neighbour,
        `query ($id: ID!) { remarkTable(circulationId: $id) { rows { submitter channel late } } }`,
        { id },
      )
    ).remarkTable;
    const line = { submitter: one.organisation, channel: 'LINK' };
    expect(rows).toEqual([
      { ...line, late: true },
      { ...line, late: false },
    ]);
    await disposing('CLARIFIED', first);
    expect(await refused()).toBe('DISPOSITION_REPLACED');
    const { dispositionId } = (await open(token)).remarks[0]!;
    expect(await refused({ dispositionId, reason: null })).toBe('REPLY_WITHOUT_REASON');
    expect(await refused({ dispositionId: newId() })).toBe('NOT_FOUND');
    const other = await asked();
    expect(await refused({ token: other.token, dispositionId })).toBe('NOT_FOUND');
    const replied = await ten(() => refused({ dispositionId }));
    expect(replied.sort()).toEqual([...Array(9).fill('WRONG_STATE'), undefined]);
    expect((await c.remark(scene.chair, remarkId))!.disposition).toMatchObject({
      reply: 'OBJECTED',
      repliedUnder: null,
    });
    // Put on the table of the next circulation it is still theirs, though it is no longer in their hands.
    const next = await c.start(scene);
    await c.do(scene.chair, 'carryRemarks', { circulationId: next.id, fromId: id, remarkIds: [remarkId] });
    const carried = await t.sql<{ n: number }>(
      `SELECT count(*)::int AS n FROM remark WHERE circulation_id = $1 AND channel = 'LINK' AND submitter = $2`,
      [next.id, one.organisation],
    );
    expect(carried).toEqual([{ n: 1 }]);
  });

  it('says no more than the limits allow, and nothing before the opening or after a calling off', async () => {
    const { id, token, outsiderId } = await asked({ opensAt: inHours(1) });
    const submit = (fields: object = {}) => refusal(null, 'submitRemarkByLink', { token, ...said(fields) });
    expect(await submit()).toBe('CIRCULATION_NOT_BEGUN');
    expect(await refusal(null, 'answerByLink', { token, answer: 'REMARKS' })).toBe('CIRCULATION_NOT_BEGUN');
    await t.sql(`UPDATE circulation SET opens_at = now() - interval '1 hour' WHERE id = $1`, [id]);
    for (const wrong of [
      { text: 'x'.repeat(5_001) },
      { text: '\u0007' },
      { wording: 'x'.repeat(5_001) },
      { unitId: 'x' },
    ])
      expect(await submit(wrong)).toBe('INVALID_INPUT');
    expect(await submit({ text: 'PESEL 44051401359' })).toBe('INVALID_INPUT');
    expect(await submit({ unitId: newId() })).toBe('UNIT_NOT_IN_VERSION');
    const codes = await ten(() => submit());
    expect(codes).toEqual(Array(10).fill(undefined));
    const copies = `INSERT INTO remark (id, circulation_id, place, state, kind, channel, late, submitter, outsider_id, text, at)
      SELECT uuidv7(), $1, 0, 'SUBMITTED', 'EDITORIAL', 'LINK', false, 'x', $2, 'x', now() - $4 * interval '1 hour'
      FROM generate_series(1, $3)`;
    await t.sql(copies, [id, outsiderId, 9, 0]);
    const last = await ten(() => submit());
    expect(last.sort()).toEqual([...Array(9).fill('LINK_TOO_FAST'), undefined]);
    await t.sql(`UPDATE remark SET at = at - interval '1 hour' WHERE outsider_id = $1`, [outsiderId]);
    expect(await submit()).toBeUndefined();
    await t.sql(copies, [id, outsiderId, 79, 1]);
    expect(await submit()).toBe('LINK_SAID_ENOUGH');
    expect(await refusal(null, 'answerByLink', { token, answer: 'REMARKS' })).toBe('LINK_SAID_ENOUGH');
    const called = await asked();
    await c.do(scene.chair, 'cancelCirculation', { circulationId: called.id, reason: 'x' });
    const off = { token: called.token };
    expect((await open(called.token)).state).toBe('CANCELLED');
    expect(await refusal(null, 'answerByLink', { ...off, answer: 'REMARKS' })).toBe('WRONG_STATE');
    expect(await refusal(null, 'submitRemarkByLink', { ...off, ...said() })).toBe('WRONG_STATE');
    expect(await refusal(scene.chair, 'renewOutsiderLink', { outsiderId: called.outsiderId })).toBe('WRONG_STATE');
    const letter = { circulationId: id, channel: 'LINK', submitter: 'X', kind: 'EDITORIAL', text: 'x' };
    expect(await c.refusal(scene.chair, 'recordRemark', letter)).toBe('CHANNEL_MISFITS');
  });

  it('is answered alike whatever is wrong with the link: taken back, replaced, over, or never given', async () => {
    const { id, token, outsiderId } = await asked();
    const acts: [Act, object][] = [
      ['openOutsiderLink', {}],
      ['answerByLink', { answer: 'REMARKS' }],
      ['submitRemarkByLink', said()],
      ['answerDispositionByLink', { dispositionId: newId(), reply: 'ACKNOWLEDGED' }],
    ];
    const all = (which: string) =>
      Promise.all(acts.map(([act, fields]) => refusal(null, act, { token: which, ...fields })));
    const invalid = Array(4).fill('OUTSIDER_LINK_INVALID');
    expect(await all(`${token}x`)).toEqual(invalid);
    for (const [act, who] of [
      ['renewOutsiderLink', scene.neighbour],
      ['revokeOutsiderLink', scene.speaker],
    ] as const)
      expect(await refusal(who, act, { outsiderId })).toBe('FORBIDDEN');
    expect(await refusal(scene.chair, 'renewOutsiderLink', { outsiderId: newId() })).toBe('NOT_FOUND');
    expect(await refusal(await t.given.person(), 'revokeOutsiderLink', { outsiderId })).toBe('NOT_FOUND');
    const again = await run<Link>(scene.chair, 'renewOutsiderLink', { outsiderId });
    expect(await all(token)).toEqual(invalid);
    // Of what is said while the link is taken back each part came before it, or not at all.
    const codes = await Promise.all([
      ...Array.from({ length: 10 }, () => refusal(null, 'submitRemarkByLink', { token: again.token, ...said() })),
      ...Array.from({ length: 10 }, () => refusal(scene.chair, 'revokeOutsiderLink', { outsiderId })),
    ]);
    expect(new Set(codes.slice(10))).toEqual(new Set([undefined]));
    const came = codes.slice(0, 10).filter((code) => code === undefined).length;
    expect(codes.slice(0, 10).filter((code) => code === 'OUTSIDER_LINK_INVALID')).toHaveLength(10 - came);
    const [{ n, late, acted }] = (await t.sql(
      `SELECT count(r.id)::int AS n, count(r.id) FILTER (WHERE r.at > o.revoked_at + interval '5 seconds')::int AS late,
         (SELECT count(*)::int FROM circulation_act a WHERE a.circulation_id = o.circulation_id AND a.action = 'revokeOutsiderLink') AS acted
       FROM circulation_outsider o LEFT JOIN remark r ON r.outsider_id = o.id WHERE o.id = $1 GROUP BY o.id`,
      [outsiderId],
    )) as never as [{ n: number; late: number; acted: number }];
    expect({ n, late, acted }).toEqual({ n: came, late: 0, acted: 1 });
    const { token: third } = await run<Link>(scene.chair, 'renewOutsiderLink', { outsiderId });
    expect((await open(third)).remarks).toHaveLength(came);
    await c.lapse(id, new Date(Date.now() - 61 * 86_400_000).toISOString());
    expect(await all(third)).toEqual(invalid);
    expect(await refusal(scene.chair, 'renewOutsiderLink', { outsiderId })).toBe('OUTSIDER_ERASED');
  });

  it('is forgotten sixty days after the end, or at once if it is wanted; the organisation and what it said stay', async () => {
    const started = await c.start(scene);
    const [kept, asking] = [
      await invite(started, { name: nasty('Ktoś'), email: 'kto@example.com' }),
      await invite(started, { name: 'Proszę usunąć', email: 'usun@example.com' }),
    ];
    await remark(kept.token);
    const erased = await run<{ contact: object; organisation: string }>(scene.chair, 'revokeOutsiderLink', {
      ...{ outsiderId: asking.outsiderId, erase: true },
    });
    const nothing = { name: null, email: null, erasedAt: expect.any(String) };
    expect(erased.contact).toMatchObject(nothing);
    expect(await refusal(scene.chair, 'renewOutsiderLink', { outsiderId: asking.outsiderId })).toBe('OUTSIDER_ERASED');
    await close(started.id);
    const over = Date.parse((await c.see(scene.chair, started.id))!.endedAt!) + 60 * 86_400_000;
    await erasing(new Date(over - 1_000).toISOString());
    expect(await partyOf(scene.chair, started.id, kept.outsiderId)).toMatchObject({
      organisation: { contact: { email: 'kto@example.com' } },
    });
    const counts = await ten(() => erasing(new Date(over).toISOString()));
    expect(counts.reduce((sum, n) => sum + n, 0)).toBeGreaterThanOrEqual(1);
    expect(await partyOf(scene.chair, started.id, kept.outsiderId)).toMatchObject({
      organisation: { contact: nothing },
    });
    expect(await refusal(null, 'openOutsiderLink', { token: kept.token })).toBe('OUTSIDER_LINK_INVALID');
    const [{ told }] = (await t.sql(
      `SELECT count(*)::int AS told FROM event WHERE type = 'circulation.outsider_erased' AND data->>'outsiderId' = $1`,
      [kept.outsiderId],
    )) as never as [{ told: number }];
    expect(told).toBe(1);
    const remarks = await t.sql<ToldRemark>(`SELECT submitter FROM remark WHERE outsider_id = $1`, [kept.outsiderId]);
    expect(remarks).toHaveLength(1);
  });

  it('leaves one answer that counts of the close that comes between', async () => {
    const { id, token, outsiderId } = await asked();
    await t.sql(
      `UPDATE circulation SET opens_at = now() - interval '1 hour', closes_at = clock_timestamp() + interval '60 milliseconds' WHERE id = $1`,
      [id],
    );
    const after = (ms: number) => new Promise((done) => setTimeout(done, ms));
    const [, ...codes] = await Promise.all([
      after(70).then(closing),
      ...Array.from({ length: 10 }, (_, i) =>
        after(i * 12).then(() => refusal(null, 'answerByLink', { token, answer: 'ABSTAINS' })),
      ),
    ]);
    const given = codes.filter((code) => code === undefined).length;
    expect(codes.filter((code) => code !== undefined && code !== 'CIRCULATION_OVER')).toEqual([]);
    const [row] = await t.sql(
      `SELECT count(*)::int AS stored, count(*) FILTER (WHERE a.silent)::int AS silent FROM circulation_answer a WHERE a.body_id = $1`,
      [outsiderId],
    );
    expect(row).toEqual({ stored: given || 1, silent: given ? 0 : 1 });
  });

  it('cannot be guessed: after a hundred failures an address waits', async () => {
    const codes = new Set<string | undefined>();
    for (let i = 0; i < 110 && !codes.has('TOO_MANY_ATTEMPTS'); i++)
      codes.add(await refusal(null, 'openOutsiderLink', { token: `x${i}` }));
    expect([...codes].at(-1)).toBe('TOO_MANY_ATTEMPTS');
  });
});
