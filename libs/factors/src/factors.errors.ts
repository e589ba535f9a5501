import { defineError } from '#core';

export const FactorRefused = defineError(
  'FACTOR_REFUSED',
  'Ten kod się nie zgadza, wygasł albo został już użyty. Podaj następny.',
);
export const PasskeyRefused = defineError(
  'PASSKEY_REFUSED',
  'Ten klucz dostępu nie potwierdził, że to Ty, albo trwało to zbyt długo. Zacznij od nowa.',
);
export const PasskeyCopied = defineError(
  'PASSKEY_COPIED',
  'Licznik tego klucza dostępu cofnął się: ktoś mógł go skopiować. Użyj innego sposobu i usuń ten klucz.',
);
export const FactorExists = defineError('FACTOR_EXISTS', 'Ten składnik logowania jest już na czyimś koncie.');
export const TooManyFactors = defineError<{ most: number }>(
  'TOO_MANY_FACTORS',
  ({ most }) => `Najwięcej można mieć ${most} składników logowania. Usuń najpierw jeden.`,
);
export const EnrolmentOver = defineError(
  'ENROLMENT_OVER',
  'Dodawanie tego składnika wygasło albo nie zaczęło się w tej sesji. Zacznij od nowa.',
);
export const LastFactor = defineError(
  'LAST_FACTOR',
  'To Twój jedyny drugi składnik, a pełnione funkcje go wymagają. Dodaj najpierw inny.',
);
export const LastWayIn = defineError(
  'LAST_WAY_IN',
  'Bez tego nie dałoby się już zalogować. Ustaw najpierw hasło albo dodaj inny sposób.',
);
export const NoFactor = defineError(
  'NO_FACTOR',
  'Kody odzyskiwania są dla kont z drugim składnikiem. Dodaj go najpierw.',
);
export const SecondFactorNeeded = defineError(
  'SECOND_FACTOR_NEEDED',
  'Pełnione funkcje wymagają na tym węźle drugiego składnika logowania. Dodaj go: enrolTotp albo enrolPasskey.',
);
export const FactorKeyLost = defineError(
  'FACTOR_KEY_LOST',
  'Węzeł nie może teraz sprawdzać kodów z aplikacji. Użyj klucza dostępu albo kodu odzyskiwania.',
);

export const OidcUnavailable = defineError(
  'OIDC_UNAVAILABLE',
  'Logowanie przez zewnętrznego dostawcę nie jest tu włączone albo dostawca nie odpowiada.',
);
export const OidcRefused = defineError(
  'OIDC_REFUSED',
  'Odpowiedź dostawcy tożsamości nie przeszła sprawdzenia. Zacznij logowanie od nowa.',
);
export const LogoutRefused = defineError<{ error: 'invalid_request' }>(
  'OIDC_LOGOUT_REFUSED',
  'Zawiadomienie dostawcy tożsamości o wylogowaniu nie przeszło sprawdzenia albo już było.',
);
export const ArrivalInvalid = defineError(
  'ARRIVAL_INVALID',
  'Ten kod od dostawcy tożsamości wygasł, został użyty albo nie jest dla tej sesji. Zacznij od nowa.',
);
export const IdentityUnknown = defineError(
  'IDENTITY_UNKNOWN',
  'Ta tożsamość nie jest połączona z żadnym kontem. Połącz ją po zalogowaniu albo przyjmując zaproszenie.',
);
export const IdentityTaken = defineError(
  'IDENTITY_TAKEN',
  'Ta tożsamość jest już połączona z kontem, albo to konto ma już inną u tego dostawcy.',
);
