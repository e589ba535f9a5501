import { Db, newId } from '#core';
import { SearchIndexer } from '#search';
import type { TestApp } from './app.ts';
import { auditRules } from './world-audit.ts';
import { COLUMNS, type Column } from './world-columns.ts';
import { conventRules } from './world-convents.ts';
import { COUNTS } from './world.counts.ts';
import { pollRules } from './world-polls.ts';
import { CURRENT, practiceRules } from './world-practices.ts';
import { circulationRules, OF_CIRCULATIONS } from './world-circulations.ts';
import { MERGED, proposalRules } from './world-proposals.ts';
import { dossierRules, OF_DOSSIERS } from './world-dossiers.ts';
import { recommendationRules, VOTED_ON } from './world-recommendations.ts';
import { draftRules, OF_DRAFTS } from './world-drafts.ts';
import { factorRules } from './world-factors.ts';
import { DeclarationRows, inDays, PARTS } from './world.declarations.ts';
import { MeetingRows } from './world.meetings.ts';
import { MinutesRows } from './world.minutes.ts';

export type Row = Record<string, unknown> & { id: string };
export type Tables = Record<string, Row[]>;

/** A number below n, the same for the same seed. */
export type Random = (n: number) => number;

/** Mulberry32. */
export function randomFrom(seed: number): Random {
  let state = seed;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % n;
  };
}

const ITEM_TAKEN_UP = `UPDATE meeting m SET current_item_id = i.id FROM agenda_item i
  WHERE i.meeting_id = m.id AND m.state = 'IN_SESSION'`;

/** Fills the tables with rows in which every state and every kind of link occurs, and texts that careless code breaks on. */
export class World {
  private readonly tables: Tables = {};
  private readonly declarations: DeclarationRows;
  private readonly meetings: MeetingRows;
  private readonly minutes: MinutesRows;

  constructor(
    private readonly t: TestApp,
    private readonly random: Random,
  ) {
    this.declarations = new DeclarationRows(this.tables, random, () => this.text());
    this.meetings = new MeetingRows(this.tables, random, () => this.text());
    this.minutes = new MinutesRows(this.tables, random, () => this.text());
  }

  async fill(): Promise<void> {
    // Declarations, minutes or practices and their versions point to each other; no order of rows satisfies both.
    for (const it of ['declaration', 'minutes', 'good_practice', 'draft'])
      await this.t.sql(`ALTER TABLE ${it} DROP CONSTRAINT ${it}_current_version_id_fkey`);
    // Places in an agenda may change hands within a transaction; ON CONFLICT knows no such keys.
    await this.t.sql(`ALTER TABLE agenda_item DROP CONSTRAINT agenda_item_meeting_id_position_key`);
    this.tables.voivodeship = await this.t.sql<Row>(`SELECT id FROM voivodeship WHERE id IN ('22', '24', '10')`);
    for (const [table, count] of Object.entries(COUNTS)) {
      const columns = await this.t.sql<Column>(COLUMNS, [table]);
      const made = Array.from({ length: count }, (_, i) => this.row(table, columns, i));
      const names = columns.map(({ name }) => name).join(', ');
      this.tables[table] = await this.t.sql<Row>(
        `INSERT INTO ${table} (${names}) SELECT ${names} FROM json_populate_recordset(null::${table}, $1)
         ON CONFLICT DO NOTHING RETURNING *`,
        [JSON.stringify(made)],
      );
      if (!this.tables[table].length) throw new Error(`no rows for ${table}`);
    }
    await this.t
      .sql(`UPDATE mandate SET substitutes_id = (SELECT m.id FROM mandate m WHERE m.id < mandate.id ORDER BY m.id DESC LIMIT 1)
                      WHERE id::text ~ '[0-7]$'`);
    await this.t.sql(
      `UPDATE agenda_item i SET parent_id = (SELECT p.id FROM agenda_item p WHERE p.meeting_id = i.meeting_id AND p.id < i.id LIMIT 1)
       WHERE id::text ~ '[0-7]$'`,
    );
    for (const it of ['declaration', 'minutes'])
      await this.t.sql(`UPDATE ${it} x SET current_version_id = v.id FROM ${it}_version v WHERE v.${it}_id = x.id`);
    const last = [...CURRENT, ...OF_DRAFTS, ...OF_CIRCULATIONS, ITEM_TAKEN_UP, VOTED_ON, ...OF_DOSSIERS, ...MERGED];
    for (const each of last) await this.t.sql(each);
    await this.t.app.get(SearchIndexer, { strict: false }).catchUp(this.t.app.get(Db));
  }

  private pick = <T>(from: readonly T[]): T => from[this.random(from.length)]!;
  private text = (): string => `${this.pick(PARTS)}${this.pick(PARTS)}${this.random(9)}`;
  private idIn = (table: string): string => this.pick(this.tables[table]!).id;

  private row(table: string, columns: Column[], i: number): object {
    const row: Record<string, unknown> = {};
    for (const column of columns) row[column.name] = this.value(column, i);
    return { ...row, ...this.rule(table, row, i) };
  }

