import { Injectable } from '@nestjs/common';
import { Db, SYSTEM, type Consumer, type EventRow, type Tx } from '#core';
import { ANALYZER_VERSION, Analyzer } from './analyzer.ts';
import { entryOf, type Source } from './entry.ts';

/** So many are written in one transaction, which those wait for who withdraw something meanwhile. */
const AT_ONCE = 40;

const COLUMNS = `subject_type, title, body, audience, readers, entity_kind, voivodeship_id, areas, tags, target_groups,
  cost_range, year, reuse, checked_on, dated_at, lemmas, offsets, body_place, words, fingerprint, analyzer`;
const UPSERT = `
  INSERT INTO search_document (id, ${COLUMNS}) SELECT id, ${COLUMNS} FROM jsonb_populate_recordset(null::search_document, $1)
  ON CONFLICT (id) DO UPDATE SET (${COLUMNS}) = (${COLUMNS.replaceAll(/\w+/g, 'excluded.$&')})`;

/** Keeps the index what the views of the libs say: after each event, and for whatever no event told of. */
@Injectable()
export class SearchIndexer implements Consumer {
  readonly name = 'search';

  /** Most events are of nothing that is found. */
  async handle(tx: Tx, event: EventRow): Promise<void> {
    const ids = [event.subjectId, ...event.concerns];
    const known = await tx.sql(
      `SELECT FROM search_document WHERE id = ANY ($1) UNION ALL SELECT FROM search_sources($1) LIMIT 1`,
      [ids],
    );
    if (known.length) await this.index(tx, ids);
  }

  /** Brings these subjects, and what follows them, up to date: written, written anew or taken out. */
  async index(tx: Tx, ids: readonly string[]): Promise<void> {
    const analyzer = await Analyzer.load();
    await tx.sql(`SELECT pg_advisory_xact_lock(hashtextextended('search index', 0))`);
    const found = await tx.sql<{ source: Source; fingerprint: string }>(`SELECT * FROM search_sources($1)`, [ids]);
    const known = await tx.sql<{ id: string; fingerprint: string; analyzer: number }>(
      `SELECT id, fingerprint, analyzer FROM search_document WHERE id = ANY ($1)`,
      [[...ids, ...found.map(({ source }) => source.subject_id)]],
    );
    const isCurrent = ({ source, fingerprint }: (typeof found)[number]): boolean =>
      known.some(
        (each) =>
          each.id === source.subject_id && each.fingerprint === fingerprint && each.analyzer === ANALYZER_VERSION,
      );
    const changed = found.filter((each) => !isCurrent(each));
    const gone = known.filter(({ id }) => !found.some(({ source }) => source.subject_id === id));
    if (gone.length) await tx.sql(`DELETE FROM search_document WHERE id = ANY ($1)`, [gone.map(({ id }) => id)]);
    if (!changed.length) return;
    const entries = changed.map(({ source, fingerprint }) => entryOf(analyzer, source, fingerprint));
    await this.enterWords(
      tx,
      entries.filter(({ row }) => row.audience === 'PUBLIC').flatMap(({ words }) => words),
    );
    await tx.sql(UPSERT, [JSON.stringify(entries.map(({ row }) => row))]);
  }

  /** All that is not as the views say: after a seed or an import of rows, a lost index, a new version of the analyzer. */
  async catchUp(db: Db, signal?: AbortSignal): Promise<number> {
    const stale = await db.run(SYSTEM, async (tx: Tx) => {
      tx.allow(true);
      const rows = await tx.sql<{ id: string }>(`SELECT search_stale($1) AS id`, [ANALYZER_VERSION]);
      return rows.map(({ id }) => id);
    });
    for (let i = 0; i < stale.length && !signal?.aborted; i += AT_ONCE)
      await db.run(SYSTEM, async (tx: Tx) => {
        tx.allow(true);
        await this.index(tx, stale.slice(i, i + AT_ONCE));
      });
    return stale.length;
  }

  private async enterWords(tx: Tx, words: readonly (readonly [string, string])[]): Promise<void> {
    const sorted = [...new Map(words)].sort(([a], [b]) => (a < b ? -1 : 1));
    await tx.sql(
      `INSERT INTO search_word (word, query) SELECT * FROM unnest($1::text[], $2::text[]) x(word, query)
       WHERE NOT EXISTS (SELECT FROM search_word w WHERE (w.word, w.query) = (x.word, x.query))
       ON CONFLICT (word) DO UPDATE SET query = excluded.query WHERE search_word.query <> excluded.query`,
      [sorted.map(([word]) => word), sorted.map(([, query]) => query)],
    );
  }
}
