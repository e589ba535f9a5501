import type { TestApp } from './app.ts';
import type { ToldCirculation } from './circulations.ts';
import type { Someone } from './given.ts';
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
    submitter: string;
    organisation: { id: string } | null;
    unit: { id: string; path: string } | null;
    unitBecause: string;
    kind: string;
    channel: string;
    late: boolean;
    disposition: string | null;
    problems: { field: string | null; code: string; severity: string; message: string }[];
    duplicateOf: string | null;
    duplicateOfLine: number | null;
    alike: string | null;
    alikeLine: number | null;
    remarkId: string | null;
  }[];
}
export type Answer = Omit<Uploaded, 'body'> & { body: Report & { code: string } };
export interface Line {
  readonly remarkId: string;
  readonly number: number;
  readonly submitter: string;
  readonly text: string;
  readonly verdict: string | null;
}

/** The header of a table as people fill it in. */
export const BY_HAND = 'Lp.;Zgłaszający;Jednostka redakcyjna;Uwaga;Propozycja;Odniesienie się\n';

type Started = Pick<ToldCirculation, 'id'>;

/** Problems of one row of a preview, of one weight. */
export const codes = ({ body }: Answer, at: number, severity = 'ERROR'): string[] =>
  body.rows[at]!.problems.filter((each) => each.severity === severity).map(({ code }) => code);

/** Remark tables as a client sends and fetches them. */
export class RemarkTables {
  constructor(
    private readonly t: TestApp,
    private readonly chair: Someone,
  ) {}

  preview = (who: object, { id }: Started, file: string | Uint8Array, more: object = {}): Promise<Answer> =>
    this.send(who, 'remarks', file, { circulationId: id, ...more });

  commit = (who: object, { id }: Started, file: string | Uint8Array, sha256: string, more: object = {}) =>
    this.send(who, 'remarks/commit', file, { circulationId: id, sha256, ...more });

  /** Previewed, then taken as it was shown. */
  taken = async (started: Started, file: string | Uint8Array, more: object = {}): Promise<Answer> => {
    const { body } = await this.preview(this.chair, started, file, more);
    return this.commit(this.chair, started, file, body.sha256, more);
  };

  rows = async ({ id }: Started): Promise<Line[]> =>
    (
      await this.t.get<{ remarkTable: { rows: Line[] } }>(
        this.chair,
        `query ($id: ID!) { remarkTable(circulationId: $id) { rows { remarkId number submitter text verdict } } }`,
        { id },
      )
    ).remarkTable.rows;

  out = async ({ id }: Started, form = 'csv'): Promise<Uint8Array> => {
    const headers = { authorization: `Bearer ${this.chair.token}` };
    const answer = await fetch(`${this.t.url}/circulations/${id}/remarks.${form}`, { headers });
    return new Uint8Array(await answer.arrayBuffer());
  };

  private async send(who: object, path: string, file: string | Uint8Array, more: object): Promise<Answer> {
    return (await upload(this.t, who, file, {
      path,
      name: 'uwagi.csv',
      more: more as Record<string, string>,
    })) as never;
  }
}
