import type { ToldCirculation } from './circulations.ts';
import type { ToldDispatch } from './dossiers.ts';
import type { ToldProposal } from './proposals.ts';
import type { ToldRecommendation } from './recommendations.ts';
import { Way } from './way.ts';

type Id = { id: string };
interface Row {
  readonly remarkId: string;
  readonly verdict: string | null;
  readonly joinedTo: number | null;
}

const REFUSALS = 'nothing is changed by a refusal';

/** The way as far as it has come, and what everybody is told of it. */
export class WayTold extends Way {
  one: ToldProposal;
  two: ToldProposal;
  merged: ToldProposal;
  rec: ToldRecommendation;
  circulation?: ToldCirculation;
  remarkIds: string[];
  dispatch: ToldDispatch;

  fate = async (who: { token: string }, { id }: Id): Promise<ToldProposal['fate']> =>
    (await this.propose.see(who, id))!.fate;

  table = async (name: 'remarkTable' | 'divergenceRecord' = 'remarkTable'): Promise<Row[]> => {
    const query = `query ($id: ID!) { ${name}(circulationId: $id) { rows { remarkId verdict joinedTo } } }`;
    const { id } = this.circulation!;
    return (await this.t.get<Record<string, { rows: Row[] }>>(this.coordinator, query, { id }))[name]!.rows;
  };

  /** The code of a refusal, after which everything is as it was. */
  refused = async (act: () => Promise<string | undefined>): Promise<string | undefined> => {
    const before = await this.look();
    const code = await act();
    expect([REFUSALS, await this.look()]).toEqual([REFUSALS, before]);
    return code;
  };

  private look = async (): Promise<unknown[]> => [
    await this.see(this.rec.id),
    this.circulation && (await this.table()),
    await this.t.sql(`SELECT count(*)::int AS n, max(id)::text AS last FROM event`),
  ];
}
