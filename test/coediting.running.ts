import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import * as Y from 'yjs';
import { newId } from '#core';
import { CoeditingClient } from './coediting.client.ts';
import { draftRow } from './draft-rows.ts';
import { Given, type Someone } from './given.ts';
import { Running } from './running.ts';
import { randomFrom } from './world.ts';

const STEPS = 30;
const WORDS = ['a', 'żółw ', 'źdźbło', ' <b>', '„ć”', '😀', 'x'.repeat(40), ', '];

/** Two authors of one draft. */
export interface Pair {
  readonly seed: number;
  readonly draftId: string;
  readonly units: string[];
  readonly clients: CoeditingClient[];
  /** Every change that either of them made, put together without the server. */
  readonly all: Map<string, Y.Doc>;
}

/** The built program with drafts in which people write over the network, each with a client of their own. */
export class RunningCoediting {
  konwent!: Running;
  people!: Someone[];
  private folder!: string;
  private owner!: pg.Pool;
  private body!: { id: string };
  private member!: { id: string };
  private readonly open: CoeditingClient[] = [];
  private readonly others: Running[] = [];

  sql = async <Row>(text: string, values: unknown[] = []): Promise<Row[]> =>
    (await this.owner.query(text, values)).rows as Row[];

  async start(): Promise<void> {
    this.folder = await mkdtemp(join(tmpdir(), 'konwent-coediting-'));
    this.konwent = new Running(join(this.folder, 'data'), { SOCKETS_PER_ADDRESS: '500' });
    await this.konwent.start();
    await this.ownDatabase();
    const given = this.given();
    this.body = await given.convent();
    const expert = await given.person();
    this.member = await given.mandate(expert, 'EXPERT', this.body);
    this.people = [await given.holder('CHAIR', this.body), expert];
  }

  async stop(): Promise<void> {
    this.open.forEach((client) => client.close());
    await this.owner?.end();
    await Promise.all(this.others.map((other) => other.stop()));
    await this.konwent.stop();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 10 });
  }

  /** Another process on the same database. */
  async beside(): Promise<Running> {
    const other = await this.konwent.beside();
    this.others.push(other);
    await other.start();
    return other;
  }

  /** Ends the program at once and starts it anew, its PostgreSQL perhaps at another port. */
  async killed(pairs: readonly Pair[]): Promise<void> {
    await this.konwent.kill();
    await this.konwent.start();
    await this.owner.end();
    await this.ownDatabase();
    for (const { clients } of pairs) clients.forEach((client) => (client.url = this.konwent.url));
  }

  /** A draft with two authors, each at an address. */
  async pair(seed: number, urls = [this.konwent.url, this.konwent.url]): Promise<Pair> {
    const { draftId, units, clients } = await this.draft(this.people, urls, 40);
    const all = new Map(units.map((unit) => [unit, new Y.Doc()]));
    for (const unit of units) {
      Y.applyUpdate(all.get(unit)!, Y.encodeStateAsUpdate(clients[0]!.docOf(unit)));
      for (const client of clients)
        client.docOf(unit).on('update', (update: Uint8Array, origin: unknown) => {
          if (origin !== 'remote') Y.applyUpdate(all.get(unit)!, update);
        });
    }
    return { seed, draftId, units, clients, all };
  }

  /** A draft of two units with so many authors. */
  async crowd(count: number): Promise<{ unitId: string; clients: CoeditingClient[] }> {
    const given = this.given();
    const more: { person: Someone; mandateId: string }[] = [];
    while (more.length < count - 2) {
      const person = await given.person();
      more.push({ person, mandateId: (await given.mandate(person, 'EXPERT', this.body)).id });
    }
    const team = [...this.people, ...more.map(({ person }) => person)];
    const { units, clients } = await this.draft(team, [this.konwent.url], undefined, (draftId) =>
      this.sql(
        `INSERT INTO draft_member (id, draft_id, person_id, mandate_id, added_at)
         SELECT m.id, $1, m.person, m.mandate, now() FROM json_to_recordset($2) AS m (id uuid, person uuid, mandate uuid)`,
        [
          draftId,
          JSON.stringify(
            more.map(({ person: { id }, mandateId }) => ({ id: newId(), person: id, mandate: mandateId })),
          ),
        ],
      ),
    );
    return { unitId: units[0]!, clients };
  }

  /** One of two, typing, deleting, and losing the line now and then. */
  async write(client: CoeditingClient, units: readonly string[], seed: number): Promise<void> {
    const random = randomFrom(seed);
    for (let step = 0; step < STEPS; step++) {
      client.edit(units[random(units.length)]!, (text) => {
        const at = random(text.length + 1);
        if (random(3)) text.insert(at, WORDS[random(WORDS.length)]!);
        else text.delete(at, Math.min(random(6), text.length - at));
      });
      if (!random(12)) {
        client.disconnect();
        await sleep(random(120));
        void client.connect();
      }
      await sleep(random(60));
    }
    void client.connect();
  }

  /** Both and the draft say the same, with every keystroke of either. */
  async check({ seed, draftId, units, clients, all }: Pair): Promise<void> {
    for (const client of clients) await client.settled(60_000);
    for (const unit of units) {
      const wanted = all.get(unit)!.getText('text').toString();
      for (const end = Date.now() + 20_000; Date.now() < end; await sleep(20))
        if (clients.every((client) => client.text(unit) === wanted)) break;
      const [row] = await this.sql<{ text: string }>(`SELECT text FROM draft_unit WHERE id = $1`, [unit]);
      const told = clients.map((client) => client.text(unit));
      const refusals = clients.flatMap((client) => client.refusals);
      expect({ seed, refusals, told, row: row!.text }).toEqual({
        ...{ seed, refusals: [], told: [wanted, wanted], row: wanted.normalize('NFC').trim() },
      });
    }
    const [{ logged }] = (await this.sql<{ logged: number }>(
      `SELECT count(*)::int AS logged FROM unit_update WHERE draft_id = $1`,
      [draftId],
    )) as [{ logged: number }];
    expect(logged).toBeGreaterThan(units.length);
    clients.forEach((client) => client.close());
  }

  private async draft(
    people: readonly Someone[],
    urls: readonly string[],
    retryMs?: number,
    made: (draftId: string) => Promise<unknown> = () => Promise.resolve(),
  ) {
    const { sql, body, member } = this;
    const { id: draftId, unitId, otherId } = await draftRow({ sql } as never, body, { member });
    await made(draftId);
    const units = [unitId, otherId];
    const clients = people.map(
      ({ token }, i) => new CoeditingClient({ url: urls[i % urls.length]!, token, draftId, retryMs }),
    );
    this.open.push(...clients);
    for (const client of clients) await client.open(...units);
    return { draftId, units, clients };
  }

  private given = (): Given => new Given(null as never, this.sql as never);

  private async ownDatabase(): Promise<void> {
    this.owner = new pg.Pool({ connectionString: await this.konwent.ownerUrl(), max: 3 }).on('error', () => undefined);
  }
}
