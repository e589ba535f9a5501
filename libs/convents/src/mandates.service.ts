import { Injectable } from '@nestjs/common';
import { Forbidden, newId, NotFound, WrongState, type Tx } from '#core';
import { InvitationsService } from '#identity';
import { mayManageMandates, type BodyFacts } from './convents.policy.ts';
import {
  ChairAlready,
  DayOutOfRange,
  FunctionNotForBody,
  MandateOverlaps,
  PersonOrInvitee,
} from './convents.errors.ts';
import { MandateConfirmed, MandateDeclined, MandateEnded, MandateProposed } from './convents.events.ts';
import { HeldMandates } from './held.service.ts';
import { CLOSED, mandateLifecycle, type MandateFacts } from './mandate.lifecycle.ts';
import { Mandate, type EndMandateInput, type ProposedMandate, type ProposeMandateInput } from './mandate.entity.ts';
import type { MandateFunction } from './words.ts';

interface Body {
  readonly conventId: string | null;
  readonly forumId: string | null;
  readonly entityId: string | null;
  readonly termMonths: number | null;
  readonly closed: boolean;
}

/** People of an entity act for an entity alone, the coordinators for the forum alone. */
function isHeldIn(what: MandateFunction, { entityId, forumId }: Body): boolean {
  if (what === 'COORDINATOR') return forumId !== null;
  return (what === 'REPRESENTATIVE' || what === 'STAFF') === (entityId !== null);
}

const REFUSALS = {
  mandate_chair_of_valid_key: () => ChairAlready(),
  mandate_held_by_body_id_function_valid_key: () => MandateOverlaps(),
};

@Injectable()
export class MandatesService {
  constructor(
    private readonly held: HeldMandates,
    private readonly invitations: InvitationsService,
  ) {}

  /** Enters a mandate that gives nothing until it is confirmed; somebody new is invited in the same act. */
  async propose(tx: Tx, input: ProposeMandateInput): Promise<ProposedMandate> {
    const body = await this.body(tx, input.bodyId);
    const grounds = mayManageMandates(await this.bodyFacts(tx, body));
    if (!grounds) throw Forbidden({ reason: 'Mandat zgłasza prezydium konwentu albo przedstawiciel podmiotu.' });
    tx.allow(grounds);
    if (body.closed) throw WrongState({ state: 'CLOSED', action: 'proposeMandate', reason: CLOSED });
    if (!isHeldIn(input.function, body)) throw FunctionNotForBody({ function: input.function });
    await this.checkSubstituted(tx, input);
    const { personId, token, expiresAt } = await this.person(tx, input);
    const id = newId();
    await this.insert(tx, id, personId, body, input);
    tx.emit(MandateProposed(id, { function: input.function }, [input.bodyId, personId]));
    return { mandateId: id, invitationToken: token, invitationExpiresAt: expiresAt };
  }

  /** From now on the person may act; a mandate never begins before its confirmation. */
  async confirm(tx: Tx, mandateId: string): Promise<{ id: string }> {
    const { mandate, facts } = await this.facts(tx, mandateId);
    const state = mandateLifecycle.take(tx, 'confirmMandate', facts);
    const change = tx.sql(
      `UPDATE mandate SET state = $2, version = version + 1, valid = tstzrange(greatest(lower(valid), $3), upper(valid))
       WHERE id = $1 AND coalesce(upper(valid) > $3, true) RETURNING id`,
      [mandateId, state, tx.now],
    );
    const [changed] = await tx.constrained(change, REFUSALS);
    if (!changed) throw DayOutOfRange();
    tx.emit(MandateConfirmed(mandateId, { function: mandate.function }, concerned(mandate)));
    return { id: mandateId };
  }

  async decline(tx: Tx, mandateId: string): Promise<{ id: string }> {
    const { mandate, facts } = await this.facts(tx, mandateId);
    const state = mandateLifecycle.take(tx, 'declineMandate', facts);
    await tx.edit(Mandate, mandate, { state });
    tx.emit(MandateDeclined(mandateId, { function: mandate.function }, concerned(mandate)));
    return { id: mandateId };
  }

  async end(tx: Tx, { mandateId, because, basis }: EndMandateInput): Promise<{ id: string }> {
    const { mandate, facts } = await this.facts(tx, mandateId);
    const state = mandateLifecycle.take(tx, 'endMandate', facts);
    if (mandate.personId === tx.actor.id && because !== 'RESIGNED')
      throw Forbidden({ reason: 'Z własnego mandatu można tylko zrezygnować.' });
    await tx.sql(
      `UPDATE mandate SET state = $2, ended_because = $3, ended_basis = $4, version = version + 1,
         valid = tstzrange(lower(valid), least(upper(valid), greatest($5, lower(valid) + interval '1 microsecond')))
       WHERE id = $1`,
      [mandateId, state, because, basis, tx.now],
    );
    tx.emit(MandateEnded(mandateId, { function: mandate.function, because }, concerned(mandate)));
    return { id: mandateId };
  }

