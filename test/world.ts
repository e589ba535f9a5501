import { newId } from '#core';
import type { TestApp } from './app.ts';
import { nasty } from './given.ts';

export type Row = Record<string, unknown> & { id: string };
export type Tables = Record<string, Row[]>;

/** Numbers below n, the same for the same seed. */
export type Random = (n: number) => number;

/** Mulberry32. */
export function randomFrom(seed: number): Random {
  let state = seed;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % n;
  };
}

/** Terms that are over, running, ending soon and still to come: each far from this moment, so that no test races it. */
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
const TERMS = [
  ['2001-02-03T04:05:06.999600Z', '2003-01-01T00:00:00.000001Z'],
  ['2015-10-25T00:30:00.0005Z', null],
  ['2020-01-01T00:00:00Z', '2091-06-01T10:00:00+02:00'],
  ['2020-01-01T00:00:00Z', inDays(30)],
  ['2080-01-01T00:00:00Z', '2085-01-01T00:00:00Z'],
] as const;
const NAMES = ['Łódź', 'łosoś', 'Lublin', 'Żabno', 'Zabrze', 'źrebię', 'Ćmielów', 'CIS', 'cis', 'Ósemka', 'Ostrów %_'];
const TEXTS = ['"', "'; DROP TABLE person; --", '\\', '\u2028\u0001\t\n', '🦆 zażółć', '<script>', '', '%_$1'];
const FUNCTIONS = ['CHAIR', 'VICE_CHAIR', 'SECRETARY', 'BOARD_MEMBER', 'EXPERT', 'OBSERVER'];
const MEMBERSHIP_STATES = ['APPLIED', 'ON_HOLD', 'ACTIVE', 'ACTIVE', 'ACTIVE', 'REJECTED', 'WITHDRAWN', 'SUSPENDED', 'ENDED'];
const MANDATE_STATES = ['PROPOSED', 'ACTIVE', 'ACTIVE', 'ACTIVE', 'ENDED', 'DECLINED'];

type Insert = (table: string, rows: object[]) => Promise<void>;
const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);

/** Fills the database with a network in which every state and every kind of link occurs. */
export async function fillWorld({ sql }: TestApp, random: Random): Promise<void> {
  const insert: Insert = async (table, rows) => {
    const columns = Object.keys(rows[0]!).join(', ');
    const values = `SELECT ${columns} FROM json_populate_recordset(null::${table}, $1)`;
    await sql(`INSERT INTO ${table} (${columns}) ${values} ON CONFLICT DO NOTHING`, [JSON.stringify(rows)]);
  };
  const pick = <T>(from: readonly T[]): T => from[random(from.length)]!;
  const maybe = <T>(value: T): T | null => (random(3) ? value : null);
  const many = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
  const text = () => `${pick(NAMES)}${pick(TEXTS)}${random(9)}`;
  const kit = { insert, pick, maybe, many, text, random };
  const people = await fillPeople(kit);
  const bodies = await fillBodies(kit);
  await fillLinks(kit, people, bodies);
  await sql(`UPDATE mandate SET substitutes_id = (SELECT m.id FROM mandate m WHERE m.id < mandate.id ORDER BY m.id DESC LIMIT 1)
             WHERE id::text ~ '[0-7]$'`);
  const memberships = await sql<Row>('SELECT id, convent_id, entity_id, state FROM membership');
  const mandates = ids(await sql<Row>('SELECT id FROM mandate'));
  const act = ({ id: membership_id, ...row }: Row) => ({ ...row, id: newId(), membership_id, at: '2022-02-02T22:59:59.9999Z' });
  const why = () => ({ effective_on: maybe('2022-02-03'), reason: maybe(text()), basis: text(), mandate_id: maybe(pick(mandates)) });
  await fillImports(kit, people, await sql<Row>(`SELECT id, body_id FROM mandate WHERE entity_id IS NULL`), bodies);
  await insert('membership_act', many(80, () => ({ ...act(pick(memberships)), ...why() })));
}

interface Kit {
  readonly insert: Insert;
  readonly pick: <T>(from: readonly T[]) => T;
  readonly maybe: <T>(value: T) => T | null;
  readonly many: <T>(count: number, make: (i: number) => T) => T[];
  readonly text: () => string;
  readonly random: Random;
}

