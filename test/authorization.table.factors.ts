import { EVERYONE, SIGNED_IN, THEIRS } from './authorization.letters.ts';

/** Second factors and identities are one's own affair: nobody reaches those of another. */
export const FACTORS: Record<string, readonly string[]> = {
  'Mutation.startPasskeySignIn': [EVERYONE],
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

/** What anybody may do who has the secret for it, whatever token comes with it. */
export const BY_SECRET = [
  ...['Mutation.acceptInvitation', 'Mutation.acceptInvitationWithIdentity', 'Mutation.answerAsGuest'],
  ...['Mutation.finishSignIn', 'Mutation.joinAsGuest', 'Mutation.openGuestLink', 'Mutation.showGuestPass'],
  ...['Mutation.signIn', 'Mutation.signInWithIdentity', 'Mutation.signInWithLink', 'Mutation.signInWithPasskey'],
  'Mutation.startPasskeySignIn',
];

/** What asks for a fresh proof of identity. */
export const FRESHLY = [
  ...['Mutation.changePassword', 'Mutation.confirmMandate', 'Mutation.createApiToken'],
  ...['Mutation.enrolPasskey', 'Mutation.enrolTotp', 'Mutation.erasePerson', 'Mutation.linkIdentity'],
  ...['Mutation.recordSignature', 'Mutation.removeFactor', 'Mutation.renewRecoveryCodes'],
  ...['Mutation.reportDeclaration', 'Mutation.requestErasure', 'Mutation.requestMyData'],
  ...['Mutation.signDeclaration', 'Mutation.startIdentityLink', 'Mutation.unlinkIdentity'],
];
