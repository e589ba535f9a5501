import { contentHash, Seals, verifyRecord, type SealedRecord } from '#seals';
import { useApp } from '#test/app';
import { Declaring, type Told } from '#test/declarations';
import type { Someone } from '#test/given';
import { randomFrom } from '#test/world';
import { declarationChecks } from './declaration.check.ts';
import type { DeclarationRecord } from './record.content.ts';

type Convent = { id: string; chair: Someone };
type Change = (record: Writable) => void;
type Writable = { -readonly [K in keyof DeclarationRecord]: never } & Record<string, never>;

describe('the record of a declaration', () => {
  const t = useApp();
  let declare: Declaring;
  let members: Convent[];
  let told: Told;
  let keys: object;

  beforeAll(async () => {
    declare = new Declaring(t);
    members = (await declare.forum(3)).members;
    const [founding] = await t.sql<{ id: string }>(`SELECT id FROM declaration`);
    told = await declare.see(null, founding!.id);
    keys = await t.app.get(Seals, { strict: false }).publicKeys();
  });

  const download = (id: string) => fetch(`${t.url}/records/declarations/${id}.json`);
  const fileOf = async (id: string) => (await download(id)).text();
  const verify = (file: string | Uint8Array) => verifyRecord(file, keys, { checks: declarationChecks(contentHash) });

  it('is there for all, to be kept and checked without the node', async () => {
    const response = await download(told.id);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-disposition')).toBe('attachment');
    const file = await response.text();
    const verified = (await verify(file)) as unknown as SealedRecord<DeclarationRecord> & { ok: boolean };
    expect(verified).toMatchObject({ ok: true, kind: 'declaration' });
    const { record } = verified;
    expect(record).toMatchObject({
      ...{ id: told.id, kind: 'FOUNDING', version: 1, reported: false, decision: null },
      ...{ textHash: told.currentVersion.contentHash, text: JSON.parse(told.currentVersion.content) as object },
      body: { type: 'Convent', id: members[0]!.id },
    });
    expect(contentHash(record.text)).toBe(told.currentVersion.contentHash);
    expect(record.signatures.map((each) => [each.conventId, each.function, each.method])).toEqual(
      members.map(({ id }) => [id, 'CHAIR', 'PLATFORM']),
    );
    expect(record.followed.standings.map(({ conventId, kind }) => [conventId, kind]).sort()).toEqual(
      members.map(({ id }) => [id, 'MEMBER']).sort(),
    );
    const [{ names }] = (await t.sql<{ names: string[] }>(`SELECT array_agg(display_name) AS names FROM person`)) as [
      { names: string[] },
    ];
    for (const name of names) expect(file).not.toContain(JSON.stringify(name).slice(1, -1));
  });

  it('is not there before it is in force, nor for what is no id', async () => {
    const open = await declare.opened(members[0]!.chair, 'JOINT_POSITION', members);
    for (const id of [open.id, '00000000-0000-7000-8000-000000000000', 'x', `${told.id}x`])
      expect((await download(id)).status).toBe(404);
  });

  it('shows each of 500 mutations of its bytes', async () => {
    const bytes = Buffer.from(await fileOf(told.id));
    const random = randomFrom(20_241_023);
    for (let i = 0; i < 500; i++) {
      const changed = Buffer.from(bytes);
      const at = random(bytes.length);
      const ways = [
        () => changed.fill(changed[at]! ^ (1 << random(8)), at, at + 1),
        () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]),
        () => Buffer.concat([bytes.subarray(0, at), Buffer.from([random(256)]), bytes.subarray(at)]),
        () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at, at + 9).reverse(), bytes.subarray(at + 9)]),
      ];
      const mutant = ways[i % ways.length]!();
      if (mutant.equals(bytes)) continue;
      const result = await verify(mutant);
      expect({ at, way: i % ways.length, ok: result.ok }).toEqual({ at, way: i % ways.length, ok: false });
      expect('message' in result && result.message.length).toBeGreaterThan(10);
    }
  });

  const cases: [string, string, Change][] = [
    ['another text', 'TEXT_HASH_WRONG', (record) => void Object.assign(record.text, { title: 'Inny tytuł' })],
    ['a version that it does not know', 'VERSION_WRONG', (record) => void Object.assign(record, { versions: [] })],
    [
      'a signature of a stranger',
      'SIGNATURE_OF_STRANGER',
      (record) => void Object.assign(record.signatures[0]!, { conventId: 'x' }),
    ],
    [
      'the same party twice',
      'SIGNED_TWICE',
      (record) => void (record.signatures as object[]).push((record.signatures as object[])[0]!),
    ],
    [
      'a signature under another text',
      'SIGNATURE_HASH_WRONG',
      (record) => void Object.assign(record.signatures[1]!, { contentHash: '0'.repeat(64) }),
    ],
    [
      'a signature without a mandate',
      'MANDATE_MISSING',
      (record) => void Object.assign(record.signatures[1]!, { mandate: null }),
    ],
    [
      'another capacity',
      'CAPACITY_WRONG',
      (record) => void Object.assign(record.signatures[1]!, { function: 'SECRETARY' }),
    ],
    [
      'a mandate that was over',
      'MANDATE_NOT_VALID',
      (record) =>
        void Object.assign((record.signatures[1] as { mandate: object }).mandate, {
          until: '2024-06-01T00:00:00.000Z',
        }),
    ],
    [
      'a signature before the opening',
      'SIGNED_TOO_EARLY',
      (record) => void Object.assign(record.signatures[1]!, { signedAt: '2024-06-01T00:00:00.000Z' }),
    ],
    [
      'a signature after the deadline',
      'SIGNED_TOO_LATE',
      (record) => void Object.assign(record, { deadline: record.openedAt }),
    ],
    ['too few signatures', 'SIGNATURES_MISSING', (record) => void (record.signatures as object[]).pop()],
    ['other consequences', 'CONSEQUENCES_WRONG', (record) => void Object.assign(record.followed, { standings: [] })],
    ['no accession without a decision', 'DECISION_MISSING', (record) => becomes(record, 'ACCESSION')],
    ['nothing of a declaration', 'RECORD_MALFORMED', (record) => void Object.assign(record, { signatures: null })],
  ];
  const becomes = (record: Writable, kind: string): void => {
    Object.assign(record.text, { kind });
    const textHash = contentHash(record.text);
    Object.assign(record, { kind, textHash, versions: [{ number: 1, contentHash: textHash }] });
    for (const each of record.signatures as object[]) Object.assign(each, { contentHash: textHash });
  };
  it.each(cases)('with %s is refused even under a true seal: %s', async (_, problem, change) => {
    const { record } = JSON.parse(await fileOf(told.id)) as { record: Writable };
    change(record);
    expect(declarationChecks(contentHash).declaration(record)?.problem).toBe(problem);
  });
});
