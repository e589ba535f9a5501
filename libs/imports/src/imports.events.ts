import { defineEvent } from '#core';

/** All of them concern the body it is done for and the person who uploaded the file. */
export const EntityImportUploaded = defineEvent('entity_import.uploaded');
export const EntityImportPreviewed = defineEvent('entity_import.previewed');
export const EntityImportFailed = defineEvent('entity_import.failed');
export const EntityImportRowDecided = defineEvent<{ rowId: string; take: boolean }>('entity_import.row_decided');
export const EntityImportDiscarded = defineEvent('entity_import.discarded');

/** The one event of all entities that came with it; its rows tell which. */
export const EntityImportCommitted = defineEvent<{ entities: number }>('entity_import.committed');
