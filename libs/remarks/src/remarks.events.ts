import { defineEvent } from '#core';

/** The subject of each is the circulation; each concerns its lead body, its draft and the remarks. */
export const RemarksJoined = defineEvent<{ leadingId: string; remarkIds: string[] }>('circulation.remarks_joined');
export const RemarksSeparated = defineEvent<{ remarkIds: string[] }>('circulation.remarks_separated');
export const RemarksCarried = defineEvent<{ fromId: string; count: number }>('circulation.remarks_carried');
/** It stands for all remarks that came with a table. */
export const RemarksImported = defineEvent<{ count: number; late: number }>('circulation.remarks_imported');
