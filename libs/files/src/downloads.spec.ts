import { createHash, randomUUID } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Files } from '#files';
import { useApp } from '#test/app';
import { codeOf, download as get, uploaded } from '#test/files';
import { pdf, png } from '#test/sample-files';

describe('a download', () => {
  const t = useApp();
  const download = (id: string, who?: { token: string } | null, init?: RequestInit) => get(t, id, who, init);
  const said = async (answer: Response) => ((await answer.json()) as { code: string }).code;
  const placeOf = (sha256: string) => join(t.dataDir, 'files', sha256.slice(0, 2), sha256.slice(2));

  it('gives the bytes as they came, as an attachment that no browser makes anything of', async () => {
    const person = await t.given.person();
    const bytes = pdf();
    const { fileId, sha256 } = await uploaded(t, person, bytes);
    const answer = await download(fileId, person);
    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': String(bytes.length),
      'content-disposition': `attachment; filename="skan.pdf"; filename*=UTF-8''skan.pdf`,
      'content-security-policy': expect.stringMatching(/^sandbox; default-src 'none'/),
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-cache',
      etag: `"${sha256}"`,
    });
  });

  it.each([
    ['Uchwała nr 1 „żółć”.pdf', `filename="Uchwa_a nr 1 ________.pdf"`],
    [`a"; filename="b.exe".pdf`, `filename="a_; filename=_b.exe_.pdf"`],
    [`100%\\' *().pdf`, `filename="' _().pdf"`],
    ['🦆.pdf', `filename="_.pdf"`],
  ])('is named as it was sent: %s', async (name) => {
    const person = await t.given.person();
    const { fileId } = await uploaded(t, person, pdf(), { name });
    const header = (await download(fileId, person)).headers.get('content-disposition')!;
    const parts = /^attachment; filename="([ !#-[\]-~]*)"; filename\*=UTF-8''([A-Za-z0-9!#$&+.^_`|~%-]+)$/.exec(header);
    expect(parts).not.toBeNull();
    const [known] = await t.sql<{ name: string }>(`SELECT name FROM file WHERE id = $1`, [fileId]);
    expect(decodeURIComponent(parts![2]!)).toBe(known!.name);
    expect(parts![1]).toMatch(/\.pdf$/);
  });

  it('cannot be split by a name, even one that came past the rules', async () => {
    const person = await t.given.person();
    const { fileId } = await uploaded(t, person);
    await t.sql(`UPDATE file SET name = E'a.pdf"\\r\\nSet-Cookie: x=1\\r\\n\\r\\n<script>' WHERE id = $1`, [fileId]);
    const { headers } = await download(fileId, person);
    expect(headers.get('set-cookie')).toBeNull();
    expect(headers.get('content-disposition')).toContain(`filename="a.pdf___Set-Cookie: x=1____<script>"`);
  });

  it('answers HEAD alike, and tells who has it that nothing has changed', async () => {
    const person = await t.given.person();
    const bytes = pdf();
    const { fileId, sha256 } = await uploaded(t, person, bytes);
    const head = await download(fileId, person, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([
      200,
      String(bytes.length),
      '',
    ]);
    const headers = { 'if-none-match': `W/"x", "${sha256}"` };
    const same = await download(fileId, person, { headers });
    expect([same.status, await same.text(), same.headers.get('etag')]).toEqual([304, '', `"${sha256}"`]);
    expect((await download(fileId, null, { headers })).status).toBe(404);
    expect((await download(fileId, null, { method: 'HEAD' })).status).toBe(404);
    expect((await download(fileId, person, { headers: { range: 'bytes=0-3' } })).status).toBe(200);
  });

  it('works with the browser’s cookie, and refuses a token that no longer counts', async () => {
    const person = await t.given.person();
    const { fileId } = await uploaded(t, person);
    expect((await download(fileId, null, { headers: { cookie: `konwent=${person.token}` } })).status).toBe(200);
    const wrong = await download(fileId, { token: 'wrong' });
    expect([wrong.status, await said(wrong)]).toEqual([401, 'UNAUTHENTICATED']);
    const reads = { token: await t.given.apiToken(person.id, ['READ']) };
    expect((await download(fileId, reads)).status).toBe(200);
  });

  it('is NOT_FOUND for what is hidden as for what is not there, and for what is no id', async () => {
    const { fileId } = await uploaded(t, await t.given.person());
    const stranger = await t.given.person();
    const answers = await Promise.all(
      [fileId, randomUUID(), 'x', '..%2f..%2fsecrets.json', '%00'].flatMap((id) =>
        [stranger, null].map(async (who) => {
          const answer = await download(id, who);
          const { correlationId: _, ...body } = (await answer.json()) as Record<string, unknown>;
          return {
            status: answer.status,
            body: { ...body, id: undefined },
            headers: answer.headers.get('content-type'),
          };
        }),
      ),
    );
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  });

  it('is refused where the content is gone or was altered, and so is the server’s own reading', async () => {
    const person = await t.given.person();
    const files = t.app.get(Files, { strict: false });
    const [altered, longer, gone] = [await uploaded(t, person), await uploaded(t, person), await uploaded(t, person)];
    const bytes = await readFile(placeOf(altered.sha256));
    bytes[100]! ^= 1;
    await writeFile(placeOf(altered.sha256), bytes);
    await writeFile(placeOf(longer.sha256), 'x', { flag: 'a' });
    await rm(placeOf(gone.sha256));
    for (const [{ fileId, sha256 }, expected] of [
      [altered, 'FILE_ALTERED'],
      [longer, 'FILE_ALTERED'],
      [gone, 'FILE_MISSING'],
    ] as const) {
      const answer = await download(fileId, person);
      expect([answer.status, await said(answer)]).toEqual([410, expected]);
      expect(answer.headers.get('content-disposition')).toBeNull();
      expect(await codeOf(files.bytes(fileId))).toBe(expected);
      expect(await codeOf(files.bytes(sha256))).toBe(expected);
    }
  });

  it('is well again once the same content is sent again', async () => {
    const person = await t.given.person();
    const bytes = png();
    const { fileId, sha256 } = await uploaded(t, person, bytes, { name: 'a.png' });
    await writeFile(placeOf(sha256), 'x');
    await uploaded(t, person, bytes, { name: 'b.png' });
    expect((await download(fileId, person)).status).toBe(200);
    const hash = createHash('sha256');
    for await (const chunk of await t.app.get(Files, { strict: false }).bytes(fileId)) hash.update(chunk as Buffer);
    expect(hash.digest('hex')).toBe(sha256);
  });
});
