import pg from 'pg';
import { Given, type Someone } from './given.ts';
import { Journal, type Post } from './journal.ts';
import type { Running } from './running.ts';

const CREATE = `mutation ($input: CreateEntityInput!) { createEntity(input: $input) { id version } }`;
const EDIT = `mutation ($input: EditConventInput!) { editConvent(input: $input) { id version } }`;

interface Row {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly events: number;
}

/** Four clients that write to a node without a pause, and know what they were answered. */
export class Writers {
  chair!: Someone;
  convent!: { id: string };
  private creations: Journal[] = [];
  private edits!: Journal;
  /** Every code that a refusal had, and how often. */
  readonly refusals: Record<string, number> = {};

  constructor(readonly node: Running) {}

  async prepare(): Promise<void> {
    const { chair, convent } = await this.asOwner(async (owner) => {
      const given = new Given(null as never, async (text, values) => (await owner.query(text, values)).rows as never[]);
      const made = await given.convent();
      return { convent: made, chair: await given.holder('CHAIR', made) };
    });
    Object.assign(this, { chair, convent });
    const entity = (line: number) => (n: number) => ({
      data: { kind: 'CIS', name: `Zapis „${line}.${n}” <b>`, voivodeship: '22' },
    });
    this.creations = [1, 2, 3].map((line) => new Journal(CREATE, entity(line), this.post));
    this.edits = new Journal(EDIT, this.rename, this.post);
  }

  private rename = (n: number) => ({
    ...{ conventId: this.convent.id, expectedVersion: n + 1 },
    ...{ officialName: `Konwent po zmianie ${n + 1}`, aliases: [] },
  });

  private get journals(): Journal[] {
    return [...this.creations, this.edits];
  }

  get acknowledged(): number {
    return this.journals.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0);
  }

  /** How often each of the four was refused something. */
  get refused(): number[] {
    return this.journals.map(({ refused }) => refused);
  }

  begin(): void {
    this.journals.forEach((each) => each.begin());
  }

  /** Ends when what was under way is done, once. */
  async end(): Promise<void> {
    await Promise.all(this.journals.map((each) => each.end()));
  }

  async asOwner<T>(work: (owner: pg.Client) => Promise<T>): Promise<T> {
    const owner = new pg.Client(await this.node.ownerUrl());
    owner.on('error', () => undefined);
    await owner.connect();
    return work(owner).finally(() => owner.end());
  }

  /** Nothing that a dead server could have answered is taken for an acknowledgement. */
  post: Post = async (query, variables) => {
    try {
      const response = await fetch(`${this.node.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${this.chair.token}` },
        body: JSON.stringify({ query, variables }),
        signal: AbortSignal.timeout(5_000),
      });
      const { data, errors = [] } = (await response.json()) as {
        data: Record<string, Record<string, unknown>> | null;
        errors?: { extensions: { code: string } }[];
      };
      const codes = errors.map(({ extensions }) => extensions.code);
      for (const code of codes) this.refusals[code] = (this.refusals[code] ?? 0) + 1;
      return { data, codes };
    } catch {
      return { data: null, codes: [] };
    }
  };

  /** Every acknowledged write stands there once, as it was, and nothing else but `others` that had keys too. */
  async check(others = 0): Promise<void> {
    await this.asOwner(async (owner) => {
      const rowsOf = async (text: string) => (await owner.query<Row>(text)).rows;
      const rows = await rowsOf(
        `SELECT id, name, version, (SELECT count(*)::int FROM event WHERE subject_id = e.id) AS events
         FROM entity e WHERE name LIKE 'Zapis %' ORDER BY name COLLATE "C"`,
      );
      const told = this.creations.flatMap(({ acknowledged }) =>
        acknowledged.map(({ input, answer }) => ({
          ...{ id: answer!.id, name: (input.data as { name: string }).name },
          ...{ version: 1, events: 1 },
        })),
      );
      expect(rows).toEqual(told.sort((a, b) => (a.name < b.name ? -1 : 1)));
      const done = this.edits.acknowledged;
      expect(done.map(({ answer }) => answer!.version)).toEqual(done.map((_, i) => i + 2));
      const [convent] = await rowsOf(
        `SELECT id, official_name AS name, version,
           (SELECT count(*)::int FROM event WHERE subject_id = c.id AND type = 'convent.edited') AS events
         FROM convent c WHERE id = '${this.convent.id}'`,
      );
      expect(convent).toMatchObject({ version: done.length + 1, events: done.length });
      if (done.length) expect(convent!.name).toBe(this.rename(done.length - 1).officialName);
      const keys = await rowsOf(`SELECT count(*)::int AS events FROM idempotency`);
      expect(keys[0]!.events).toBe(told.length + done.length + others);
    });
  }
}
