import { EVERYONE, SIGNED_IN, THEIRS } from './authorization.letters.ts';

/** Second factors and identities are one's own affair: nobody reaches those of another. */
export const FACTORS: Record<string, readonly string[]> = {
  'Mutation.startPasskeySignIn': [EVERYONE, '-', 'HHHHHHHHHH'],
  'Mutation.signInWithPasskey': [EVERYONE],
  'Mutation.finishSignIn': [EVERYONE, '-', 'HHHHHHHHHH'],
  'Mutation.signInWithIdentity': [EVERYONE],
  'Mutation.acceptInvitationWithIdentity': [EVERYONE],
  'Mutation.enrolTotp': [SIGNED_IN],
  'Mutation.confirmTotp': [SIGNED_IN],
  'Mutation.enrolPasskey': [SIGNED_IN],
  'Mutation.addPasskey': [SIGNED_IN],
  'Mutation.renameFactor': THEIRS,
  'Mutation.removeFactor': THEIRS,
  'Mutation.renewRecoveryCodes': [SIGNED_IN],
  'Mutation.startPasskeyProof': [SIGNED_IN],
  'Mutation.reauthenticateWithFactor': [SIGNED_IN],
  'Mutation.startIdentityLink': [SIGNED_IN],
  'Mutation.linkIdentity': [SIGNED_IN],
  'Mutation.unlinkIdentity': THEIRS,
};
