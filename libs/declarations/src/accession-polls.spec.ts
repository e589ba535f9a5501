import { Acceding, hashOf } from '#test/accessions';
import { useApp } from '#test/app';
import { Declaring, signature, textOf } from '#test/declarations';
import type { Someone } from '#test/given';
import { awaited, CANCEL, EDIT, OPEN, Polls, PUBLISH, soon } from '#test/polls';

type Convent = { id: string; chair: Someone };

const SEEN = `query ($id: ID!) { declaration(id: $id) { version decisions { accepted number decidedOn basis poll { id } mandate { id } }
  polls { nodes { id subjectHash } } availableActions { action allowed reason } } }`;
interface Seen {
  readonly version: number;
  readonly decisions: { accepted: boolean; number: string | null; basis: string; poll: { id: string } | null }[];
  readonly polls: { nodes: { id: string; subjectHash: string }[] };
  readonly availableActions: { action: string; allowed: boolean; reason: string | null }[];
}

describe('an accession is decided by a poll of the forum’s members', () => {
  const t = useApp();
  let declare: Declaring;
  let acceding: Acceding;
  let polls: Polls;
  let members: Convent[];
  let coordinator: Someone;
  beforeAll(async () => {
    declare = new Declaring(t);
    const founded = await declare.forum(3);
    members = founded.members;
    coordinator = await t.given.holder('COORDINATOR', founded.forum);
    acceding = new Acceding(t, declare, coordinator, members);
    polls = acceding.polls;
  });

  const see = async (who: Someone, { id }: { id: string }) =>
    (await t.get<{ declaration: Seen }>(who, SEEN, { id })).declaration;

  it('opens with the published and adopted one, and not a moment earlier', async () => {
    const { late, draft } = await acceding.asked();
    expect(await acceding.refusal(late, draft)).toBe('DECISION_MISSING');
    const pollId = await acceding.drafted(draft);
    expect(await acceding.refusal(late, draft)).toBe('DECISION_MISSING');
    await t.get(coordinator, OPEN, { input: { pollId, expectedVersion: 1 } });
    for (const { chair } of members) expect(await awaited(t, chair)).toEqual([pollId]);
    expect(await acceding.refusal(late, draft)).toBe('POLL_NOT_PUBLISHED');
    for (const { chair } of members) await polls.cast(chair, pollId, 'FOR');
    await polls.close(coordinator, pollId);
    expect(await acceding.refusal(late, draft)).toBe('POLL_NOT_PUBLISHED');
    const { recordHash } = await polls.publish(coordinator, pollId);

    const { decisions } = await see(late.chair, draft);
    const basis = `Głosowanie konwentów forum; skrót protokołu ${recordHash}`;
    expect(decisions).toMatchObject([{ accepted: true, number: null, basis, poll: null }]);
    expect((await see(coordinator, draft)).decisions).toMatchObject([{ poll: { id: pollId } }]);
    const told = await declare.do(late.chair, 'openDeclaration', await acceding.opening(late, draft));
    expect(await declare.sign(late.chair, told, late)).toMatchObject({ state: 'IN_FORCE' });
    const record = (await (await fetch(`${t.url}/records/declarations/${draft.id}.json`)).json()) as {
      record: { decision: object };
    };
    expect(record.record.decision).toMatchObject({ number: null, basis, contentHash: hashOf(draft), accepted: true });
    const { text } = await polls.record(pollId, coordinator);
    expect(JSON.parse(text)).toMatchObject({
      record: { frozen: { subject: { type: 'Declaration', id: draft.id, hash: hashOf(draft) } } },
    });
    await t.sql(`DELETE FROM forum_standing WHERE convent_id = $1`, [late.id]);
  });

  it('is decided once, though ten publish at once', async () => {
    const { late, draft } = await acceding.asked();
    const pollId = await acceding.voted(draft, ['FOR', 'FOR', 'AGAINST']);
    const publish = () => t.refusal(coordinator, PUBLISH, { input: { pollId } });
    const codes = await Promise.all(Array.from({ length: 10 }, publish));
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect((await see(late.chair, draft)).decisions).toHaveLength(1);
    const events = await t.sql(`SELECT FROM event WHERE type = 'declaration.forum_decided' AND subject_id = $1`, [
      draft.id,
    ]);
    expect(events).toHaveLength(1);
  });

  it('stays closed after a poll that rejects it', async () => {
    const { late, draft } = await acceding.asked();
    await polls.publish(coordinator, await acceding.voted(draft, ['AGAINST', 'AGAINST', 'FOR']));
    expect((await see(late.chair, draft)).decisions).toMatchObject([{ accepted: false }]);
    expect(await acceding.refusal(late, draft)).toBe('POLL_NOT_ADOPTED');
    const again = { declarationId: draft.id, contentHash: hashOf(draft), closesAt: soon() };
    expect(await declare.refusal(coordinator, 'draftAccessionPoll', again)).toBe('WRONG_STATE');
  });

  it('is not decided without a quorum; another poll, or a resolution taken elsewhere, may decide', async () => {
    const { late, draft } = await acceding.asked();
    await polls.publish(coordinator, await acceding.voted(draft, ['FOR']));
    expect((await see(late.chair, draft)).decisions).toEqual([]);
    expect(await acceding.refusal(late, draft)).toBe('POLL_NOT_ADOPTED');
    await polls.publish(coordinator, await acceding.voted(draft, ['FOR', 'FOR']));
    expect(await acceding.refusal(late, draft)).toBeUndefined();

    const { late: other, draft: elsewhere } = await acceding.asked();
    const resolution = {
      ...{ declarationId: elsewhere.id, contentHash: hashOf(elsewhere), accepted: true },
      ...{ number: '4/2025', decidedOn: '2025-03-01', basis: 'Spotkanie członków' },
    };
    const pollId = await acceding.opened(elsewhere);
    expect(await declare.refusal(coordinator, 'recordForumDecision', resolution)).toBe('WRONG_STATE');
    const actions = async () =>
      (await see(coordinator, elsewhere)).availableActions.filter(({ action }) => /Poll|Forum/.test(action));
    const reason = 'O tej wersji głosują już konwenty forum.';
    expect(await actions()).toEqual(
      ['recordForumDecision', 'draftAccessionPoll'].map((action) => ({ action, allowed: false, reason })),
    );
    await t.get(coordinator, CANCEL, { input: { pollId, reason: 'Uchwałę podjęto na spotkaniu.' } });
    expect((await actions()).every(({ allowed }) => allowed)).toBe(true);
    await declare.do(coordinator, 'recordForumDecision', resolution);
    expect(await acceding.refusal(other, elsewhere)).toBeUndefined();
    expect((await see(coordinator, elsewhere)).decisions).toMatchObject([{ number: '4/2025', poll: null }]);
  });

  it('is not decided by a poll on another wording; the decision stays with the wording that it was about', async () => {
    const { late, draft } = await acceding.asked();
    const pollId = await acceding.voted(draft, ['FOR', 'FOR', 'FOR']);
    const { version } = await see(late.chair, draft);
    const edited = await declare.do(late.chair, 'editDeclaration', {
      ...{ declarationId: draft.id, expectedVersion: version, text: textOf('ACCESSION', [late]) },
    });
    expect(await acceding.refusal(late, draft)).toBe('POLL_ABOUT_OTHER_VERSION');
    await polls.publish(coordinator, pollId);
    expect(await acceding.refusal(late, draft)).toBe('POLL_ABOUT_OTHER_VERSION');
    const old = { declarationId: draft.id, contentHash: hashOf(draft), closesAt: soon() };
    expect(await declare.refusal(coordinator, 'draftAccessionPoll', old)).toBe('OTHER_VERSION');
    await polls.publish(coordinator, await acceding.voted(edited, ['FOR', 'FOR', 'FOR']));
    const told = await declare.do(late.chair, 'openDeclaration', await acceding.opening(late, draft));
    const revised = await declare.do(late.chair, 'reviseDeclaration', {
      ...{ declarationId: draft.id, expectedVersion: told.version, reason: 'Uzupełnienie' },
      text: textOf('ACCESSION', [late]),
    });
    const sign = () => declare.refusal(late.chair, 'signDeclaration', signature(revised, late));
    expect(await sign()).toBe('POLL_ABOUT_OTHER_VERSION');
    const last = await acceding.voted(revised, ['FOR', 'FOR', 'ABSTAIN']);
    expect(await sign()).toBe('POLL_NOT_PUBLISHED');
    await polls.publish(coordinator, last);
    expect(await sign()).toBeUndefined();
    await t.sql(`DELETE FROM forum_standing WHERE convent_id = $1`, [late.id]);
  });

  it('is not decided by a poll about something else, nor may its question become another', async () => {
    const { late, draft } = await acceding.asked();
    const [forum] = await t.sql<{ id: string }>(`SELECT id FROM forum`);
    const name = `SELECT official_name AS name FROM convent WHERE id = $1`;
    const question = `Czy przyjąć do forum konwent „${(await t.sql<{ name: string }>(name, [late.id]))[0]!.name}”?`;
    const other = await polls.open(coordinator, forum!, { electorate: 'FORUM_CONVENTS', question });
    for (const { chair } of members) await polls.cast(chair, other, 'FOR');
    await polls.result(coordinator, other);
    expect((await see(late.chair, draft)).decisions).toEqual([]);
    expect(await acceding.refusal(late, draft)).toBe('DECISION_MISSING');

    const pollId = await acceding.drafted(draft);
    const edit = (more: object) => {
      const data = polls.data({ electorate: 'FORUM_CONVENTS', question, ...more });
      return t.refusal(coordinator, EDIT, { input: { pollId, expectedVersion: 1, data } });
    };
    expect(await edit({ question: 'Czy odmówić przyjęcia?' })).toBe('POLL_SUBJECT_FIXED');
    expect(await edit({ electorate: 'MANDATE_HOLDERS', functions: ['COORDINATOR'] })).toBe('POLL_SUBJECT_FIXED');
    expect(await edit({ kind: 'ELECTION', options: ['Tak', 'Nie'] })).toBe('POLL_SUBJECT_FIXED');
    expect(await edit({ explanation: 'Wniosek złożono wczoraj.' })).toBeUndefined();
    expect((await see(coordinator, draft)).polls.nodes).toEqual([{ id: pollId, subjectHash: hashOf(draft) }]);
  });

  it('is put to one vote at a time, by the forum alone, after the convent has asked; equal votes are repeated', async () => {
    const { late, draft } = await acceding.asked();
    const ask = { declarationId: draft.id, contentHash: hashOf(draft), closesAt: soon() };
    expect(await declare.refusal(late.chair, 'draftAccessionPoll', ask)).toBe('FORBIDDEN');
    expect(await declare.refusal(members[0]!.chair, 'draftAccessionPoll', ask)).toBe('NOT_FOUND');
    const many = Array.from({ length: 10 }, () => declare.refusal(coordinator, 'draftAccessionPoll', ask));
    const codes = await Promise.all(many);
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect(codes.filter((code) => code === 'WRONG_STATE')).toHaveLength(9);
    const pollId = (await see(coordinator, draft)).polls.nodes[0]!.id;
    const rules = { quorumPercent: 0, majority: 'SIMPLE', abstentions: 'IGNORED', tie: 'REPEATED', mayChange: true };
    const { poll } = await t.get<{ poll: { question: string } }>(
      coordinator,
      `query ($id: ID!) { poll(id: $id) { question } }`,
      { id: pollId },
    );
    const { question } = poll;
    const data = polls.data({ electorate: 'FORUM_CONVENTS', question, rules: { ...rules, basis: 'Regulamin forum' } });
    await t.get(coordinator, EDIT, { input: { pollId, expectedVersion: 1, data } });
    await t.get(coordinator, OPEN, { input: { pollId, expectedVersion: 2 } });
    await polls.cast(members[0]!.chair, pollId, 'FOR');
    await polls.cast(members[1]!.chair, pollId, 'AGAINST');
    expect(await polls.result(coordinator, pollId)).toMatchObject({ outcome: 'TIED' });
    expect((await see(late.chair, draft)).decisions).toEqual([]);
    const [forum] = await t.sql<{ id: string }>(`SELECT id FROM forum`);
    const asking = { electorate: 'FORUM_CONVENTS', question };
    const repeated = await polls.open(coordinator, forum!, asking, { runOffOfId: pollId });
    for (const { chair } of members) await polls.cast(chair, repeated, 'FOR');
    await polls.result(coordinator, repeated);
    expect((await see(coordinator, draft)).decisions).toMatchObject([{ accepted: true, poll: { id: repeated } }]);
  });
});
