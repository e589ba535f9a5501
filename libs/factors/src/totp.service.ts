import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Secret, TOTP } from 'otpauth';
import { newId, type Tx } from '#core';
import { Account, CredentialsService } from '#identity';
import { Ceremonies } from './ceremonies.service.ts';
import { FactorKey } from './factor.key.ts';
import type { ConfirmTotpInput, NewFactor, TotpEnrolment } from './factor.inputs.ts';
import { EnrolmentOver, FactorExists, FactorRefused } from './factors.errors.ts';
import { FactorsService } from './factors.service.ts';
import { FactorKind, SecondFactor } from './second-factor.entity.ts';

const SECRET_BYTES = 20;
const PERIOD = 30;
/** A code is good half a minute before and after its own. */
const WINDOW = 1;
const ENROLMENT_MINUTES = 10;

const totpOf = (secret: Buffer, label: string) =>
  new TOTP({
    issuer: 'Konwent',
    label,
    period: PERIOD,
    secret: new Secret({ buffer: Uint8Array.from(secret).buffer }),
  });

/** The step that a code belongs to; null where it is no code of these minutes. */
export function stepOf(secret: Buffer, code: string, now: Date): number | null {
  const timestamp = now.getTime();
  const delta = totpOf(secret, '').validate({ token: code.replace(' ', ''), timestamp, window: WINDOW });
  return delta === null ? null : Math.floor(timestamp / 1000 / PERIOD) + delta;
}

/** Codes of authenticator apps (RFC 6238). */
@Injectable()
export class TotpService {
  constructor(
    private readonly ceremonies: Ceremonies,
    private readonly key: FactorKey,
    private readonly factors: FactorsService,
    private readonly credentials: CredentialsService,
  ) {}

  /** A new secret; it counts for nothing until a code shows that the app has it. */
  async enrol(tx: Tx): Promise<TotpEnrolment> {
    const { id: holderId, personId } = await this.credentials.ownSession(tx);
    if (await tx.em.existsBy(SecondFactor, { personId, kind: FactorKind.TOTP })) throw FactorExists();
    const { email } = await tx.lock(Account, personId);
    const secret = randomBytes(SECRET_BYTES);
    await this.ceremonies.forget(tx, 'TOTP_ENROLMENT', holderId);
    const expiresAt = await this.ceremonies.begin(tx, {
      ...{ kind: 'TOTP_ENROLMENT', hash: randomBytes(32), minutes: ENROLMENT_MINUTES, personId, holderId },
      sealed: await this.key.seal(secret, personId),
    });
    const totp = totpOf(secret, email);
    return { secret: totp.secret.base32, uri: totp.toString(), expiresAt: expiresAt.toISOString() };
  }

  async confirm(tx: Tx, { code, name }: ConfirmTotpInput): Promise<NewFactor> {
    const { id: holderId, personId } = await this.credentials.ownSession(tx);
    const begun = await this.ceremonies.takeOf(tx, 'TOTP_ENROLMENT', holderId);
    if (!begun?.sealed) throw EnrolmentOver();
    const step = stepOf(await this.key.open(begun.sealed, personId), code, tx.now);
    if (step === null) throw FactorRefused();
    const own = { kind: FactorKind.TOTP, secret: begun.sealed, lastStep: String(step) } as const;
    return this.factors.add(tx, { id: newId(), personId, name, ...own });
  }

  /** Takes a code once: whoever comes second with it, or with an older one, is refused. */
  async use(tx: Tx, personId: string, code: string): Promise<void> {
    const factor = await tx.em.findOneBy(SecondFactor, { personId, kind: FactorKind.TOTP });
    if (!factor?.secret) throw FactorRefused();
    const step = stepOf(await this.key.open(factor.secret, personId), code, tx.now);
    if (step === null) throw FactorRefused();
    const [taken] = await tx.sql(
      `UPDATE second_factor SET last_step = $2, last_used_at = $3 WHERE id = $1 AND last_step < $2 RETURNING 1`,
      [factor.id, step, tx.now],
    );
    if (!taken) throw FactorRefused();
  }
}
