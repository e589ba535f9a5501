import pg from 'pg';
import { verifyAudit, type Anchor, type Ask, type AuditReport, type AuditTable } from '#audit';
import { newId } from '#core';
import { randomFrom, type Random } from './world.ts';

type Row = Record<string, unknown>;
type Column = { readonly name: string; readonly type: string; readonly optional: boolean };

/** What somebody with all rights does to one row, and how it has to be called afterwards. */
interface Tampering {
  readonly table: AuditTable;
  readonly what: string;
  /** Any of the rows that it may be named by: each row of the list has to be in a finding. */
  readonly named: readonly string[];
}

const TABLES = ['event', 'audit_entry', 'audit_link', 'audit_checkpoint'] as const;
const KEY = { event: 'id', audit_entry: 'id', audit_link: 'position', audit_checkpoint: 'sequence' } as const;
const WAYS = ['change', 'change', 'change', 'change', 'delete', 'insert', 'swap', 'truncate'] as const;

/** Another value of the type, as SQL over the old one. */
const OTHER: Record<string, (random: Random) => string> = {
  uuid: () => `'${newId()}'`,
  text: () =>
    `overlay(coalesce(nullif($, ''), 'X') placing CASE WHEN left($, 1) = 'A' THEN 'B' ELSE 'A' END from 1 for 1)`,
  integer: (random) => `$ + ${1000 + random(1000)}`,
  bigint: (random) => `$ + ${100_000 + random(1000)}`,
  'timestamp with time zone': () => `$ + interval '1 microsecond'`,
  jsonb: () => `$ || '{"more": 1}'`,
  'uuid[]': () => `$ || '${newId()}'::uuid`,
  bytea: (random) => [random(32)].map((at) => `set_byte($, ${at}, 255 - get_byte($, ${at}))`)[0]!,
};

/** Changes rows as a superuser past every trigger, in transactions that are taken back once the change has been looked for. */
export class Tamperer {
  private readonly client: pg.Client;
  private readonly random: Random;

  constructor(
    url: string,
    private readonly anchor: Anchor,
    seed: number,
  ) {
    this.client = new pg.Client({ connectionString: url });
    this.random = randomFrom(seed);
  }

  /** Its connection lasts as long as the work. */
  async during<T>(work: (tamperer: this) => Promise<T>): Promise<T> {
    await this.client.connect();
    return work(this).finally(() => this.client.end());
  }

  ask: Ask = async <Out>(text: string, values: unknown[]) => (await this.client.query(text, values)).rows as Out[];
  verify = (anchor = this.anchor): Promise<AuditReport> => verifyAudit(this.ask, anchor);

  /** Does something that is to be found, looks for it, and takes it back. */
  async within<T>(work: () => Promise<T>): Promise<T> {
    await this.client.query('BEGIN');
    await this.client.query(`SET LOCAL session_replication_role = replica`);
    try {
      return await work();
    } finally {
      await this.client.query('ROLLBACK');
    }
  }

  /** Whatever was done to one row at random and was not found, or not by the row's name. */
  async once(): Promise<string | undefined> {
    return this.within(async () => {
      const done = await this.tamper();
      const { ok, findings } = await this.verify();
      if (ok) return `${done.table}: ${done.what} was not found`;
      const isNamed = (name: string) =>
        findings.some(({ table, row, position }) =>
          table === done.table || done.table === 'audit_link' ? row === name || String(position) === name : false,
        );
      const unnamed = done.named.filter((name) => !isNamed(name));
      return unnamed.length
        ? `${done.table}: ${done.what} of ${unnamed.join()} was called ${JSON.stringify(findings)}`
        : undefined;
    });
  }

  private pick = <T>(from: readonly T[]): T => from[this.random(from.length)]!;

  private async tamper(): Promise<Tampering> {
    const table = this.pick(TABLES);
    const way = this.pick(WAYS);
    const rows = await this.rows(table);
    const key = KEY[table];
    const row = this.pick(rows);
    const tampering = (what: string, ...named: unknown[]) => ({ table, what, named: named.map(String) });
    if (way === 'change') return tampering(await this.change(table, row), row[key]);
    if (way === 'delete') {
      await this.run(`DELETE FROM ${table} WHERE ${key} = $1`, row[key]);
      return tampering('delete', row[key]);
    }
    if (way === 'truncate') {
      const from = table === 'audit_link' ? row : rows.at(-1)!;
      await this.run(`DELETE FROM ${table} WHERE ${key} >= $1`, from[key]);
      return tampering('truncate', from[key]);
    }
    // A copy in the last transaction would be a new row, as anybody may write one.
    if (way === 'insert') {
      const past = this.pick(rows.slice(0, -1));
      return tampering('insert', await this.insert(table, past, rows.at(-1)!));
    }
    const other = this.pick(rows.filter((each) => each !== row));
    await this.swap(table, String(row[key]), String(other[key]));
    return tampering('swap', row[key], other[key]);
  }

