import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from '#core';
import type { TestApp } from './app.ts';
import { PASSWORD, withPassword } from './authorization.world.ts';
import type { Someone } from './given.ts';

const TOKEN = `mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { id } }`;
const CALENDAR = `mutation ($input: CreateCalendarTokenInput!) { createCalendarToken(input: $input) { id } }`;
const UPLOAD = `mutation ($input: CreateUploadTicketInput!) { createUploadTicket(input: $input) { ticket } }`;
const SIGN_IN = `mutation ($input: SignInInput!) { signIn(input: $input) { token } }`;

/** What no erasure may change: it was told, signed, counted, or sealed. */
const STANDING =
  `event declaration_version declaration_record signature minutes_version minutes_record poll_vote poll_result
  draft_version practice_version mandate`.split(/\s+/);

/** The tables in which a mark is found, of all there are. */
export const tablesWith = async (t: TestApp, mark: string): Promise<string[]> => {
  const tables = await t.sql<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'pgboss')`,
  );
  const asked = tables.map(
    ({ name }) => `SELECT '${name}' AS name WHERE EXISTS (SELECT FROM ${name} x WHERE x::text LIKE '%${mark}%')`,
  );
  return (await t.sql<{ name: string }>(asked.join(' UNION ALL '))).map(({ name }) => name);
};

/** The files in which a mark is found: of this database, the log that it writes first, the server's, and of DATA_DIR. */
export async function filesWith(t: TestApp, marked: string[]): Promise<string[][]> {
  const [{ folder, id }] = (await t.sql<{ folder: string; id: string }>(
    `SELECT current_setting('data_directory') AS folder, oid AS id FROM pg_database WHERE datname = current_database()`,
  )) as [{ folder: string; id: string }];
  expect(existsSync(folder)).toBe(true);
  const places = [join(folder, 'base', String(id)), join(folder, 'pg_wal'), t.dataDir];
  const listed = await Promise.all(
    places.map(async (place) => {
      const entries = await readdir(place, { recursive: true, withFileTypes: true });
      return entries.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name));
    }),
  );
  const logs = (await readdir(join(folder, '..'))).filter((name) => name.endsWith('.log'));
  expect(logs.length).toBeGreaterThan(0);
  const files = [...listed.flat(), ...logs.map((name) => join(folder, '..', name))];
  const found = marked.map(() => [] as string[]);
  for (const file of files) {
    const bytes = await readFile(file).catch(() => Buffer.alloc(0)); // a file may go while others work
    marked.forEach((mark, i) => bytes.includes(mark) && found[i]!.push(file));
  }
  return found;
}

/** What all that stands comes to, with the events up to one. */
export const digests = async (t: TestApp, upTo: string): Promise<Record<string, string>> => {
  const told = STANDING.map((table) => {
    const condition = table === 'event' ? `WHERE id <= ${upTo}` : '';
    const columnsOf = table === 'mandate' ? 'x.id, x.person_id, x.basis' : 'x::text';
    return `SELECT '${table}' AS name, md5(string_agg((${columnsOf === 'x::text' ? columnsOf : `ROW(${columnsOf})::text`}), '' ORDER BY x::text COLLATE "C")) AS digest
      FROM (SELECT * FROM ${table} ${condition}) x`;
  });
  const rows = await t.sql<{ name: string; digest: string }>(told.join(' UNION ALL '));
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]));
};

/** Makes texts to be found again: in what is kept, nowhere, or in what a browser calls itself. */
export interface Leaves {
  canary(where: string): string;
  unstored(where: string): string;
  agent(kept: boolean): string;
}

/** What a person leaves by using the application: names they give, the programs they use, files, and refusals. */
export async function live(t: TestApp, zofia: Someone, leaves: Leaves): Promise<void> {
  const { canary, unstored, agent } = leaves;
  const key = () => ({ clientMutationId: newId() });
  for (const document of [TOKEN, CALENDAR])
    for (const where of ['eins', 'zwei', 'drei']) {
      const scopes = document === TOKEN ? { scopes: ['READ'] } : {};
      await t.get(zofia, document, { input: { ...key(), name: canary(where), ...scopes } });
    }
  await withPassword(t, zofia);
  const [account] = await t.sql<{ email: string }>(`SELECT email_key AS email FROM account WHERE id = $1`, [zofia.id]);
  for (const password of [PASSWORD, PASSWORD, unstored('password')])
    await fetch(`${t.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': agent(password === PASSWORD) },
      body: JSON.stringify({ query: SIGN_IN, variables: { input: { ...account, password } } }),
    });
  await t.ask(null, SIGN_IN, { input: { email: `${unstored('unknown')}@example.invalid`, password: PASSWORD } });
  await t.ask(zofia, TOKEN, { input: { name: `${unstored('refused')}${'x'.repeat(200)}`, scopes: ['READ'] } });
  const bytes = Buffer.from(`${unstored('content')}\n`);
  const fileName = `${canary('upload')}.txt`;
  const asked = { input: { ...key(), fileName, size: bytes.length, purpose: 'ATTACHMENT' } };
  const { createUploadTicket } = await t.get<{ createUploadTicket: { ticket: string } }>(zofia, UPLOAD, asked);
  const sent = await fetch(`${t.url}/files`, {
    method: 'POST',
    headers: {
      ...{ authorization: `Bearer ${zofia.token}`, 'content-type': 'text/plain' },
      'upload-ticket': createUploadTicket.ticket,
    },
    body: bytes,
  });
  expect(sent.status).toBe(201);
}