async function fillPeople({ insert, pick, maybe, many, text, random }: Kit): Promise<string[]> {
  const at = '2024-05-06T07:08:09.1239Z';
  const people = many(12, () => ({ id: newId(), display_name: text(), created_at: at }));
  await insert('person', people);
  await insert(
    'account',
    people.slice(0, 8).map(({ id }, i) => ({ id, email: `${text()}@${id}`, email_key: id, operator: i === 3, created_at: at })),
  );
  const person = () => pick(people.slice(0, 4)).id;
  const secret = () => `\\x${newId().replaceAll('-', '')}`;
  const dates = { created_at: at, expires_at: '2090-01-01T00:00:00Z', revoked_at: null as string | null };
  const own = () => ({ id: newId(), person_id: person(), token_hash: secret(), ...dates });
  await insert('session', many(9, () => ({ ...own(), last_seen_at: inDays(random(2) ? 0.01 : -1), client: maybe(text()) })));
  await insert('api_token', many(9, () => ({ ...own(), name: text(), scopes: pick([['READ'], ['WRITE', 'READ']]), last_used_at: maybe(at) })));
  await insert(
    'invitation',
    many(9, () => ({ ...own(), email: text(), email_key: newId(), invited_by: person(), accepted_at: random(3) ? null : at })),
  );
  return ids(people);
}

interface Bodies {
  readonly convents: string[];
  readonly entities: string[];
  readonly forum: string;
}

async function fillBodies({ insert, pick, maybe, many, text, random }: Kit): Promise<Bodies> {
  const forum = newId();
  await insert('forum', [{ id: forum, name: nasty('Forum'), abbreviation: text(), founded_on: '2019-02-28', version: 1 }]);
  const place = () => pick(['22', '24', '10']);
  const sample = () => random(2) === 0;
  const convents = many(6, (i) => ({
    ...{ id: newId(), official_name: `${text()} ${i}`, aliases: pick([[], [text()], [text(), text()]]), voivodeship_id: place() },
    ...{ state: pick(['FORMING', 'ACTIVE', 'SUSPENDED', 'DISSOLVED']), founded_on: maybe('1999-12-31'), sample: sample(), version: random(9) },
  }));
  await insert('convent', convents);
  await insert(
    'convent_rules',
    convents.slice(1).map(({ id }) => ({
      ...{ id, admission_by: pick(['CHAIR', 'BOARD', 'GENERAL_MEETING']), ordinary_kinds: ['CIS'], quorum_percent: random(101) },
      ...{ majority: 'SIMPLE', election_majority: 'ABSOLUTE', amendment_majority: 'UNANIMOUS', term_months: 36, silence: 'CONSENT', version: 2 },
    })),
  );
  const standing = (id: string) => ({ id, forum_id: forum, kind: pick(['MEMBER', 'DECLARED_INTENT']), since: maybe('2021-03-04'), basis: text() });
  await insert('forum_standing', ids(convents).slice(2).map(standing));
  const areas = many(4, (i) => ({ id: newId(), number: 40 - i, slug: `s${i}`, name_pl: text(), name_en: text(), provenance: text(), version: 1 }));
  await insert('change_area', areas);
  await insert('change_area_evidence', many(9, () => ({ id: newId(), change_area_id: pick(areas).id, source: text(), quote: maybe(text()) })));
  const entities = many(24, (i) => ({
    ...{ id: newId(), kind: pick(['CIS', 'KIS', 'ZAZ', 'OTHER']), name: i % 4 ? text() : 'Ten sam', town: maybe(text()), postal_code: maybe('80-001') },
    ...{ voivodeship_id: place(), founder_name: maybe(text()), founder_kind: pick(['NGO', 'CHURCH', 'UNKNOWN']), nip: maybe('5840000000') },
    ...{ source: maybe(text()), sample: sample(), state: i % 6 ? 'ACTIVE' : 'CLOSED', closed_on: i % 6 ? null : '2020-02-29', version: 1 },
  }));
  await insert('entity', entities);
  return { convents: ids(convents), entities: ids(entities), forum };
}

