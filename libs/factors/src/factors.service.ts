import { Injectable } from '@nestjs/common';
import { Config, NotFound, type Tx } from '#core';
import { Account, CredentialsService, emailKeyOf } from '#identity';
import type { NewFactor } from './factor.inputs.ts';
import { FactorExists, LastFactor, LastWayIn, NoFactor, TooManyFactors } from './factors.errors.ts';
import { FactorAdded, FactorRemoved, FactorRenamed, FactorsReset } from './factors.events.ts';
import { RecoveryCodesService } from './recovery-codes.service.ts';
import { FactorKind, LinkedIdentity, SecondFactor } from './second-factor.entity.ts';

const MOST = 12;

type Made = Omit<SecondFactor, 'createdAt' | 'lastUsedAt' | 'secret' | 'lastStep' | PasskeyColumn> &
  Partial<Pick<SecondFactor, 'secret' | 'lastStep' | PasskeyColumn>>;
type PasskeyColumn = 'credentialId' | 'publicKey' | 'signCount' | 'transports';

/** The factors of an account: the account's row is locked, so that first and last are known for certain. */
@Injectable()
export class FactorsService {
  constructor(
    private readonly config: Config,
    private readonly codes: RecoveryCodesService,
    private readonly credentials: CredentialsService,
  ) {}

  /** Ends the other sessions: they were opened with less. The first factor brings recovery codes. */
  async add(tx: Tx, factor: Made): Promise<NewFactor> {
    const { id, personId, kind } = factor;
    await tx.lock(Account, personId);
    tx.allow(personId === tx.actor.id);
    const before = await tx.em.countBy(SecondFactor, { personId });
    if (before >= MOST) throw TooManyFactors({ most: MOST });
    await tx.constrained(tx.em.insert(SecondFactor, { ...factor, createdAt: tx.now }), {
      second_factor_one_totp: FactorExists,
      second_factor_credential_id_key: FactorExists,
    });
    await this.credentials.revokeOthers(tx);
    tx.emit(FactorAdded(personId, { factorId: id, kind }));
    return { id, recoveryCodes: before ? [] : await this.codes.renew(tx, personId) };
  }

  async rename(tx: Tx, id: string, name: string): Promise<void> {
    const { personId } = await tx.lock(SecondFactor, id);
    tx.allow(personId === tx.actor.id);
    await tx.em.update(SecondFactor, { id }, { name });
    tx.emit(FactorRenamed(personId, { factorId: id }));
  }

  /** The last one goes with the recovery codes; it stays where an office needs it, or nothing else would sign in. */
  async remove(tx: Tx, id: string): Promise<boolean> {
    const factor = await tx.lock(SecondFactor, id);
    const { personId, kind } = factor;
    tx.allow(personId === tx.actor.id);
    const account = await tx.lock(Account, personId);
    const others = (await tx.em.findBy(SecondFactor, { personId })).filter((each) => each.id !== id);
    await tx.em.delete(SecondFactor, { id });
    if (!others.length && (await this.lacking(tx))) throw LastFactor();
    if (kind === FactorKind.PASSKEY && !(await this.hasWayIn(tx, account))) throw LastWayIn();
    if (!others.length) await this.codes.forget(tx, personId);
    await this.credentials.revokeOthers(tx);
    tx.emit(FactorRemoved(personId, { factorId: id, kind }));
    return true;
  }

  async renewCodes(tx: Tx): Promise<string[]> {
    const { personId } = await this.credentials.ownSession(tx);
    await tx.lock(Account, personId);
    if (!(await tx.em.existsBy(SecondFactor, { personId }))) throw NoFactor();
    return this.codes.renew(tx, personId);
  }

  /** Whether the node asks a second factor of the actor, who has none. */
  async lacking(tx: Tx): Promise<boolean> {
    if (!this.config.REQUIRE_SECOND_FACTOR) return false;
    const [row] = await tx.sql<{ lacks: boolean }>(`SELECT lacks_second_factor() AS lacks`);
    return row!.lacks;
  }

  /** Whether anything is left that signs an account in. */
  async hasWayIn(tx: Tx, { id: personId, passwordHash }: Account): Promise<boolean> {
    return (
      passwordHash !== null ||
      (await tx.em.existsBy(SecondFactor, { personId, kind: FactorKind.PASSKEY })) ||
      (await tx.em.existsBy(LinkedIdentity, { personId }))
    );
  }

  /** For the operator, once they know by other means who asks: takes every second factor and ends every session. */
  async reset(tx: Tx, email: string): Promise<{ personId: string; factors: number; sessions: number }> {
    tx.allow(tx.actor.kind === 'system');
    const account = await tx.em.findOneBy(Account, { emailKey: emailKeyOf(email) });
    if (!account) throw NotFound({ type: Account.name });
    const { id: personId } = await tx.lock(Account, account.id);
    const gone = await tx.sql(`DELETE FROM second_factor WHERE person_id = $1 RETURNING 1`, [personId]);
    await this.codes.forget(tx, personId);
    await tx.sql(`DELETE FROM ceremony WHERE person_id = $1`, [personId]);
    const sessions = await this.credentials.endAll(tx, personId);
    tx.emit(FactorsReset(personId, { factors: gone.length, sessions }));
    return { personId, factors: gone.length, sessions };
  }
}
