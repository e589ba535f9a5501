import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { useApp } from '#test/app';
import { contents, FILE, kept, sent, uploaded } from '#test/files';
import { gif, HOSTILE } from '#test/hostile-files';
import { docx, jpeg, odt, pdf, png, signed, tiff } from '#test/sample-files';

describe('what comes in', () => {
  const t = useApp();

  it.each([
    ['skan „żółć”.pdf', 'application/pdf', pdf],
    ['a.PNG', 'image/png', png],
    ['a.jpeg', 'image/jpeg', jpeg],
    ['zdjęcie telefonu.jpg', 'image/jpeg', () => jpeg({ trailing: jpeg() })],
    ['a.tif', 'image/tiff', tiff],
    ['a.docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', docx],
    ['a.odt', 'application/vnd.oasis.opendocument.text', odt],
    ['a.txt', 'text/plain', () => 'Zażółć gęślą jaźń\r\n\t<b>nie jest HTML-em</b>'],
    ['a.csv', 'text/csv', () => '\ufeffnazwa;miasto\n"CIS; ""Tęcza""";Łódź\n'],
  ] as const)('takes %s', async (name, mediaType, make) => {
    const person = await t.given.person();
    const bytes = Buffer.from(make() as string);
    const { fileId, ...told } = await uploaded(t, person, bytes, { name });
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(told).toEqual({ sha256, size: bytes.length, mediaType });
    const { file } = await t.get<{ file: object }>(person, FILE, { id: fileId });
    expect(file).toMatchObject({
      id: fileId,
      name,
      mediaType,
      size: bytes.length,
      sha256,
      downloadPath: `/files/${fileId}`,
    });
    expect(await t.sql(`SELECT data FROM event WHERE type = 'file.uploaded' AND subject_id = $1`, [fileId])).toEqual([
      { data: { purpose: 'ATTACHMENT', size: bytes.length } },
    ]);
    expect(await readdir(join(t.dataDir, 'files/tmp'))).toEqual([]);
  });

  it.each(HOSTILE)('is refused: %s', async (_, name, bytes, code, data) => {
    const person = await t.given.person();
    const before = await contents(t);
    const { status, body } = await sent(t, person, bytes, { name });
    expect(body).toMatchObject({ code, ...data });
    expect(body.message).toMatch(/^\p{Lu}.*\.$/u);
    expect(status).toBe(code === 'FILE_TYPE_REFUSED' ? 415 : 422);
    expect([await kept(t, person), await contents(t)]).toEqual([0, before]);
  });

  it('says what was found and what is taken', async () => {
    const { body } = await sent(t, await t.given.person(), gif(), { name: 'a.png', purpose: 'SCAN' });
    expect(body.message).toBe('Takiego pliku nie przyjmujemy: to gif. Przyjmujemy: PDF, PNG, JPEG, TIFF.');
  });

  it('takes as a signed PDF only what is signed from its first byte to its last', async () => {
    const person = await t.given.person();
    const how = { purpose: 'SIGNED_PDF' } as const;
    await uploaded(t, person, signed(signed(pdf())), how);
    const refused = (bytes: Buffer) => sent(t, person, bytes, how);
    expect(await refused(pdf())).toMatchObject({
      status: 422,
      body: { code: 'PDF_NOT_COVERED', reason: 'NO_SIGNATURE' },
    });
    const more = Buffer.concat([signed(pdf()), Buffer.from('\n')]);
    expect(await refused(more)).toMatchObject({ body: { code: 'PDF_NOT_COVERED', reason: 'BYTES_APPENDED' } });
    expect(await sent(t, person, more)).toMatchObject({ status: 201 });
    const coverages = await t.sql(`SELECT coverage FROM file WHERE uploaded_by = $1 ORDER BY id`, [person.id]);
    expect(coverages).toEqual([{ coverage: 'WHOLE' }, { coverage: 'BYTES_APPENDED' }]);
  });
});
