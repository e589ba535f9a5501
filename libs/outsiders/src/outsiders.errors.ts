import { defineError } from '#core';

export const OutsiderLinkInvalid = defineError(
  'OUTSIDER_LINK_INVALID',
  'Ten link jest nieważny: został odwołany, zastąpiony nowym albo jego czas minął.',
);
export const OutsiderInvitedBefore = defineError<{ outsiderId: string }>(
  'OUTSIDER_INVITED_BEFORE',
  'Ten podmiot już zaproszono do tego trybu obiegowego: wydaj mu nowy link.',
);
export const OutsidersTooMany = defineError<{ most: number }>(
  'OUTSIDERS_TOO_MANY',
  ({ most }) => `Do jednego trybu obiegowego można zaprosić najwyżej ${most ?? 100} podmiotów spoza rejestru.`,
);
export const OutsiderErased = defineError(
  'OUTSIDER_ERASED',
  'Dane tego podmiotu już usunięto albo minął czas na uwagi: nie wydaje się mu nowego linku.',
);
export const LinkSaidEnough = defineError<{ most: number }>(
  'LINK_SAID_ENOUGH',
  ({ most }) => `Tym linkiem nie można zgłosić ani zmienić więcej: limit to ${most ?? 100}.`,
);
export const LinkTooFast = defineError<{ retryAfterSeconds: number }>(
  'LINK_TOO_FAST',
  'Zbyt wiele zgłoszeń tym linkiem w krótkim czasie. Spróbuj ponownie za kilka minut.',
);
