import { Injectable } from '@nestjs/common';
import { Db, hashOf, newId, newSecret, SYSTEM, type Actor, type Tx } from '#core';
import type { MyDataTicket, PersonalData } from './erasure.types.ts';
import { textOf } from './my-data.text.ts';
import { PersonKeys } from './person-keys.ts';
import { DataTicketInvalid } from './privacy.errors.ts';
import { MyDataRequested } from './privacy.events.ts';
import { TICKET_MINUTES } from './retention.ts';
import { fateWords, type DataPurpose } from './words.ts';

export type ExportForm = 'json' | 'txt';
type Row = Record<string, unknown>;

export interface DataTable {
  readonly table: string;
  readonly heading: string;
  readonly columns: readonly { readonly name: string; readonly purpose: DataPurpose; readonly fate: string }[];
  readonly rows: readonly Row[];
}

/** All that is kept about a person, table by table. */
export interface DataExport {
  readonly format: 'konwent-my-data/1';
  readonly madeAt: string;
  readonly personId: string;
  readonly tables: readonly DataTable[];
}

/** What is kept about somebody, found by what the columns say of themselves, and given to that person alone. */
@Injectable()
export class MyDataExports {
  constructor(
    private readonly db: Db,
    private readonly keys: PersonKeys,
  ) {}

  async ticket(tx: Tx): Promise<MyDataTicket> {
    tx.allow(tx.actor.kind === 'person');
    const { secret, hash } = newSecret();
    const id = newId();
    const expiresAt = new Date(tx.now.getTime() + TICKET_MINUTES * 60_000);
    await tx.sql(
      `INSERT INTO data_ticket (id, person_id, secret_hash, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)`,
      [id, tx.actor.id, hash, tx.now, expiresAt],
    );
    tx.emit(MyDataRequested(tx.actor.id, { ticketId: id }));
    const path = (form: ExportForm) => `/my-data.${form}?ticket=${secret}`;
    return { jsonPath: path('json'), textPath: path('txt'), expiresAt: expiresAt.toISOString() };
  }

  /** Whoever asked, once: one statement decides. The ticket is no bearer. */
  async file(actor: Actor, ticket: string, form: ExportForm): Promise<string> {
    await this.db.run(actor, async (tx: Tx) => {
      tx.allow(true);
      const spent = await tx.sql(
        `UPDATE data_ticket SET spent_at = now() WHERE secret_hash = $1 AND person_id = $2 AND spent_at IS NULL
           AND expires_at > now() RETURNING 1`,
        [hashOf(ticket), actor.id],
      );
      if (!spent.length) throw DataTicketInvalid();
    });
    const all = await this.of(actor.id);
    return form === 'json' ? `${JSON.stringify(all, null, 2)}\n` : textOf(all);
  }

  async of(personId: string): Promise<DataExport> {
    const { tables, madeAt } = await this.db.run(SYSTEM, async (tx: Tx) => {
      tx.allow(true);
      return { madeAt: tx.now.toISOString(), tables: await tx.sql<DataTable>(TABLES, [personId]) };
    });
    const opened = await Promise.all(tables.map((table) => this.opened(personId, table)));
    return { format: 'konwent-my-data/1', madeAt, personId, tables: opened };
  }

  /** The same in short, for a screen. */
  async parts(personId: string): Promise<PersonalData[]> {
    const { tables } = await this.of(personId);
    return tables.map(({ heading, columns, rows }) => ({
      heading,
      entries: rows.length,
      purposes: [...new Set(columns.map(({ purpose }) => purpose))],
      onErasure: [...new Set(columns.map(({ fate }) => fateWords(fate)))],
    }));
  }

  /** What is sealed under the person's key is theirs to read. */
  private async opened(personId: string, { rows, ...table }: DataTable): Promise<DataTable> {
    const sealed = table.columns.filter(({ fate }) => fate === 'sealed').map(({ name }) => name);
    if (!sealed.length) return { ...table, rows };
    const open = async (row: Row): Promise<Row> => {
      const texts = sealed.map(async (name) => {
        const bytes = row[name];
        return [name, typeof bytes === 'string' ? await this.keys.open(personId, bytesIn(bytes)) : null] as const;
      });
      return { ...row, ...Object.fromEntries(await Promise.all(texts)) };
    };
    return { ...table, rows: await Promise.all(rows.map(open)) };
  }
}

/** As PostgreSQL writes them in JSON. */
const bytesIn = (text: string): Buffer => Buffer.from(text.replace(/^\\x/, ''), 'hex');

const TABLES = `
  SELECT d."table", coalesce(d.heading, d."table") AS heading, d.rows, (
    SELECT json_agg(json_build_object('name', p.name, 'purpose', p.purpose, 'fate', p.fate) ORDER BY p.place)
    FROM personal_column p WHERE p."table" = d."table" AND NOT p.is_secret AND p.is_theirs IS NOT NULL) AS columns
  FROM data_of_person($1) d ORDER BY 2, 1`;
