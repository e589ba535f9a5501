import { defineEvent } from '#core';
import type { FactorKind } from './second-factor.entity.ts';

/** The subject is the person, who is told of each. */
export const FactorAdded = defineEvent<{ factorId: string; kind: `${FactorKind}` }>('identity.factor_added');
export const FactorRemoved = defineEvent<{ factorId: string; kind: `${FactorKind}` }>('identity.factor_removed');
export const FactorRenamed = defineEvent<{ factorId: string }>('identity.factor_renamed');
export const FactorsReset = defineEvent<{ factors: number; sessions: number }>('identity.factors_reset');
export const RecoveryCodesMade = defineEvent('identity.recovery_codes_made');
export const RecoveryCodeUsed = defineEvent<{ left: number }>('identity.recovery_code_used');
/** Somebody who knew the password, or held a session, gave a wrong second proof. */
export const SecondProofRefused = defineEvent('identity.second_proof_refused');
export const PasskeyCounterFell = defineEvent<{ factorId: string }>('identity.passkey_counter_fell');
export const IdentityLinked = defineEvent<{ linkedIdentityId: string }>('identity.identity_linked');
/** The provider said that sessions of theirs are over; those that it had opened here ended. */
export const ProviderSignedOut = defineEvent<{ sessions: number }>('identity.provider_signed_out');
export const IdentityUnlinked = defineEvent<{ linkedIdentityId: string }>('identity.identity_unlinked');
