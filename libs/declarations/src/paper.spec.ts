import { today } from '#convents';
import { useApp } from '#test/app';
import { Declaring, signature, type Told } from '#test/declarations';
import { uploaded } from '#test/files';
import { jpeg, pdf, png, signed } from '#test/sample-files';
import { nasty, type Someone } from '#test/given';

type Convent = { id: string; chair: Someone };

describe('a signature on paper or in a PDF', () => {
  const t = useApp();
  let declare: Declaring;
  let [own, other]: Convent[] = [];
  let mandate: { id: string };
  beforeAll(async () => {
    declare = new Declaring(t);
    [own, other] = [await declare.convent(), await declare.convent()];
    mandate = await t.given.mandate(await t.given.person(), 'VICE_CHAIR', other!);
  });

  const opened = () => declare.opened(own!.chair, 'JOINT_POSITION', [own!, other!]);
  const fileOf = async (bytes: Uint8Array = png(), name = 'skan.png', who = other!.chair): Promise<string> =>
    (await uploaded(t, who, bytes, { name })).fileId;
  /** A scan, unless told otherwise. */
  const paper = async (told: Told, more: object = {}) => ({
    ...{ ...signature(told, other!), mandateId: mandate.id, method: 'PAPER', signedOn: today(new Date()) },
    ...('fileId' in more ? {} : { fileId: await fileOf() }),
    ...more,
  });

  it('is entered by an officer of the party under their own mandate, for whoever signed under theirs', async () => {
    const told = await opened();
    const secretary = await t.given.holder('SECRETARY', other!);
    const fileId = await fileOf(jpeg(), 'skan.jpg', secretary);
    await declare.do(secretary, 'recordSignature', await paper(told, { fileId }));
    const query = `query ($id: ID!) { declaration(id: $id) { signatures {
      method function signedOn file { id downloadPath } fileHash mandate { id } recordedUnder { function } } } }`;
    const see = (who: Someone | null) =>
      t.get<{ declaration: { signatures: { file: object | null; fileHash: string }[] } }>(who, query, told);
    const [seen] = (await see(own!.chair)).declaration.signatures;
    expect(seen).toMatchObject({
      ...{ method: 'PAPER', function: 'VICE_CHAIR', signedOn: today(new Date()), mandate: { id: mandate.id } },
      ...{
        file: { id: fileId },
        recordedUnder: { function: 'SECRETARY' },
        fileHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    });
    await declare.sign(own!.chair, told, own!);
    const [published] = (await see(null)).declaration.signatures;
    expect(published).toMatchObject({ file: null, fileHash: seen!.fileHash });
    const record = (await (await fetch(`${t.url}/records/declarations/${told.id}.json`)).json()) as {
      record: { signatures: { fileHash: string | null; method: string }[] };
    };
    expect(record.record.signatures.map(({ method, fileHash }) => [method, fileHash])).toEqual([
      ['PLATFORM', null],
      ['PAPER', seen!.fileHash],
    ]);
    const download = (who: Someone) =>
      fetch(`${t.url}/files/${fileId}`, { headers: { authorization: `Bearer ${who.token}` } });
    expect((await download(own!.chair)).status).toBe(200);
    expect((await download(await t.given.person())).status).toBe(404);
  });

  it('may be in a PDF, if what is signed is the whole of it', async () => {
    const told = await opened();
    const fileId = await fileOf(signed(pdf()), 'podpisany.pdf');
    const input = await paper(told, { fileId, method: 'PDF' });
    expect(await declare.do(other!.chair, 'recordSignature', input)).toMatchObject({ state: 'OPEN_FOR_SIGNATURE' });
  });

  const refusals: [string, string, (told: Told) => Promise<object>][] = [
    [
      'a PDF that goes on after what is signed',
      'PDF_NOT_COVERED',
      async () => ({ method: 'PDF', fileId: await fileOf(pdf({ says: nasty('x') }), 'a.pdf') }),
    ],
    ['a PNG in place of a PDF', 'FILE_TYPE_REFUSED', async () => ({ method: 'PDF' })],
    [
      'a file that somebody else has sent',
      'NOT_FOUND',
      async () => ({ fileId: await fileOf(png(), 'a.png', own!.chair) }),
    ],
    ['a signature given here', 'FIELD_NOT_FOR_KIND', async () => ({ method: 'PLATFORM' })],
    ['a day to come', 'DAY_OUT_OF_RANGE', async () => ({ signedOn: '2090-01-01' })],
    ['a day before the text was there', 'DAY_OUT_OF_RANGE', async () => ({ signedOn: '2024-10-23' })],
    [
      'a mandate of another convent',
      'WRONG_PARTY',
      async () => ({ mandateId: (await t.given.mandate(await t.given.person(), 'VICE_CHAIR', own!)).id }),
    ],
    [
      'a mandate that was over',
      'MANDATE_OVER',
      async () => ({
        mandateId: (
          await t.given.mandate(await t.given.person(), 'BOARD_MEMBER', other!, { state: 'ENDED', until: '2024-06-01' })
        ).id,
      }),
    ],
    [
      'another capacity',
      'WRONG_CAPACITY',
      async () => ({ mandateId: (await t.given.mandate(await t.given.person(), 'BOARD_MEMBER', other!)).id }),
    ],
    ['another text', 'OTHER_VERSION', async () => ({ contentHash: '0'.repeat(64) })],
    [
      'whoever is no officer of the party',
      'FORBIDDEN',
      async () => ({ fileId: await fileOf(png(), 'a.png', own!.chair) }),
    ],
    [
      'a second one',
      'ALREADY_SIGNED',
      async (told) => (await declare.do(other!.chair, 'recordSignature', await paper(told)), {}),
    ],
    [
      'a day past the deadline',
      'DEADLINE_PASSED',
      async ({ id }) => (await t.sql(`UPDATE declaration SET deadline = now() WHERE id = $1`, [id]), {}),
    ],
  ];
  it.each(refusals)('is refused for %s: %s', async (_, code, change) => {
    const told = await opened();
    const input = await paper(told, await change(told));
    const who = code === 'FORBIDDEN' ? own!.chair : other!.chair;
    expect(await declare.refusal(who, 'recordSignature', input)).toBe(code);
  });
});
