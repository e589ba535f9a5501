import { readFile } from 'node:fs/promises';
import type { TestApp } from './app.ts';
import type { Someone } from './given.ts';

export interface Uploaded {
  readonly status: number;
  readonly type: string | null;
  readonly body: { importId: string; code: string; message: string } & Record<string, unknown>;
}

export interface Preview {
  id: string;
  state: string;
  rowsTotal: number;
  rowsReady: number;
  rowsDuplicate: number;
  rowsBad: number;
  rowsSkipped: number;
  rowsImported: number;
}

interface Query {
  readonly path?: string;
  readonly name?: string;
  readonly type?: string;
  readonly voivodeship?: string;
  readonly columns?: unknown;
  readonly headers?: Record<string, string>;
  readonly more?: Record<string, string>;
}

const COUNTS = `id state rowsTotal rowsReady rowsDuplicate rowsBad rowsSkipped rowsImported`;

export const COMMIT = `mutation ($input: CommitEntityImportInput!) { commitEntityImport(input: $input) { ${COUNTS} } }`;

export const demo = (name: string): Promise<Buffer> => readFile(new URL(`../apps/cli/demo/${name}`, import.meta.url));

const LETTERS = Array.from({ length: 256 }, (_, byte) => new TextDecoder('windows-1250').decode(Uint8Array.of(byte)));
export const windows1250 = (text: string) => Uint8Array.from(text, (letter) => LETTERS.indexOf(letter));

/** Somebody who may import, for a convent of their own. */
export async function chair(t: TestApp): Promise<Someone> {
  return t.given.holder('CHAIR', await t.given.convent());
}

/** Sends a file as a client would. */
export async function upload(
  { url }: TestApp,
  { token }: { token?: string },
  file: string | Uint8Array,
  { path = 'entities', name = 'podmioty.csv', type = 'text/csv', voivodeship, columns, headers, more }: Query = {},
): Promise<Uploaded> {
  const query = new URLSearchParams({ name, ...(voivodeship && { voivodeship }), ...more });
  if (columns !== undefined) query.set('columns', typeof columns === 'string' ? columns : JSON.stringify(columns));
  const response = await fetch(`${url}/imports/${path}?${query}`, {
    method: 'POST',
    headers: { 'content-type': type, ...(token && { authorization: `Bearer ${token}` }), ...headers },
    body: file as never,
  });
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    body: (await response.json()) as Uploaded['body'],
  };
}

export async function preview(t: TestApp, person: Someone, id: string): Promise<Preview> {
  const query = `query ($id: ID!) { entityImport(id: $id) { ${COUNTS} } }`;
  return (await t.get<{ entityImport: Preview }>(person, query, { id })).entityImport;
}

/** Sends a file and waits until its check has ended. */
export async function previewed(
  t: TestApp,
  person: Someone,
  file: string | Uint8Array,
  query?: Query,
): Promise<Preview> {
  const { body } = await upload(t, person, file, query);
  for (;;) {
    const found = await preview(t, person, body.importId);
    if (found.state !== 'CHECKING') return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export const commit = (t: TestApp, person: Someone, importId: string) =>
  t.askOnce(person, COMMIT, { input: { importId } });
