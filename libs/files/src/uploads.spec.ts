import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { useApp } from '#test/app';
import { contents, FILE, kept as keptOf, send, sent, ticketFor, uploaded } from '#test/files';
import { gif } from '#test/hostile-files';
import { pdf } from '#test/sample-files';

const CREATE = `mutation ($input: CreateUploadTicketInput!) { createUploadTicket(input: $input) { ticket path expiresAt } }`;
const MB = 1024 * 1024;

describe('an upload', () => {
  const t = useApp();
  const input = (fields: object = {}) => ({
    input: { fileName: 'a.pdf', size: 100, purpose: 'ATTACHMENT', ...fields },
  });
  const kept = (person: { id: string }) => keptOf(t, person);

  it.each([
    ['a name without a type', { fileName: 'plik' }, 'FILE_TYPE_REFUSED', { found: '' }],
    ['a program', { fileName: 'a.exe' }, 'FILE_TYPE_REFUSED', { found: 'exe' }],
    ['a type that the purpose does not take', { fileName: 'a.docx', purpose: 'SCAN' }, 'FILE_TYPE_REFUSED', {}],
    ['nothing', { size: 0 }, 'FILE_EMPTY', {}],
    ['too much', { size: 25 * MB + 1 }, 'FILE_TOO_LARGE', { maxBytes: 25 * MB }],
    ['less than nothing', { size: -1 }, 'INVALID_INPUT', {}],
    ['no name', { fileName: '../..' }, 'INVALID_INPUT', {}],
    ['a name with a line break', { fileName: 'a\r\nSet-Cookie: x.pdf' }, 'INVALID_INPUT', {}],
    ['too long a name', { fileName: `${'ł'.repeat(200)}.pdf` }, 'INVALID_INPUT', {}],
  ])('is refused beforehand: %s', async (_, fields, code, data) => {
    const { errors } = await t.ask(await t.given.person(), CREATE, input(fields));
    expect(errors[0]!.extensions).toMatchObject({ code, ...data });
    expect(errors[0]!.message).toMatch(/\p{L}/u);
  });

  it.each([
    ['../../etc/passwd.pdf', 'passwd.pdf'],
    ['C:\\dokumenty\\uchwała "1".pdf', 'uchwała "1".pdf'],
    ['uchwa\u0142a\u202efdp.pdf', 'uchwałafdp.pdf'],
    ['/..pdf', '..pdf'],
  ])('is known by the last part of its name: %s', async (name, known) => {
    const person = await t.given.person();
    const { fileId } = await uploaded(t, person, pdf(), { name });
    expect(await t.get(person, FILE, { id: fileId })).toMatchObject({ file: { name: known } });
    expect(await readdir(join(t.dataDir, 'files/tmp'))).toEqual([]);
  });

  describe('with its ticket', () => {
    it('is one file, though the ticket is used ten times at once', async () => {
      const person = await t.given.person();
      const bytes = pdf();
      const ticket = await ticketFor(t, person, bytes.length);
      const all = await Promise.all(Array.from({ length: 10 }, () => send(t, person, ticket, bytes)));
      expect(all.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 9 }, () => 409)]);
      expect(all.filter(({ body }) => body.code === 'TICKET_SPENT')).toHaveLength(9);
      expect(await kept(person)).toBe(1);
    });

    it('is refused without one, with another person’s, a spent and an old one', async () => {
      const [person, other] = [await t.given.person(), await t.given.person()];
      const bytes = pdf();
      const ticket = await ticketFor(t, person, bytes.length);
      expect(await send(t, {}, ticket, bytes)).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
      expect(await send(t, {}, ticket, bytes, { headers: { cookie: `konwent=${person.token}` } })).toMatchObject({
        status: 401,
      });
      for (const wrong of [undefined, 'x', randomUUID()])
        expect(await send(t, person, wrong, bytes)).toMatchObject({ status: 403, body: { code: 'TICKET_UNKNOWN' } });
      expect(await send(t, other, ticket, bytes)).toMatchObject({ status: 403, body: { code: 'TICKET_UNKNOWN' } });
      const readsOnly = { token: await t.given.apiToken(person.id, ['READ']) };
      expect(await send(t, readsOnly, ticket, bytes)).toMatchObject({ status: 403, body: { code: 'SCOPE_MISSING' } });
      expect(await send(t, person, ticket, bytes)).toMatchObject({ status: 201 });
      expect(await send(t, person, ticket, bytes)).toMatchObject({ status: 409, body: { code: 'TICKET_SPENT' } });
      const old = await ticketFor(t, person, bytes.length);
      await t.sql(`UPDATE upload_ticket SET expires_at = now() WHERE person_id = $1 AND spent_at IS NULL`, [person.id]);
      expect(await send(t, person, old, bytes)).toMatchObject({ status: 410, body: { code: 'TICKET_EXPIRED' } });
      expect([await kept(person), await kept(other)]).toEqual([1, 0]);
    });

    it('stores no secret of it, and answers the same ticket to the same mutation', async () => {
      const person = await t.given.person();
      const asked = input({ clientMutationId: randomUUID() });
      const [first, again] = [await t.get(person, CREATE, asked), await t.get(person, CREATE, asked)];
      expect(again).toEqual(first);
      const { createUploadTicket } = first as unknown as { createUploadTicket: Record<string, string> };
      expect(createUploadTicket.path).toBe('/files');
      const minutes = (Date.parse(createUploadTicket.expiresAt!) - Date.now()) / 60_000;
      expect(Math.abs(minutes - 10)).toBeLessThan(0.5);
      const rows = await t.sql(`SELECT row_to_json(u)::text AS row FROM upload_ticket u WHERE person_id = $1`, [
        person.id,
      ]);
      expect(rows).toHaveLength(1);
      expect(JSON.stringify(rows)).not.toContain(createUploadTicket.ticket);
    });

    it('has to be as long as the ticket says', async () => {
      const person = await t.given.person();
      const bytes = pdf();
      const of = (size: number) => sent(t, person, bytes, { size });
      expect(await of(bytes.length - 1)).toMatchObject({ status: 413, body: { code: 'FILE_TOO_LARGE' } });
      expect(await of(bytes.length + 1)).toMatchObject({
        status: 422,
        body: { code: 'FILE_DAMAGED', reason: 'INCOMPLETE' },
      });
      const ticket = await ticketFor(t, person, 1_000);
      let left = 20;
      const body = new ReadableStream({ pull: (to) => (left-- ? to.enqueue(new Uint8Array(100_000)) : to.close()) });
      const headers = {
        authorization: `Bearer ${person.token}`,
        'content-type': 'application/pdf',
        'upload-ticket': ticket,
      };
      const answer = await fetch(`${t.url}/files`, { method: 'POST', body, headers, duplex: 'half' } as never);
      expect(answer.status).toBe(413);
      expect(await kept(person)).toBe(0);
    });

    it.each(['text/html', 'multipart/form-data; boundary=x', 'application/json', ''])(
      'is not taken as %s',
      async (type) => {
        const person = await t.given.person();
        const ticket = await ticketFor(t, person, 4);
        expect((await send(t, person, ticket, Buffer.from('test'), { type })).status).toBe(415);
      },
    );
  });

  describe('of one person', () => {
    it('is bounded by the day, also for ten tickets at once', async () => {
      const person = await t.given.person();
      const asks = Array.from({ length: 10 }, () => t.ask(person, CREATE, input({ size: 25 * MB })));
      const refusals = (await Promise.all(asks)).flatMap(({ errors }) => errors);
      expect(refusals.map(({ extensions }) => extensions)).toEqual(
        Array.from({ length: 2 }, () => expect.objectContaining({ code: 'QUOTA_EXCEEDED', of: 'BYTES', left: 0 })),
      );
      expect(refusals[0]!.message).toContain('200 MB');
      expect(await t.refusal(person, CREATE, input({ size: 1 }))).toBe('QUOTA_EXCEEDED');
      expect(await t.refusal(await t.given.person(), CREATE, input())).toBeUndefined();
      await t.sql(`UPDATE upload_ticket SET expires_at = now() WHERE person_id = $1`, [person.id]);
      expect(await t.refusal(person, CREATE, input({ size: 25 * MB }))).toBeUndefined();
    });

    it('counts what came in and not what was refused, for a day', async () => {
      const person = await t.given.person();
      const reserved = async () => (await t.ask(person, CREATE, input({ size: 25 * MB }))).errors[0]?.extensions;
      await t.sql(
        `INSERT INTO upload_ticket (id, person_id, secret_hash, file_name, size, purpose, created_at, expires_at, spent_at)
         SELECT gen_random_uuid(), $1, n::text::bytea, 'a.pdf', 25 * 1024 * 1024, 'SCAN', now() - interval '23 hours', now(), now()
         FROM generate_series(1, 8) n`,
        [person.id],
      );
      expect(await reserved()).toMatchObject({ code: 'QUOTA_EXCEEDED' });
      await t.sql(`UPDATE upload_ticket SET failed = true WHERE person_id = $1 AND secret_hash = '1'`, [person.id]);
      expect(await reserved()).toBeUndefined();
      expect(await reserved()).toMatchObject({ code: 'QUOTA_EXCEEDED' });
      await t.sql(`UPDATE upload_ticket SET created_at = now() - interval '25 hours' WHERE person_id = $1`, [
        person.id,
      ]);
      expect(await reserved()).toBeUndefined();
    });

    it('gives back what a refused file had reserved', async () => {
      const person = await t.given.person();
      await sent(t, person, gif(), { name: 'a.png' });
      const tickets = await t.sql(`SELECT failed FROM upload_ticket WHERE person_id = $1`, [person.id]);
      expect(tickets).toEqual([{ failed: true }]);
    });
  });

  it('is stored once where two contents are equal, whoever sends them', async () => {
    const people = await Promise.all(Array.from({ length: 10 }, () => t.given.person()));
    const bytes = pdf();
    const before = (await contents(t)).length;
    const files = await Promise.all(people.map((person, i) => uploaded(t, person, bytes, { name: `${i}.pdf` })));
    expect(new Set(files.map(({ fileId }) => fileId)).size).toBe(10);
    expect(new Set(files.map(({ sha256 }) => sha256)).size).toBe(1);
    expect((await contents(t)).length).toBe(before + 1);
  });

  it('is closed when it drips, and leaves nothing', async () => {
    const person = await t.given.person();
    const ticket = await ticketFor(t, person, 10_000);
    const started = performance.now();
    const socket = connect(Number(new URL(t.url).port), '127.0.0.1');
    let answer = '';
    socket.on('data', (text: Buffer) => (answer += text.toString())).on('error', () => undefined);
    socket.write(
      `POST /files HTTP/1.1\r\nHost: x\r\nContent-Type: application/pdf\r\nContent-Length: 10000\r\n` +
        `Authorization: Bearer ${person.token}\r\nUpload-Ticket: ${ticket}\r\n\r\n%PDF-1.7`,
    );
    const drip = setInterval(() => socket.write('x'), 500);
    await new Promise((resolve) => socket.on('close', resolve));
    clearInterval(drip);
    expect(performance.now() - started).toBeLessThan(14_000);
    expect(answer).toMatch(/^HTTP\/1.1 408 /);
    expect(answer).toContain('UPLOAD_TOO_SLOW');
    expect([await kept(person), await readdir(join(t.dataDir, 'files/tmp'))]).toEqual([0, []]);
  }, 20_000);

  it('leaves nothing when its sender goes away', async () => {
    const person = await t.given.person();
    const ticket = await ticketFor(t, person, 10_000);
    const socket = connect(Number(new URL(t.url).port), '127.0.0.1');
    socket.write(
      `POST /files HTTP/1.1\r\nHost: x\r\nContent-Type: application/pdf\r\nContent-Length: 10000\r\n` +
        `Authorization: Bearer ${person.token}\r\nUpload-Ticket: ${ticket}\r\n\r\n%PDF-1.7`,
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
    socket.destroy();
    const failed = () => t.sql(`SELECT FROM upload_ticket WHERE person_id = $1 AND failed`, [person.id]);
    for (let i = 0; i < 100 && !(await failed()).length; i++) await new Promise((resolve) => setTimeout(resolve, 30));
    expect(await failed()).toHaveLength(1);
    expect([await kept(person), await readdir(join(t.dataDir, 'files/tmp'))]).toEqual([0, []]);
  });
});
