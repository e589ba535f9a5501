import { Injectable } from '@nestjs/common';
import { HeldMandates } from '#convents';
import { Forbidden, newId, NotFound, WrongState, type Tx } from '#core';
import { ChangeAreaRetired, ChangeAreaSlugTaken } from './areas.errors.ts';
import {
  ChangeAreaAdded,
  ChangeAreaEdited,
  ChangeAreaEvidenceAdded,
  ChangeAreaEvidenceWithdrawn,
  ChangeAreaJoined,
  ChangeAreaSplit,
} from './areas.events.ts';
import type {
  AddChangeAreaEvidenceInput,
  AddChangeAreaInput,
  ChangeAreaInput,
  EditChangeAreaInput,
  JoinChangeAreasInput,
  SplitChangeAreaInput,
} from './areas.inputs.ts';
import {
  ChangeArea,
  ChangeAreaAct,
  ChangeAreaEvidence,
  ChangeAreaSuccession,
  ChangeAreaVersion,
} from './change-area.entity.ts';
import { changeAreaLifecycle, coordinates, KEEPS, type ChangeAreaAction } from './change-area.lifecycle.ts';

type Id = { id: string };

/** The catalogue of change areas, kept by the forum's coordinators. */
@Injectable()
export class Areas {
  constructor(private readonly mandates: HeldMandates) {}

  /** Each once, as it is stored; refuses what is not there, and what was split or joined unless it was chosen before. */
  async chosen(tx: Tx, given: readonly string[], before: readonly string[] = []): Promise<string[]> {
    const ids = [...new Set(given.map((id) => id.toLowerCase()))];
    const known = await tx.sql<Pick<ChangeArea, 'id' | 'state'> & { successors: string[] }>(
      `SELECT a.id, a.state, ARRAY(SELECT t.name_pl FROM change_area_succession s JOIN change_area t ON t.id = s.to_id
         WHERE s.from_id = a.id ORDER BY t.number) AS successors FROM change_area a WHERE a.id = ANY ($1)`,
      [ids],
    );
    for (const id of ids) {
      const area = known.find((each) => each.id === id);
      if (!area) throw NotFound({ type: 'ChangeArea', id });
      if (area.state === 'RETIRED' && !before.includes(area.id))
        throw ChangeAreaRetired({ changeAreaId: area.id, successors: area.successors });
    }
    return ids;
  }

  async add(tx: Tx, { area, basis }: AddChangeAreaInput): Promise<Id> {
    await this.allow(tx);
    const [id] = await this.insert(tx, [area], 'addChangeArea', basis);
    tx.emit(ChangeAreaAdded(id!, {}));
    return { id: id! };
  }

  async edit(tx: Tx, { changeAreaId, expectedVersion, namePl, nameEn, nature }: EditChangeAreaInput): Promise<Id> {
    const area = await this.take(tx, 'editChangeArea', changeAreaId, expectedVersion);
    const wording = { namePl, nameEn, nature: nature ?? area.nature };
    await tx.edit(ChangeArea, area, wording);
    await keepWording(tx, { ...area, ...wording, version: area.version + 1 });
    await this.record(tx, changeAreaId, 'editChangeArea', null);
    tx.emit(ChangeAreaEdited(changeAreaId, {}));
    return { id: changeAreaId };
  }

  async addEvidence(tx: Tx, { changeAreaId, source, quote }: AddChangeAreaEvidenceInput): Promise<Id> {
    await this.take(tx, 'addChangeAreaEvidence', changeAreaId);
    const id = newId();
    await tx.em.insert(ChangeAreaEvidence, {
      ...{ id, changeAreaId, source, quote: quote ?? null, withdrawnAt: null, version: 1 },
    });
    await this.record(tx, changeAreaId, 'addChangeAreaEvidence', null);
    tx.emit(ChangeAreaEvidenceAdded(changeAreaId, { evidenceId: id }));
    return { id: changeAreaId };
  }

  async withdrawEvidence(tx: Tx, evidenceId: string): Promise<Id> {
    const evidence = await tx.lock(ChangeAreaEvidence, evidenceId);
    await this.allow(tx);
    if (evidence.withdrawnAt)
      throw WrongState({
        ...{ state: 'WITHDRAWN', action: 'withdrawChangeAreaEvidence', reason: 'To źródło już wycofano.' },
      });
    await tx.edit(ChangeAreaEvidence, evidence, { withdrawnAt: tx.now });
    await this.record(tx, evidence.changeAreaId, 'withdrawChangeAreaEvidence', null);
    tx.emit(ChangeAreaEvidenceWithdrawn(evidence.changeAreaId, { evidenceId }));
    return { id: evidence.changeAreaId };
  }