async function fillLinks({ insert, pick, maybe, many, text, random }: Kit, people: string[], bodies: Bodies): Promise<void> {
  const { convents, entities, forum } = bodies;
  await insert('entity_contact', entities.slice(0, 15).map((id) => ({ id, email: maybe(text()), phone: maybe(text()), website: text(), version: 1 })));
  const day = () => pick(['2005-01-01', '2012-12-12', '2019-06-06']);
  const grant = () => ({
    ...{ id: newId(), entity_id: pick(entities), kind: pick(['CIS_STATUS', 'KIS_REGISTER']), reference: maybe(text()), office: maybe(text()) },
    valid: `[${day()},${pick(['', '2019-10-10', '2090-01-01', inDays(45).slice(0, 10)])})`,
  });
  await insert('status_grant', many(30, grant).filter(({ valid }) => valid.slice(1, 11) < valid.slice(12, 22) || valid.endsWith(',)')));
  const memberships = many(60, () => {
    const state = pick(MEMBERSHIP_STATES);
    const valid = /ACTIVE|SUSPENDED|ENDED/.test(state) ? `[${day()},${state === 'ENDED' ? '2020-01-01' : ''})` : null;
    return {
      ...{ id: newId(), convent_id: pick(convents), entity_id: pick(entities), kind: pick(['ORDINARY', 'OBSERVER']), state, valid },
      ...{ applied_on: day(), ended_because: state === 'ENDED' ? 'RESIGNED' : null, sample: random(2) === 0, version: 1 },
    };
  });
  await insert('membership', memberships);
  const mandates = many(90, () => {
    const [body, function_] = pick([
      [{ convent_id: pick(convents) }, pick(FUNCTIONS)],
      [{ entity_id: pick(entities) }, pick(['REPRESENTATIVE', 'STAFF'])],
      [{ forum_id: forum }, pick([...FUNCTIONS, 'COORDINATOR'])],
    ] as const);
    const state = pick(MANDATE_STATES);
    return {
      ...{ id: newId(), person_id: pick(people), function: function_, convent_id: null, forum_id: null, entity_id: null, state, ...body },
      ...{ valid: `[${pick(TERMS).map((at) => at ?? '').join()})`, basis: text(), proposed_by: maybe(pick(people)), sample: false, version: 1 },
      ...{ ended_because: state === 'ENDED' ? 'RECALLED' : null, ended_basis: state === 'ENDED' ? maybe(text()) : null },
    };
  });
  await insert('mandate', mandates);
}

async function fillImports({ insert, pick, maybe, many, text, random }: Kit, people: string[], mandates: Row[], bodies: Bodies): Promise<void> {
  const imports = many(6, () => {
    const [{ id: mandate_id, body_id }, state] = [pick(mandates), pick(['PREVIEWED', 'COMMITTED', 'CHECKING'])];
    return {
      ...{ id: newId(), person_id: pick(people), mandate_id, body_id, file_name: text(), separator: maybe(';'), voivodeship_id: maybe('22') },
      ...{ state, sample: false, percent_done: 7, rows_total: 9, rows_ready: random(2), rows_duplicate: 0, rows_bad: 1, rows_skipped: 0 },
      ...{ rows_imported: 0, created_at: '2024-01-01T00:00:00.0004Z', committed_at: state === 'COMMITTED' ? inDays(-9) : null, version: 1 },
    };
  });
  await insert('entity_import', imports);
  const import_id = () => pick(imports).id;
  await insert('entity_import_column', many(15, () => ({ id: newId(), import_id: import_id(), position: random(9), header: text(), field: maybe('NAME') })));
  const rows = many(40, (i) => ({
    ...{ id: newId(), import_id: import_id(), line: i % 12, decided: random(2) === 0, name: text(), founder_kind: 'NGO', town: maybe(text()) },
    ...{ verdict: pick(['BAD', 'READY', 'SKIPPED']), kind: 'CIS', voivodeship_id: '24', duplicate_of_id: maybe(pick(bodies.entities)) },
    ...{ duplicate_score: maybe(pick([0.5, 1, 0.8125, 0.1])) },
  }));
  await insert('entity_import_row', rows);
  await insert('entity_import_problem', many(30, () => ({ id: newId(), ...problemOf(pick(rows)), field: maybe('NIP'), message: text() })));
}

const problemOf = ({ id: row_id, import_id }: { id: string; import_id: string }) => ({ row_id, import_id, code: 'TOO_FEW_CELLS', severity: 'ERROR' });
