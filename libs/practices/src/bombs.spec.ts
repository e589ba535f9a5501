import { richTextProblem } from '#texts';
import { useApp } from '#test/app';
import { kept, sent } from '#test/files';
import { HOSTILE } from '#test/hostile-files';
import { patience } from '#test/patience';
import { areaRow } from '#test/practice-rows';
import { Practising } from '#test/practices';
import { everywhere, paragraph, STORED_SCRIPTS } from '#test/stored-scripts';

const SAVE = `mutation ($input: SaveGoodPracticeInput!) { saveGoodPractice(input: $input) { id } }`;

describe('a card', () => {
  const t = useApp();
  let p: Practising;
  beforeAll(() => void (p = new Practising(t)));

  it('refuses scripts where an address, an e-mail or a telephone number is asked for', async () => {
    const { staff, entity } = await p.scene();
    const { id, draft } = await p.draft(staff, entity, await areaRow(t));
    for (const script of STORED_SCRIPTS) {
      const card = { problem: everywhere('x', script), contactEmail: script, contactPhone: script };
      const input = { practiceId: id, expectedVersion: draft!.version, card };
      const [refused] = (await p.ask(staff, 'saveGoodPractice', input)).errors;
      expect(refused?.extensions.code).toBe('INVALID_INPUT');
      const { fields } = refused!.extensions as unknown as { fields: { path: string }[] };
      for (const field of ['problem', 'contactEmail', 'contactPhone'])
        expect(fields.some(({ path }) => path.endsWith(field))).toBe(true);
    }
  });

  it.each([
    ['in variables', (deep: string) => ({ query: SAVE, variables: `{"input":{"card":{"problem":${deep}}}}` })],
    ['in the text of the request', (deep: string) => ({ query: SAVE.replace('$input)', deep), variables: '{}' })],
  ])('refuses a document of 20,000 levels at once, %s', async (_, request) => {
    const { staff } = await p.scene();
    const { query, variables } = request(`${'['.repeat(20_000)}${']'.repeat(20_000)}`);
    const since = performance.now();
    const response = await fetch(`${t.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${staff.token}` },
      body: `{"query":${JSON.stringify(query)},"variables":${variables}}`,
    });
    const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
    expect(performance.now() - since).toBeLessThan(patience(1_000));
    expect(errors[0]!.extensions.code).toMatch(/^(JSON_TOO_DEEP|DOCUMENT_TOO_LARGE|DOCUMENT_TOO_DEEP)$/);
  });

  it('refuses a document deeper than its schema, and one of 20,000 levels by the same rule', async () => {
    const { staff, entity } = await p.scene();
    const nested = (levels: number): object => {
      let node: object = paragraph('x');
      for (let i = 0; i < levels; i++)
        node = { type: 'bulletList', content: [{ type: 'listItem', content: [paragraph('x'), node] }] };
      return { type: 'doc', content: [node] };
    };
    const card = { problem: { type: 'doc', content: [{ type: 'paragraph', content: [paragraph('x')] }] } };
    expect(await p.refusal(staff, 'draftGoodPractice', { entityId: entity.id, card })).toBe('INVALID_INPUT');
    const bomb = nested(20_000);
    const since = performance.now();
    expect(richTextProblem(bomb, 3_000)).toMatch(/^listy można zagnieżdżać/);
    expect(performance.now() - since).toBeLessThan(patience(1_000));
  });

  it('keeps no file that lies about what it is', async () => {
    const { staff } = await p.scene();
    const lies = HOSTILE.filter(([, , , code]) => ['FILE_LIES', 'FILE_UNSAFE', 'FILE_TYPE_REFUSED'].includes(code));
    expect(lies.length).toBeGreaterThan(20);
    for (const [what, name, bytes, code] of lies) {
      const { status, body } = await sent(t, staff, bytes, { name });
      expect({ what, status: status >= 400, code: body.code }).toEqual({ what, status: true, code });
    }
    expect(await kept(t, staff)).toBe(0);
  });
});