  private async facts(tx: Tx, id: string): Promise<{ mandate: Mandate; facts: MandateFacts }> {
    const mandate = await tx.lock(Mandate, id);
    const { state, personId, proposedBy } = mandate;
    const body = await this.bodyFacts(tx, mandate);
    const [found] = await tx.sql<{ joined: boolean; closed: boolean }>(
      `SELECT has_account($1) AS joined, EXISTS (SELECT FROM convent WHERE id = $2 AND state = 'DISSOLVED') AS closed`,
      [personId, mandate.conventId],
    );
    return { mandate, facts: { ...body, state, personId, proposedBy, actorId: tx.actor.id, ...found! } };
  }

  private async bodyFacts(
    tx: Tx,
    { conventId, forumId, entityId }: Pick<Body, 'conventId' | 'forumId' | 'entityId'>,
  ): Promise<BodyFacts> {
    const held = await this.held.of(tx);
    const conventIds = entityId ? await this.held.conventsOf(tx, entityId) : [];
    const founding =
      entityId === null && (await this.held.operates(tx)) && !(await this.hasOfficer(tx, conventId ?? forumId!));
    return { held, conventId, forumId, entityId, conventIds, founding };
  }

  private async hasOfficer(tx: Tx, bodyId: string): Promise<boolean> {
    const [row] = await tx.sql<{ has: boolean }>(`SELECT body_has_officer($1) AS has`, [bodyId]);
    return row!.has;
  }

  private async body(tx: Tx, id: string): Promise<Body> {
    const [row] = await tx.sql<Body>(
      `SELECT id AS "conventId", NULL::uuid AS "forumId", NULL::uuid AS "entityId",
         (SELECT term_months FROM convent_rules r WHERE r.id = convent.id) AS "termMonths", state = 'DISSOLVED' AS closed
       FROM convent WHERE id = $1
       UNION ALL SELECT NULL, id, NULL, NULL, false FROM forum WHERE id = $1
       UNION ALL SELECT NULL, NULL, id, NULL, state = 'CLOSED' FROM entity WHERE id = $1`,
      [id],
    );
    if (!row) throw NotFound({ type: 'MandateBody', id });
    return row;
  }

  private async person(tx: Tx, { personId, invitee }: ProposeMandateInput) {
    if (Boolean(personId) === Boolean(invitee)) throw PersonOrInvitee();
    if (invitee) return this.invitations.invite(tx, { ...invitee, invitedBy: tx.actor.id });
    const [seen] = await tx.sql(`SELECT FROM person WHERE id = $1`, [personId]);
    if (!seen) throw NotFound({ type: 'Person', id: personId! });
    return { personId: personId!, token: null, expiresAt: null };
  }

  private async checkSubstituted(tx: Tx, { substitutesId, bodyId }: ProposeMandateInput): Promise<void> {
    if (!substitutesId) return;
    const [found] = await tx.sql(`SELECT FROM mandate WHERE id = $1 AND body_id = $2 AND state = 'ACTIVE'`, [
      substitutesId,
      bodyId,
    ]);
    if (!found) throw NotFound({ type: 'Mandate', id: substitutesId });
  }

  /**
   * Days and months are those in Poland: from the midnight that begins the first to the one that ends the last. The CASE is for the
   * planner, which makes the range of days that are out of order before WHERE leaves them out.
   */
  private async insert(tx: Tx, id: string, personId: string, body: Body, input: ProposeMandateInput): Promise<void> {
    const rows = await tx.sql(
      `INSERT INTO mandate (id, person_id, function, convent_id, forum_id, entity_id, state, basis, substitutes_id, proposed_by, valid)
       SELECT $1, $2, $3, $4, $5, $6, 'PROPOSED', $7, $8, $9, tstzrange(first, CASE WHEN last > first THEN last END)
       FROM (SELECT coalesce($10::date::timestamp AT TIME ZONE 'Europe/Warsaw', $12::timestamptz) AS first) f,
       LATERAL (SELECT coalesce(($11::date + 1)::timestamp, first AT TIME ZONE 'Europe/Warsaw' + make_interval(months => $13::int))
         AT TIME ZONE 'Europe/Warsaw' AS last) l
       WHERE last IS NULL OR last > greatest(first, $12) RETURNING id`,
      [
        ...[id, personId, input.function, body.conventId, body.forumId, body.entityId, input.basis],
        ...[input.substitutesId ?? null, tx.actor.id, input.from ?? null, input.until ?? null, tx.now, body.termMonths],
      ],
    );
    if (!rows.length) throw DayOutOfRange();
  }
}

const concerned = ({ conventId, forumId, entityId, personId }: Mandate) => [conventId, forumId, entityId, personId];
