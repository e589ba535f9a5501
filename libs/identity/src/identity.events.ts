import { defineEvent } from '#core';

/** The subject is the person; the credential stands among whom it concerns, so that what hangs on it can end. */
export const SessionOpened = defineEvent<{ sessionId: string }>('identity.session_opened');
export const SessionsEnded = defineEvent<{ sessionIds: string[] }>('identity.sessions_ended');
export const HalfSessionOpened = defineEvent<{ halfSessionId: string }>('identity.half_session_opened');
export const IdentityProven = defineEvent<{ sessionId: string }>('identity.proven');
export const PasswordChanged = defineEvent('identity.password_changed');
export const ApiTokenMade = defineEvent<{ apiTokenId: string }>('identity.api_token_made');
export const ApiTokenRevoked = defineEvent<{ apiTokenId: string }>('identity.api_token_revoked');
export const SignInLinkMade = defineEvent<{ signInLinkId: string }>('identity.sign_in_link_made');

/** The subject is the invitation. */
export const InvitationSent = defineEvent<{ personId: string }>('identity.invitation_sent');
export const InvitationAccepted = defineEvent<{ personId: string }>('identity.invitation_accepted');
export const InvitationRevoked = defineEvent<{ personId: string }>('identity.invitation_revoked');
