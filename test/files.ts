import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Db, SYSTEM, type Tx } from '#core';
import { Files, type Use } from '#files';
import type { TestApp } from './app.ts';
import type { Someone } from './given.ts';
import { pdf } from './sample-files.ts';

export const FILE = `query ($id: ID!) { file(id: $id) { id name mediaType size sha256 uploadedAt downloadPath } }`;

export interface Sent {
  readonly status: number;
  readonly body: { fileId: string; sha256: string; size: number; mediaType: string; code?: string } & Record<
    string,
    unknown
  >;
}

interface Sending {
  readonly name?: string;
  readonly purpose?: 'ATTACHMENT' | 'SCAN' | 'SIGNED_PDF';
  readonly type?: string;
  /** What the ticket says of its length, if not the truth. */
  readonly size?: number;
}

const TICKET = `mutation ($input: CreateUploadTicketInput!) { createUploadTicket(input: $input) { ticket path expiresAt } }`;

/** A ticket for so many bytes. */
export async function ticketFor(
  t: TestApp,
  person: Someone,
  size: number,
  { name = 'skan.pdf', purpose = 'ATTACHMENT' }: Sending = {},
): Promise<string> {
  const input = { fileName: name, size, purpose };
  const data = await t.get<{ createUploadTicket: { ticket: string } }>(person, TICKET, { input });
  return data.createUploadTicket.ticket;
}

/** Sends bytes with a ticket, as a client would. */
export async function send(
  { url }: TestApp,
  { token }: { token?: string },
  ticket: string | undefined,
  bytes: Uint8Array | string,
  { type = 'application/octet-stream', headers = {} }: { type?: string; headers?: Record<string, string> } = {},
): Promise<Sent> {
  const response = await fetch(`${url}/files`, {
    method: 'POST',
    headers: {
      ...{ 'content-type': type, ...(token && { authorization: `Bearer ${token}` }) },
      ...(ticket && { 'upload-ticket': ticket }),
      ...headers,
    },
    body: bytes as never,
  });
  return { status: response.status, body: (await response.json()) as Sent['body'] };
}

/** The whole way of a file: ticket, bytes, answer. */
export async function sent(t: TestApp, person: Someone, bytes: Uint8Array | string, how: Sending = {}): Promise<Sent> {
  const buffer = Buffer.from(bytes as Uint8Array);
  const ticket = await ticketFor(t, person, how.size ?? buffer.length, how);
  return send(t, person, ticket, buffer, how);
}

/** The id of a file that has to be taken. */
export async function uploaded(t: TestApp, person: Someone, bytes: Uint8Array | string = pdf(), how: Sending = {}) {
  const { status, body } = await sent(t, person, bytes, how);
  if (status !== 201) throw new Error(`${status}: ${JSON.stringify(body)}`);
  return body;
}

/** What is kept on disk: the hashes, but for what is still arriving. */
export async function contents({ dataDir }: TestApp): Promise<string[]> {
  const found = await readdir(join(dataDir, 'files'), { recursive: true }).catch(() => []);
  const hashes = found.map((path) => path.replace('/', '')).filter((path) => /^[0-9a-f]{64}$/.test(path));
  return hashes.sort();
}

/** How many files somebody has. */
export const kept = async ({ sql }: TestApp, { id }: { id: string }): Promise<number> =>
  (await sql(`SELECT FROM file WHERE uploaded_by = $1`, [id])).length;

/** A download as a client does it. */
export const download = ({ url }: TestApp, id: string, who?: { token: string } | null, init: RequestInit = {}) =>
  fetch(`${url}/files/${id}`, {
    ...init,
    headers: { ...(who && { authorization: `Bearer ${who.token}` }), ...(init.headers as object) },
  });

const filesOf = ({ app }: TestApp): Files => app.get(Files, { strict: false });

/** A transaction of somebody's, or with null of the system's, that needs nobody's leave. */
export const inTx = <T>(
  t: TestApp,
  who: { id: string } | null,
  work: (tx: Tx, files: Files) => Promise<T>,
): Promise<T> =>
  t.app.get(Db, { strict: false }).run(who ? { kind: 'person', id: who.id, scopes: ['WRITE'] } : SYSTEM, (tx: Tx) => {
    tx.allow(true);
    return work(tx, filesOf(t));
  });

/** Uses a file for something, as a domain lib would. */
export const use = (t: TestApp, who: { id: string } | null, fileId: string, how: Partial<Use> = {}) => {
  const subject = { subjectType: 'test', subjectId: randomUUID() };
  const given = { mediaTypes: ['application/pdf'] as const, audience: [], isPublic: false, ...subject, ...how };
  return inTx(t, who, (tx, files) => files.use(tx, fileId, given));
};

/** The code of a refusal; undefined where there was none. */
export const codeOf = (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => undefined,
    (error: { extensions?: { code: string } }) => error.extensions?.code,
  );
