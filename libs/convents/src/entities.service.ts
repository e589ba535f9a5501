import { Injectable } from '@nestjs/common';
import { Forbidden, newId, NotFound, type Tx } from '#core';
import { OFFICERS, type Held } from './convents.policy.ts';
import { DayOutOfRange, StatusOverlaps } from './convents.errors.ts';
import { EntityClosed, EntityContactSet, EntityCreated, EntityEdited, StatusGrantRecorded } from './convents.events.ts';
import { today } from './days.ts';
import { Entity } from './entity.entity.ts';
import type {
  CloseEntityInput,
  CreateEntityInput,
  EditEntityInput,
  EntityData,
  SetEntityContactInput,
} from './entity.inputs.ts';
import { entityLifecycle, type EntityAction } from './entity.lifecycle.ts';
import { HeldMandates } from './held.service.ts';
import { StatusGrant, type RecordStatusGrantInput } from './status-grant.entity.ts';
import { Voivodeship } from './voivodeship.entity.ts';
import type { EntityState } from './words.ts';

@Injectable()
export class EntitiesService {
  constructor(private readonly mandates: HeldMandates) {}

  /** Enters an entity in the register; any convent's officers do, and the forum's coordinators. */
  async create(tx: Tx, { data }: CreateEntityInput): Promise<{ id: string }> {
    tx.allow(await this.mayRegister(tx));
    await this.checkVoivodeship(tx, data.voivodeship);
    const id = newId();
    await tx.em.insert(Entity, { id, ...columns(data), source: null, sample: false, state: 'ACTIVE', version: 1 });
    tx.emit(EntityCreated(id, {}));
    return { id };
  }

  /** An office in any convent, or the coordination of the forum. */
  async mayRegister(tx: Tx): Promise<Held> {
    const held = await this.mandates.of(tx);
    const mandate = held.find((each) => OFFICERS.includes(each.function) || each.function === 'COORDINATOR');
    if (!mandate)
      throw Forbidden({ reason: 'Podmioty wpisuje do rejestru prezydium konwentu albo koordynator forum.' });
    return mandate;
  }

  async edit(tx: Tx, { entityId, expectedVersion, data }: EditEntityInput): Promise<{ id: string }> {
    const entity = await tx.lock(Entity, entityId, expectedVersion);
    await this.take(tx, 'editEntity', entity);
    await this.checkVoivodeship(tx, data.voivodeship);
    await tx.edit(Entity, entity, columns(data));
    tx.emit(EntityEdited(entityId, {}));
    return { id: entityId };
  }

  async setContact(tx: Tx, { entityId, email, phone, website }: SetEntityContactInput): Promise<{ id: string }> {
    const entity = await tx.lock(Entity, entityId);
    await this.take(tx, 'setEntityContact', entity);
    await tx.sql(
      `INSERT INTO entity_contact (id, email, phone, website) VALUES ($1, $2, $3, $4)
       ON CONFLICT (id) DO UPDATE SET (email, phone, website, version) = ($2, $3, $4, entity_contact.version + 1)`,
      [entityId, email ?? null, phone ?? null, website ?? null],
    );
    tx.emit(EntityContactSet(entityId, {}));
    return { id: entityId };
  }

  /** Memberships and mandates end through the event, in each convent. */
  async close(tx: Tx, { entityId, on }: CloseEntityInput): Promise<{ id: string }> {
    const entity = await tx.lock(Entity, entityId);
    const state = await this.take(tx, 'closeEntity', entity);
    const latest = today(tx.now);
    if (on > latest) throw DayOutOfRange({ latest });
    await tx.edit(Entity, entity, { state, closedOn: on });
    tx.emit(EntityClosed(entityId, { on }));
    return { id: entityId };
  }

  async recordStatus(tx: Tx, input: RecordStatusGrantInput): Promise<{ id: string }> {
    const { entityId, kind, reference, office, validFrom, validUntil } = input;
    const entity = await tx.lock(Entity, entityId);
    await this.take(tx, 'recordStatusGrant', entity);
    if (validUntil ? validUntil < validFrom : kind === 'CIS_STATUS') throw DayOutOfRange({ earliest: validFrom });
    const id = newId();
    const valid = `[${validFrom},${validUntil ?? ''}]`;
    await tx.constrained(
      tx.em.insert(StatusGrant, { id, entityId, kind, reference: reference ?? null, office: office ?? null, valid }),
      { status_grant_entity_id_kind_valid_key: () => StatusOverlaps() },
    );
    tx.emit(StatusGrantRecorded(entityId, { statusGrantId: id }));
    return { id: entityId };
  }

  private async take(tx: Tx, action: EntityAction, { id: entityId, state }: Entity): Promise<EntityState> {
    const held = await this.mandates.of(tx);
    const conventIds = await this.mandates.conventsAround(tx, entityId);
    const ownConventIds = await this.mandates.conventsOf(tx, entityId);
    return entityLifecycle.take(tx, action, { state, entityId, held, conventIds, ownConventIds });
  }

  private async checkVoivodeship(tx: Tx, id: string): Promise<void> {
    if (!(await tx.em.existsBy(Voivodeship, { id }))) throw NotFound({ type: 'Voivodeship', id });
  }
}

/** What an edit leaves out is emptied, since it gives all data anew. */
const LEFT_OUT = {
  ...{ town: null, postalCode: null, street: null, founderName: null, operatorName: null },
  ...{ nip: null, regon: null, krs: null },
};

const columns = ({ voivodeship, ...data }: EntityData): Partial<Entity> => ({
  ...LEFT_OUT,
  ...data,
  voivodeshipId: voivodeship,
});
