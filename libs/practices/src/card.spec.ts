import { newId } from '#core';
import { richText } from '#texts';
import { useApp } from '#test/app';
import { Practising } from '#test/practices';

describe('the card of a practice', () => {
  const t = useApp();
  let p: Practising;
  beforeAll(() => void (p = new Practising(t)));

  const codeOf = ({ errors }: { errors: { extensions: { code: string } }[] }) => errors[0]?.extensions.code;

  it('tells its fields, what to write in them, and how much', async () => {
    const { practiceFields } = await t.get<{ practiceFields: { name: string; help: string; required: boolean }[] }>(
      null,
      `{ practiceFields { field name label help format required min max } }`,
    );
    expect(practiceFields).toHaveLength(21);
    for (const { help } of practiceFields) expect(help).toMatch(/[a-ząćęłńóśźż]{4}.*\.$/);
    expect(practiceFields.filter(({ required }) => required).map(({ name }) => name)).toEqual([
      ...['title', 'summary', 'problem', 'targetGroups', 'actions', 'costRange', 'results', 'conditions'],
      ...['changeAreaIds', 'language', 'contactUnit'],
    ]);
  });

  it('is saved bit by bit; what somebody saved meanwhile comes back beside what was sent', async () => {
    const { staff, author, entity } = await p.scene();
    const { id, draft } = await p.do(staff, 'draftGoodPractice', { entityId: entity.id });
    const save = (who: typeof staff, expectedVersion: number, card: object) =>
      p.ask(who, 'saveGoodPractice', { practiceId: id, expectedVersion, card });
    const problem = richText('Ktoś „pisał” <b>tu</b> & tam');
    expect(codeOf(await save(staff, draft!.version, { title: 'Nasza', problem }))).toBeUndefined();
    const late = await save(author, draft!.version, { title: 'Moja', problem, tags: ['Żółć ', 'żółć'] });
    expect(late.errors[0]!.extensions).toMatchObject({
      code: 'VERSION_CONFLICT',
      currentVersion: 2,
      fields: [
        { field: 'TITLE', stored: 'Nasza', sent: 'Moja' },
        { field: 'TAGS', stored: [], sent: ['żółć'] },
      ],
    });
    expect(codeOf(await save(author, 2, { tags: ['Żółć ', 'żółć'], title: null }))).toBeUndefined();
    const [row] = await t.sql<{ title: string; tags: string[]; problem: object }>(
      `SELECT title, tags, problem FROM practice_draft WHERE id = $1`,
      [id],
    );
    expect(row).toEqual({ title: null, tags: ['żółć'], problem });
  });

  it('is saved by one of ten at once, and nine are told', async () => {
    const { staff, entity, area } = await p.scene();
    const { id, draft } = await p.draft(staff, entity, area);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        p.refusal(staff, 'saveGoodPractice', {
          ...{ practiceId: id, expectedVersion: draft!.version, card: { title: `Tytuł ${i}` } },
        }),
      ),
    );
    expect(answers.filter((code) => !code)).toHaveLength(1);
    expect(answers.filter((code) => code === 'VERSION_CONFLICT')).toHaveLength(9);
  });

  it.each([
    ['HTML', { problem: { type: 'doc', content: [{ type: 'html', html: '<script>' }] } }],
    ['a text in place of a document', { problem: '<p>x</p>' }],
    ['a link that does something', { problem: link('javascript:alert(1)') }],
    ['a PESEL', { problem: richText('Nr 44051401359') }],
    ['too long a title', { title: 'a'.repeat(161) }],
    ['eleven tags', { tags: Array.from({ length: 11 }, (_, i) => `t${i}`) }],
    ['a year before', { startedIn: 1989 }],
    ['a broken address', { contactEmail: 'biuro@' }],
    ['seven groups', { targetGroups: ['HOMELESS', 'ADDICTED', 'YOUNG', 'OLDER', 'DISABLED', 'REFUGEES', 'FAMILIES'] }],
    ['too long a document', { summary: 'ok'.repeat(20), evidence: richText('a'.repeat(3_001)) }],
  ])('does not take %s', async (_, card) => {
    const { staff, entity } = await p.scene();
    const answer = await p.ask(staff, 'draftGoodPractice', { entityId: entity.id, card });
    expect(answer.errors[0]!.extensions.code).toBe('INVALID_INPUT');
    expect(JSON.stringify(answer.errors)).toContain(`card.${Object.keys(card).at(-1)}`);
  });

  it('is handed in only complete, to a convent of its own, as it was seen', async () => {
    const { staff, entity, convent, area } = await p.scene();
    const foreign = await t.given.convent({ voivodeship: '24' });
    const empty = await p.do(staff, 'draftGoodPractice', { entityId: entity.id });
    const input = { practiceId: empty.id, conventId: convent.id, expectedVersion: 1, agreedAudience: 'FORUM' };
    const { errors } = await p.ask(staff, 'submitGoodPractice', input);
    expect(errors[0]!.extensions).toMatchObject({ code: 'CARD_INCOMPLETE' });
    expect((errors[0]!.extensions.fields as object[]).length).toBe(10);
    const drafted = await p.draft(staff, entity, area, { title: 'Ab c' });
    expect(codeOf(await p.ask(staff, 'submitGoodPractice', { ...input, practiceId: drafted.id }))).toBe(
      'CARD_INCOMPLETE',
    );
    const full = { ...input, practiceId: (await p.draft(staff, entity, area)).id };
    expect(await p.refusal(staff, 'submitGoodPractice', { ...full, conventId: foreign.id })).toBe('NOT_A_MEMBER');
    expect(await p.refusal(staff, 'submitGoodPractice', { ...full, conventId: newId() })).toBe('NOT_FOUND');
    expect(await p.refusal(staff, 'submitGoodPractice', { ...full, expectedVersion: 7 })).toBe('VERSION_CONFLICT');
    expect(await p.refusal(staff, 'submitGoodPractice', full)).toBeUndefined();
    expect(await p.refusal(staff, 'submitGoodPractice', full)).toBe('WRONG_STATE');
    const card = { title: 'Za późno' };
    const late = { practiceId: full.practiceId, expectedVersion: 2, card };
    expect(await p.refusal(staff, 'saveGoodPractice', late)).toBe('WRONG_STATE');
    expect(
      await p.refusal(staff, 'draftGoodPractice', { entityId: entity.id, card: { changeAreaIds: [newId()] } }),
    ).toBe('NOT_FOUND');
  });

  it('is its author’s alone until it is handed in, and again when it is taken back', async () => {
    const { staff, chair, taker, entity, convent, area } = await p.scene();
    const drafted = await p.draft(staff, entity, area);
    const seen = async () =>
      Promise.all([staff, chair, taker, null].map(async (who) => !!(await p.see(who, drafted.id))));
    expect(await seen()).toEqual([true, false, false, false]);
    await p.submit(staff, drafted, convent);
    expect(await seen()).toEqual([true, true, false, false]);
    expect(await p.refusal(chair, 'withdrawGoodPractice', { practiceId: drafted.id })).toBe('FORBIDDEN');
    const back = await p.do(staff, 'withdrawGoodPractice', { practiceId: drafted.id });
    expect(back).toMatchObject({ state: 'DRAFT', draft: { stage: 'DRAFT' } });
    expect(await seen()).toEqual([true, false, false, false]);
    expect(await p.refusal(staff, 'withdrawGoodPractice', { practiceId: drafted.id })).toBe('WRONG_STATE');
  });
});

function link(href: string) {
  const marks = [{ type: 'link', attrs: { href } }];
  return { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'a', marks }] }] };
}