  /** In the order of their keys; of links those that a checkpoint covers. */
  private async rows(table: AuditTable): Promise<Row[]> {
    const covered = table === 'audit_link' ? 'WHERE position <= (SELECT max(size) FROM audit_checkpoint)' : '';
    const { rows } = await this.client.query<{ row: Row }>(
      `SELECT row_to_json(t) AS row FROM ${table} t ${covered} ORDER BY ${KEY[table]}`,
    );
    return rows.map(({ row }) => row);
  }

  private run = (text: string, ...values: unknown[]) => this.client.query(text, values);

  private async columns(table: AuditTable): Promise<Column[]> {
    const { rows } = await this.client.query<Column>(
      `SELECT attname AS name, format_type(atttypid, NULL) AS type, NOT attnotnull AS optional FROM pg_attribute
       WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
      [table],
    );
    return rows;
  }

  /** One column that holds something; an identity may be written by whoever owns the table. */
  private async change(table: AuditTable, row: Row): Promise<string> {
    if (table === 'event') await this.client.query(`ALTER TABLE event ALTER id SET GENERATED BY DEFAULT`);
    const isWritable = ({ name: column, type: of }: Column) => row[column] !== null || of === 'uuid';
    const { name, type, optional } = this.pick((await this.columns(table)).filter(isWritable));
    const isCleared = optional && row[name] !== null && this.random(2) === 0;
    const value = isCleared ? 'NULL' : OTHER[type]!(this.random).replaceAll('$', name);
    await this.checksOff(table);
    const { rowCount } = await this.run(
      `UPDATE ${table} SET ${name} = ${value} WHERE ${KEY[table]} = $1 AND ${name} IS DISTINCT FROM ${value}`,
      row[KEY[table]],
    );
    if (rowCount !== 1) throw new Error(`${table}.${name} did not change`);
    return `change of ${name}`;
  }

  private async insert(table: AuditTable, row: Row, last: Row): Promise<string> {
    const next = (by: number) => String(Number(last[KEY[table]]) + by);
    const fresh: Record<AuditTable, Row> = {
      event: { id: next(500) },
      audit_entry: { id: newId() },
      audit_link: {
        position: next(100_000),
        seq: '9999',
        event_id: row.event_id && 987_654_321,
        entry_id: row.entry_id && newId(),
      },
      audit_checkpoint: { id: newId(), sequence: next(1) },
    };
    const names = (await this.columns(table)).map(({ name }) => name);
    await this.run(
      `INSERT INTO ${table} (${names.join()}) OVERRIDING SYSTEM VALUE SELECT ${names.join()}
       FROM json_populate_record((SELECT t FROM ${table} t WHERE ${KEY[table]} = '${String(row[KEY[table]])}'), $1)`,
      JSON.stringify(fresh[table]),
    );
    return String(fresh[table][KEY[table]]);
  }

  /** Each takes the other's key. */
  private async swap(table: AuditTable, one: string, other: string): Promise<void> {
    const key = KEY[table];
    const between = { event: '-1', audit_entry: newId(), audit_link: '2000000000', audit_checkpoint: '2000000000' }[
      table
    ];
    if (table === 'event') await this.client.query(`ALTER TABLE event ALTER id SET GENERATED BY DEFAULT`);
    for (const [from, to] of [
      [one, between],
      [other, one],
      [between, other],
    ])
      await this.run(`UPDATE ${table} SET ${key} = $2 WHERE ${key} = $1`, from, to);
  }

  /** Whoever may do anything may also do what a check forbids. */
  private async checksOff(table: AuditTable): Promise<void> {
    const { rows } = await this.client.query<{ name: string }>(
      `SELECT conname AS name FROM pg_constraint WHERE conrelid = $1::regclass AND contype = 'c'`,
      [table],
    );
    for (const { name } of rows) await this.client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
  }
}

/** Tampers so many times; gives what was missed, which is to be nothing. */
export async function tamper(tamperer: Tamperer, times: number): Promise<string[]> {
  const missed: string[] = [];
  for (let i = 0; i < times; i++) {
    const miss = await tamperer.once();
    if (miss) missed.push(miss);
  }
  return missed;
}
