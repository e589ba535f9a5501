import { Injectable } from '@nestjs/common';
import { Config, Db, InvalidInput, NotFound, SYSTEM, type Tx } from '#core';
import { feedText, type FeedFormat } from './practice-feed.text.ts';
import { recordText } from './practice-record.text.ts';
import type { PublicPractice } from './public-practice.ts';

const MOST = 50;

const practicesFrom = (rows: string, updatedAt: string): string => `
  SELECT p.id, p.state, p.sample, v.number, v.content, v.content_hash AS "contentHash", p.published_at AS "publishedAt",
    ${updatedAt} AS "updatedAt",
    p.last_checked_on::text AS "checkedOn", p.replication_count AS replications,
    json_build_object('id', e.id, 'name', e.name, 'town', e.town, 'region', o.name) AS entity,
    (SELECT official_name FROM convent c WHERE c.id = p.convent_id) AS convent,
    (SELECT coalesce(json_agg(json_build_object('slug', a.slug, 'name', a.name_pl) ORDER BY a.number), '[]')
      FROM change_area a WHERE a.id = ANY (v.change_area_ids)) AS areas,
    (SELECT coalesce(json_agg(json_build_object('fileId', f.id, 'name', f.name, 'title', t.title, 'altText', t.alt_text,
        'mediaType', t.media_type, 'sha256', t.sha256, 'size', f.size) ORDER BY t.id), '[]')
      FROM practice_attachment t JOIN file f ON f.id = t.file_id
      WHERE t.practice_id = p.id AND t.published
        AND v.content::jsonb -> 'attachments' @> jsonb_build_array(jsonb_build_object('id', t.id))) AS files
  FROM ${rows} JOIN practice_version v ON v.id = p.current_version_id
  JOIN entity e ON e.id = p.entity_id JOIN voivodeship o ON o.id = e.voivodeship_id`;

const RECORD = `${practicesFrom('good_practice p', 'practice_opened(p.id)')} WHERE p.audience = 'PUBLIC' AND p.id = $1`;

/** The newest of one feed, read off the index that has its conditions: of each feed a statement of its own. */
export function latestOf(area: string | null, voivodeship: string | null): { text: string; values: string[] } {
  const values = [area, voivodeship].filter((each) => each !== null);
  const about = area === null ? 'change_area_id IS NULL' : 'change_area_id = $1::uuid';
  const near = voivodeship === null ? '' : `AND voivodeship_id = $${values.length}`;
  const latest = `(SELECT practice_id, opened_at FROM practice_feed WHERE ${about} ${near}
    ORDER BY opened_at DESC, practice_id DESC LIMIT ${MOST}) l JOIN good_practice p ON p.id = l.practice_id`;
  return { text: `${practicesFrom(latest, 'l.opened_at')} ORDER BY l.opened_at DESC, l.practice_id DESC`, values };
}

/** Whatever comes into a feed or goes out of one changes them all: a reader of another one reads once too often. */
const CHANGED = `SELECT at FROM practice_feed_change`;

export interface FeedConditions {
  /** The slug of a change area. */
  readonly area?: unknown;
  /** TERYT of the author's voivodeship. */
  readonly voivodeship?: unknown;
}

/** A text to send, and when it last became another one; names of areas and entities do not count as that. */
export interface PublicText {
  readonly text: string;
  readonly changedAt: Date;
}

/** What everyone may have of practices without GraphQL: the same for all, whoever asks. */
@Injectable()
export class PracticePublicity {
  private readonly base: string;

  constructor(
    private readonly db: Db,
    { PUBLIC_URL, HOST, PORT }: Config,
  ) {
    this.base = (PUBLIC_URL ?? `http://${HOST}:${PORT}`).replace(/\/+$/, '');
  }

  /** The fifty published or opened last. */
  feed(format: FeedFormat, conditions: FeedConditions): Promise<PublicText> {
    const area = condition('area', conditions.area);
    const voivodeship = condition('voivodeship', conditions.voivodeship);
    return this.db.run(SYSTEM, async (tx: Tx) => {
      tx.allow(true);
      const inArea = await this.named(tx, 'ChangeArea', area);
      const inRegion = await this.named(tx, 'Voivodeship', voivodeship);
      const { text, values } = latestOf(inArea?.id ?? null, inRegion?.id ?? null);
      const practices = await tx.sql<PublicPractice>(text, values);
      const [changed] = await tx.sql<{ at: Date | null }>(CHANGED);
      const changedAt = changed!.at ?? new Date(0);
      const updatedAt = practices[0]?.updatedAt ?? changedAt;
      const title = ['Dobre praktyki', inArea?.name, inRegion && `województwo ${inRegion.name}`]
        .filter(Boolean)
        .join(' – ');
      const feed = { base: this.base, query: addressQuery({ area, voivodeship }), title, updatedAt, practices };
      return { text: feedText(feed, format), changedAt };
    });
  }

  /** One practice as JSON-LD, also from the archive; NOT_FOUND for all that is not for everyone. */
  record(id: string): Promise<PublicText> {
    return this.db.run(SYSTEM, async (tx: Tx) => {
      tx.allow(true);
      const [practice] = await tx.sql<PublicPractice>(RECORD, [id]);
      if (!practice) throw NotFound({ type: 'GoodPractice', id });
      const [changed] = await tx.sql<{ at: Date }>(
        `SELECT greatest($2::timestamptz, (SELECT max(at) FROM practice_act WHERE practice_id = $1),
           (SELECT max(confirmed_at) FROM replication WHERE practice_id = $1)) AS at`,
        [id, practice.updatedAt],
      );
      return { text: recordText(practice, this.base), changedAt: changed!.at };
    });
  }

  private async named(tx: Tx, type: keyof typeof NAMED, key: string | null): Promise<Named | null> {
    if (key === null) return null;
    const [row] = await tx.sql<Named>(NAMED[type], [key]);
    if (!row) throw NotFound({ type, id: key.slice(0, 80) });
    return row;
  }
}

interface Named {
  readonly id: string;
  readonly name: string;
}

const NAMED = {
  ChangeArea: `SELECT id, name_pl AS name FROM change_area WHERE slug = $1`,
  Voivodeship: `SELECT id, name FROM voivodeship WHERE id = $1`,
};

/** One text or none: a parameter that comes twice has no meaning. */
function condition(path: string, value: unknown): string | null {
  if (value === undefined) return null;
  if (typeof value === 'string' && /^[\w-]{1,100}$/.test(value)) return value;
  const message = 'Oczekiwano jednej wartości z liter, cyfr i łączników.';
  throw InvalidInput({ fields: [{ path, rule: 'matches', message }] });
}

function addressQuery(conditions: Record<string, string | null>): string {
  const given = Object.entries(conditions).filter((each): each is [string, string] => each[1] !== null);
  return given.length ? `?${new URLSearchParams(given).toString()}` : '';
}