  async split(tx: Tx, { changeAreaId, expectedVersion, into, basis }: SplitChangeAreaInput): Promise<Id> {
    const area = await this.take(tx, 'splitChangeArea', changeAreaId, expectedVersion);
    const parts = await this.insert(tx, into, 'splitChangeArea', basis);
    await this.retire(tx, area, 'splitChangeArea', basis, parts);
    tx.emit(ChangeAreaSplit(changeAreaId, { into: parts }, parts));
    return { id: changeAreaId };
  }

  async join(tx: Tx, { areas, into, basis }: JoinChangeAreasInput): Promise<Id> {
    const taken: ChangeArea[] = [];
    // In one order, so that two who join the same areas wait for each other instead of blocking each other.
    for (const each of [...areas].sort((a, b) =>
      a.changeAreaId.toLowerCase() < b.changeAreaId.toLowerCase() ? -1 : 1,
    ))
      taken.push(await this.take(tx, 'joinChangeAreas', each.changeAreaId, each.expectedVersion));
    const [id] = await this.insert(tx, [into], 'joinChangeAreas', basis);
    for (const area of taken) {
      await this.retire(tx, area, 'joinChangeAreas', basis, [id!]);
      tx.emit(ChangeAreaJoined(area.id, { into: id! }, [id!]));
    }
    return { id: id! };
  }

  private async allow(tx: Tx): Promise<void> {
    const mandate = coordinates({ held: await this.mandates.of(tx) });
    if (!mandate) throw Forbidden({ reason: KEEPS });
    tx.allow(mandate);
  }

  private async take(tx: Tx, action: ChangeAreaAction, id: string, expectedVersion?: number): Promise<ChangeArea> {
    const area = await tx.lock(ChangeArea, id, expectedVersion);
    changeAreaLifecycle.take(tx, action, { state: area.state, held: await this.mandates.of(tx) });
    return area;
  }

  private async retire(
    tx: Tx,
    area: ChangeArea,
    action: ChangeAreaAction,
    basis: string,
    into: string[],
  ): Promise<void> {
    await tx.edit(ChangeArea, area, { state: 'RETIRED' });
    await tx.em.insert(
      ChangeAreaSuccession,
      into.map((toId) => ({ id: newId(), fromId: area.id, toId })),
    );
    await this.record(tx, area.id, action, basis);
  }

  /** New areas at the end of the catalogue, one writer after the other. */
  private async insert(tx: Tx, areas: readonly ChangeAreaInput[], action: string, basis: string): Promise<string[]> {
    await tx.sql(`SELECT pg_advisory_xact_lock(hashtextextended('change areas', 0))`);
    const [last] = await tx.sql<{ number: number }>(`SELECT coalesce(max(number), 0) AS number FROM change_area`);
    const ids: string[] = [];
    for (const { slug, namePl, nameEn, nature } of areas) {
      const id = newId();
      const number = last!.number + ids.push(id);
      const row = { id, number, slug, namePl, nameEn, nature, state: 'CURRENT' as const, provenance: 'added_by_forum' };
      await tx.constrained(tx.em.insert(ChangeArea, { ...row, version: 1 }), {
        change_area_slug_key: () => ChangeAreaSlugTaken({ slug }),
      });
      await keepWording(tx, { ...row, version: 1 });
      await this.record(tx, id, action, basis);
    }
    return ids;
  }

  private async record(tx: Tx, changeAreaId: string, action: string, basis: string | null): Promise<void> {
    await tx.em.insert(ChangeAreaAct, { id: newId(), changeAreaId, action, at: tx.now, basis, mandateId: tx.under! });
  }
}

type Worded = Pick<ChangeArea, 'id' | 'version' | 'namePl' | 'nameEn' | 'nature' | 'provenance'>;

/** Each wording stays readable under the number that the area had then. */
export async function keepWording(tx: Tx, { id, version, namePl, nameEn, nature, provenance }: Worded): Promise<void> {
  const wording = { namePl, nameEn, nature, provenance };
  await tx.em.insert(ChangeAreaVersion, { id: newId(), changeAreaId: id, number: version, ...wording, at: tx.now });
}
