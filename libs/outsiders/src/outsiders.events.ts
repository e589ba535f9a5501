import { defineEvent } from '#core';

/** The subject of each is the circulation; each concerns its lead body and its draft. */
export const OutsiderInvited = defineEvent<{ outsiderId: string }>('circulation.outsider_invited');
export const OutsiderLinkRenewed = defineEvent<{ outsiderId: string }>('circulation.outsider_link_renewed');
export const OutsiderLinkRevoked = defineEvent<{ outsiderId: string }>('circulation.outsider_link_revoked');
export const OutsiderForgotten = defineEvent<{ outsiderId: string }>('circulation.outsider_erased');