  /** A value that the column takes; null now and then where it may be. */
  private value({ name, type, optional, target, words }: Column, i: number): unknown {
    if (name === 'id') return target ? this.tables[target]![i]!.id : newId();
    if (optional && this.random(3) === 0) return null;
    if (target) return this.tables[target] ? this.idIn(target) : null;
    if (words) return this.pick(words);
    if (type === 'timestamp with time zone') return '2024-05-06T07:08:09.1239Z';
    if (type === 'date') return this.pick(['1999-12-31', '2020-02-29']);
    const makes: Record<string, () => unknown> = {
      text: this.text,
      boolean: () => this.random(2) === 0,
      integer: () => this.random(9),
      real: () => this.pick([0.5, 1, 0.8125, 0.1]),
      uuid: newId,
      bytea: () => `\\x${newId().replaceAll('-', '')}`,
      'text[]': () => Array.from({ length: this.random(3) }, this.text),
    };
    return makes[type]?.() ?? null;
  }

  /** What a table's checks ask beyond the kinds of its columns. */
  private rule(table: string, row: Record<string, unknown>, i: number): object {
    const { pick, random } = this;
    const credential = {
      person_id: this.tables.person?.[random(4)]?.id,
      expires_at: '2090-01-01T00:00:00Z',
      revoked_at: null,
    };
    const rules: Record<string, () => object> = {
      person: () => ({ erased_at: null }),
      account: () => ({ operator: i === 3, email_key: newId() }),
      session: () => ({ ...credential, last_seen_at: random(2) ? inDays(0) : inDays(-1) }),
      api_token: () => ({ ...credential, scopes: pick([['READ'], ['WRITE', 'READ']]) }),
      invitation: () => ({ ...credential, invited_by: this.tables.person![random(4)]!.id }),
      ...factorRules(credential.person_id, i),
      convent: () => ({ official_name: `${this.text()} ${i}` }),
      convent_rules: () => ({ ordinary_kinds: ['CIS', 'OTHER'], term_months: 36 }),
      change_area: () => ({ number: 40 - i, slug: `s${i}` }),
      change_area_succession: () => ({
        ...{ from_id: this.tables.change_area![i % 2]!.id, to_id: this.tables.change_area![2 + (i >> 1)]!.id },
      }),
      entity: () => ({
        ...{
          name: i % 4 ? this.text() : 'Ten sam',
          kind: pick(['CIS', 'KIS', 'OTHER']),
          founder_kind: pick(['NGO', 'CHURCH']),
        },
        ...{
          postal_code: null,
          nip: null,
          regon: '123456785',
          krs: null,
          closed_on: row.state === 'CLOSED' ? '2020-02-29' : null,
        },
      }),
      ...conventRules({ pick, idIn: this.idIn }, row),
      ...this.declarations.rules(row, i),
      ...this.meetings.rules(row, i),
      ...this.minutes.rules(row, i),
      membership_act: () => this.ofMembership(pick(this.tables.membership!)),
      ...pollRules({ pick, idIn: this.idIn, tables: this.tables }, row, i),
      ...practiceRules({ pick, idIn: this.idIn, tables: this.tables }, row, i, this.text),
      ...proposalRules({ pick, idIn: this.idIn, random }, row, i, this.text),
      ...recommendationRules({ pick, idIn: this.idIn, random }, row, i),
      ...dossierRules({ pick, idIn: this.idIn, tables: this.tables }, row, i, this.text),
      ...draftRules({ pick, idIn: this.idIn, tables: this.tables }, row, i, this.text),
      ...circulationRules({ pick, idIn: this.idIn, tables: this.tables }, row, i, this.text),
      entity_import: () => this.underMandate(pick(this.tables.mandate!), row.state === 'COMMITTED'),
      entity_import_row: () => ({
        verdict: 'BAD',
        kind: 'CIS',
        founder_kind: 'NGO',
        duplicate_of_line: null,
        entity_id: null,
        duplicate_reason: null,
      }),
      file: () => ({
        sha256: newId().replaceAll('-', '').padEnd(64, '0'),
        media_type: 'image/png',
        size: 1 + i,
        coverage: null,
      }),
      file_use: () => ({
        is_public: random(4) === 0,
        audience: ['convent', 'entity', 'forum', 'person'].filter(() => random(2) === 0).map(this.idIn),
      }),
      ...auditRules({ pick, idIn: this.idIn, random }, i),
      entity_import_column: () => ({ field: 'NAME' }),
      entity_import_problem: () => this.ofRow(pick(this.tables.entity_import_row!)),
    };
    return rules[table]?.() ?? {};
  }

  private ofMembership = ({ id, ...rest }: Row) => ({
    ...{ membership_id: id, convent_id: rest.convent_id, entity_id: rest.entity_id, state: rest.state },
  });

  private ofRow = ({ id, import_id }: Row) => ({ row_id: id, import_id, field: 'NIP', code: 'WRONG_NIP' });

  private underMandate = ({ id, body_id }: Row, isOver: boolean) => ({
    ...{
      person_id: this.idIn('person'),
      mandate_id: id,
      body_id,
      committed_at: isOver ? '2024-01-01T00:00:00.0004Z' : null,
    },
  });
}
