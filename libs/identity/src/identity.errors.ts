import { defineError } from '#core';

export const SignInFailed = defineError('SIGN_IN_FAILED', 'Adres e-mail albo hasło się nie zgadza.');
export const SignInLinkInvalid = defineError(
  'SIGN_IN_LINK_INVALID',
  'Ten link logowania został już użyty albo wygasł. Poproś o nowy.',
);
export const HalfSessionInvalid = defineError(
  'HALF_SESSION_INVALID',
  'Pierwszy krok logowania wygasł albo został już dokończony. Zaloguj się od początku.',
);
export const SecondFactorAsked = defineError(
  'SECOND_FACTOR_ASKED',
  'Masz drugi składnik logowania: potwierdź nim, a nie samym hasłem, że to Ty (reauthenticateWithFactor).',
);
export const InvitationInvalid = defineError(
  'INVITATION_INVALID',
  'To zaproszenie zostało już przyjęte, cofnięte albo wygasło. Poproś o nowe.',
);
export const WeakPassword = defineError<{ advice: string }>(
  'WEAK_PASSWORD',
  ({ advice }) => `To hasło zbyt łatwo odgadnąć.${advice ? ` ${advice}` : ''}`,
);
export const TooManyAttempts = defineError<{ retryAfterSeconds: number }>(
  'TOO_MANY_ATTEMPTS',
  'Zbyt wiele nieudanych prób. Odczekaj chwilę i spróbuj ponownie.',
);
export const FreshProofRequired = defineError(
  'FRESH_PROOF_REQUIRED',
  'Do tej czynności potwierdź najpierw hasłem albo drugim składnikiem, że to Ty (reauthenticate).',
);
export const ScopeMissing = defineError<{ scope: string }>(
  'SCOPE_MISSING',
  'Ten token pozwala tylko czytać. Do zmian potrzebny jest token z zakresem WRITE.',
);
