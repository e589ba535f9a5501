import type { TestApp } from './app.ts';
import { upload, type Uploaded } from './imports.ts';

interface Report {
  sha256: string;
  encoding: string | null;
  separator: string | null;
  columns: { header: string; field: string | null }[];
  counts: Record<string, number>;
  rows: {
    line: number;
    verdict: string;
    title: string;
    entity: { id: string; name: string } | null;
    problems: { field: string | null; code: string; severity: string; message: string }[];
    duplicateOf: { id: string; title: string } | null;
    duplicateOfLine: number | null;
    practiceId: string | null;
  }[];
}
export type Answer = Omit<Uploaded, 'body'> & {
  body: Report & { code: string; message: string } & Record<string, unknown>;
};
type More = Record<string, string>;
type Who = { token?: string };

/** Problems of one row of a preview, of one weight. */
export const codes = ({ body }: Answer, at: number, severity = 'ERROR'): string[] =>
  body.rows[at]!.problems.filter((each) => each.severity === severity).map(({ field, code }) => `${field} ${code}`);

/** Files of practices as a client sends them, and somebody who may. */
export class ImportingPractices {
  constructor(private readonly t: TestApp) {}

  preview = (who: Who, file: string | Uint8Array, more: More = {}, rest: object = {}) =>
    this.send(who, 'practices', file, more, rest);

  commit = (who: Who, file: string | Uint8Array, more: More, rest: object = {}) =>
    this.send(who, 'practices/commit', file, more, rest);

  count = async (entity: { id: string }): Promise<number> =>
    (
      await this.t.sql<{ n: number }>(`SELECT count(*)::int AS n FROM good_practice WHERE entity_id = $1`, [entity.id])
    )[0]!.n;

  async entity(name: string, nip: string | null = null) {
    const entity = await this.t.given.entity({ name });
    await this.t.sql(`UPDATE entity SET nip = $2 WHERE id = $1`, [entity.id, nip]);
    return entity;
  }

  async staff(name = 'Centrum „Żółw”', nip?: string) {
    const entity = await this.entity(name, nip);
    return { entity, person: await this.t.given.holder('STAFF', entity) };
  }

  private async send(who: Who, path: string, file: string | Uint8Array, more: More, rest: object): Promise<Answer> {
    return (await upload(this.t, who, file, { path, name: 'praktyki.csv', more, ...rest })) as unknown as Answer;
  }
}
