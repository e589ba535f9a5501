import { Injectable } from '@nestjs/common';
import {
  circulationConcerns,
  circulationLifecycle,
  CirculationOutsider,
  CirculationParty,
  Circulations,
  loadFacts,
  type Circulation,
} from '#circulation';
import { newId, newSecret, NotFound, type Tx } from '#core';
import { OutsiderContact } from './outsider-contact.entity.ts';
import type { OutsiderLink } from './outsider-pass.ts';
import { EXPIRY } from './outsider-passes.service.ts';
import { OutsiderErased, OutsiderInvitedBefore, OutsidersTooMany } from './outsiders.errors.ts';
import { OutsiderInvited, OutsiderLinkRenewed, OutsiderLinkRevoked } from './outsiders.events.ts';
import type { InviteOutsiderInput, RevokeOutsiderLinkInput } from './outsiders.inputs.ts';

type Id = { id: string };
type Action = 'inviteOutsider' | 'renewOutsiderLink' | 'revokeOutsiderLink';

const MOST = 100;
const TOKEN_BYTES = 16;

/** What those who lead a circulation do with the links of organisations outside the register. */
@Injectable()
export class OutsiderLinks {
  constructor(private readonly circulations: Circulations) {}

  /** Its organisation is in the circle from now on; the link is told once. */
  async invite(tx: Tx, { circulationId, organisation, name, email }: InviteOutsiderInput): Promise<OutsiderLink> {
    const circulation = await this.taken(tx, 'inviteOutsider', circulationId);
    await refuseAgain(tx, circulation.id, organisation);
    const id = newId();
    const { secret, hash } = newSecret(TOKEN_BYTES);
    const of = { id, circulationId: circulation.id };
    await tx.em.insert(CirculationOutsider, {
      ...{ ...of, organisation, invitedAt: tx.now, mandateId: tx.under, revokedAt: null },
    });
    await tx.em.insert(OutsiderContact, {
      ...{ ...of, name: name ?? null, email: email ?? null, linkHash: hash, linkMadeAt: tx.now },
    });
    await tx.em.insert(CirculationParty, { id: newId(), circulationId: circulation.id, outsiderId: id });
    await this.circulations.act(tx, circulation, 'inviteOutsider');
    tx.emit(OutsiderInvited(circulation.id, { outsiderId: id }, circulationConcerns(circulation)));
    return this.told(tx, id, secret);
  }

  /** Also of a link that was taken back: it is asked again. */
  async renew(tx: Tx, outsiderId: string): Promise<OutsiderLink> {
    const { outsider, circulation } = await this.hold(tx, 'renewOutsiderLink', outsiderId);
    const { secret, hash } = newSecret(TOKEN_BYTES);
    const renewed = await tx.sql(
      `UPDATE outsider_contact k SET link_hash = $2, link_made_at = $3, opened_at = NULL FROM circulation c
       WHERE k.id = $1 AND c.id = k.circulation_id AND k.erased_at IS NULL AND clock_timestamp() < ${EXPIRY} RETURNING k.id`,
      [outsider.id, hash, tx.now],
    );
    if (!renewed.length) throw OutsiderErased();
    await tx.em.update(CirculationOutsider, { id: outsider.id }, { revokedAt: null });
    await this.circulations.act(tx, circulation, 'renewOutsiderLink');
    tx.emit(OutsiderLinkRenewed(circulation.id, { outsiderId: outsider.id }, circulationConcerns(circulation)));
    return this.told(tx, outsider.id, secret);
  }

  /** What was said with it stays. Done twice, it is done once. */
  async revoke(tx: Tx, { outsiderId, erase }: RevokeOutsiderLinkInput): Promise<Id> {
    const { outsider, circulation } = await this.hold(tx, 'revokeOutsiderLink', outsiderId);
    await tx.sql(`UPDATE outsider_contact SET link_hash = NULL WHERE id = $1`, [outsider.id]);
    if (erase)
      await tx.sql(
        `UPDATE outsider_contact SET name = NULL, email = NULL, opened_at = NULL, erased_at = $2 WHERE id = $1 AND erased_at IS NULL`,
        [outsider.id, tx.now],
      );
    if (!outsider.revokedAt) {
      await tx.em.update(CirculationOutsider, { id: outsider.id }, { revokedAt: tx.now });
      await this.circulations.act(tx, circulation, 'revokeOutsiderLink');
    }
    tx.emit(OutsiderLinkRevoked(circulation.id, { outsiderId: outsider.id }, circulationConcerns(circulation)));
    return { id: outsider.id };
  }

  private async hold(
    tx: Tx,
    action: Action,
    id: string,
  ): Promise<{ outsider: CirculationOutsider; circulation: Circulation }> {
    const seen = await tx.em.findOneBy(CirculationOutsider, { id });
    if (!seen) throw NotFound({ type: 'CirculationOutsider', id });
    const circulation = await this.taken(tx, action, seen.circulationId);
    return { circulation, outsider: await tx.em.findOneByOrFail(CirculationOutsider, { id }) };
  }

  private async taken(tx: Tx, action: Action, id: string): Promise<Circulation> {
    const circulation = await this.circulations.hold(tx, id);
    circulationLifecycle.take(tx, action, await loadFacts(tx, circulation.id));
    return circulation;
  }

  private async told(tx: Tx, outsiderId: string, token: string): Promise<OutsiderLink> {
    const [{ expiresAt }] = (await tx.sql(
      `SELECT ${EXPIRY} AS "expiresAt" FROM circulation_outsider o JOIN circulation c ON c.id = o.circulation_id WHERE o.id = $1`,
      [outsiderId],
    )) as never as [{ expiresAt: Date }];
    return { outsiderId, token, expiresAt: expiresAt.toISOString() };
  }
}

/** The circulation is held: nobody else is invited until the commit. */
async function refuseAgain(tx: Tx, circulationId: string, organisation: string): Promise<void> {
  const there = await tx.sql<Id & { same: boolean }>(
    `SELECT id, fold(organisation) = fold($2) AS same FROM circulation_outsider WHERE circulation_id = $1`,
    [circulationId, organisation],
  );
  const same = there.find((each) => each.same);
  if (same) throw OutsiderInvitedBefore({ outsiderId: same.id });
  if (there.length >= MOST) throw OutsidersTooMany({ most: MOST });
}
