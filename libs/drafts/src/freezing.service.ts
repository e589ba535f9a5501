import { Injectable } from '@nestjs/common';
import { newId, NotFound, type Tx } from '#core';
import { compareVersions, walk, type DraftText } from '#drafting';
import { numbered, raw, sql } from '#reads';
import { canonicalJson } from '#seals';
import { Amending } from './amending.service.ts';
import { Draft } from './draft.entity.ts';
import type { FreezeDraftVersionInput } from './draft.inputs.ts';
import { DraftVersion } from './draft-version.entity.ts';
import { DraftEmpty, VersionsOfTwoDrafts, VersionUnchanged } from './drafts.errors.ts';
import { DraftVersionFrozen } from './drafts.events.ts';
import { seesVersion, seesWork } from './drafts.policy.ts';
import { concernsOf, Drafts } from './drafts.service.ts';
import { readText } from './text.store.ts';
import { comparedUnit, headingDiff, type DraftComparison } from './text.types.ts';
import { contentIn, frozenContent, textIn, type VersionContent } from './version.content.ts';

type Id = { id: string };

/** A version as other acts cite it: what it says, and the hash that stands for it. */
export interface CitedVersion {
  readonly id: string;
  readonly draftId: string;
  readonly number: number;
  readonly contentHash: string;
  readonly content: VersionContent;
}

const me = raw('$2::uuid');
const VERSION = numbered(
  sql`SELECT v.id, v.draft_id AS "draftId", v.number, v.content_hash AS "contentHash", v.content
      FROM draft_version v WHERE v.id = ${raw('$1')} AND (${seesVersion(raw('v'), me)} OR ${raw('$3::boolean')})`,
).text;
const WORKING = numbered(
  sql`SELECT d.id, d.form FROM draft d JOIN (SELECT ${raw('$1::uuid')} AS draft_id) w ON w.draft_id = d.id
      WHERE ${seesWork(raw('w'), me)} OR ${raw('$3::boolean')}`,
).text;

/** Versions: made once, never changed, cited by id and hash, compared unit by unit. */
@Injectable()
export class Freezing {
  constructor(
    private readonly drafts: Drafts,
    private readonly amending: Amending,
  ) {}

  async freeze(tx: Tx, { draftId, expectedVersion, note }: FreezeDraftVersionInput): Promise<Id> {
    const draft = await this.drafts.hold(tx, draftId, 'freezeDraftVersion', expectedVersion);
    await this.freezeNow(tx, draft, note ?? null);
    return { id: draftId };
  }

  /** Makes a version within another act, which has said already under which mandate. */
  async freezeFor(tx: Tx, draftId: string, note: string | null = null): Promise<CitedVersion> {
    return this.freezeNow(tx, await tx.lock(Draft, draftId), note);
  }

  /** A version that the actor may read, with its hash and units; NOT_FOUND for any other. */
  async version(tx: Tx, id: string): Promise<CitedVersion> {
    const [row] = await tx.sql<CitedVersion & { content: string }>(VERSION, this.asked(tx, id));
    if (!row) throw NotFound({ type: 'DraftVersion', id });
    return { ...row, content: contentIn(row.content) };
  }

  /** Two versions of a draft, or one and the working text. */
  async compare(tx: Tx, from: string, to: string | null): Promise<DraftComparison> {
    const older = await this.version(tx, from);
    const newer = to === null ? undefined : await this.version(tx, to);
    if (newer && newer.draftId !== older.draftId) throw VersionsOfTwoDrafts();
    const content = newer?.content ?? (await this.working(tx, older.draftId));
    return {
      ...{ from: older.number, to: newer?.number ?? null, heading: headingDiff(older.content, content) },
      units: compareVersions(older.content, content).map(comparedUnit),
      amendmentsChanged: canonicalJson(older.content.amendments) !== canonicalJson(content.amendments),
    };
  }

  private async working(tx: Tx, draftId: string): Promise<DraftText & Pick<VersionContent, 'amendments'>> {
    const [draft] = await tx.sql<Pick<Draft, 'id' | 'form'>>(WORKING, this.asked(tx, draftId));
    if (!draft) throw NotFound({ type: 'WorkingText', id: draftId });
    const { text } = await readText(tx, draftId, draft.form);
    return { ...text, amendments: await this.amendments(tx, draftId) };
  }

  private asked({ actor: { kind, id } }: Tx, row: string): unknown[] {
    return [row, kind === 'person' ? id : null, kind === 'system'];
  }

  private async amendments(tx: Tx, draftId: string): Promise<VersionContent['amendments']> {
    return (await this.amending.all(tx, draftId)).map(({ id, proposed }) => ({ id, ...proposed }));
  }

  /** The draft is locked: so numbers have no gaps, and of those who saw the same version one freezes it. */
  private async freezeNow(tx: Tx, draft: Draft, note: string | null): Promise<CitedVersion> {
    const { id: draftId, title, act, form } = draft;
    const { text } = await readText(tx, draftId, form);
    const amendments = await this.amendments(tx, draftId);
    if (!text.units.length && !amendments.length) throw DraftEmpty();
    const [last] = await tx.em.find(DraftVersion, { where: { draftId }, order: { number: 'DESC' }, take: 1 });
    const said = { draftId, title, act, ...textIn(text), amendments };
    if (last && frozenContent({ ...said, number: last.number }).contentHash === last.contentHash)
      throw VersionUnchanged({ versionId: last.id, number: last.number });
    const [id, number] = [newId(), (last?.number ?? 0) + 1];
    const content = { ...said, number };
    const frozen = frozenContent(content);
    await tx.em.insert(DraftVersion, {
      ...{ id, draftId, number, title, note, ...frozen, unitCount: [...walk(text.units)].length },
      ...{ frozenAt: tx.now, mandateId: tx.under },
    });
    await this.drafts.changed(tx, draft, { currentVersionId: id });
    await this.drafts.act(tx, draft, 'freezeDraftVersion', { reason: note });
    const { contentHash } = frozen;
    tx.emit(DraftVersionFrozen(draftId, { versionId: id, number, contentHash }, concernsOf(draft)));
    return { id, draftId, number, contentHash, content };
  }
}
