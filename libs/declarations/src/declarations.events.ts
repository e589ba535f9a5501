import { defineEvent } from '#core';
import type { DeclarationKind } from './words.ts';

/** Each concerns the bodies that read the declaration. */
export const DeclarationDrafted = defineEvent<{ kind: DeclarationKind }>('declaration.drafted');
export const DeclarationEdited = defineEvent<{ versionId: string }>('declaration.edited');
export const DeclarationShared = defineEvent('declaration.shared');
export const DeclarationSubmitted = defineEvent('declaration.submitted');
/** The forum's members are going to vote on the accession. */
export const AccessionPolled = defineEvent<{ pollId: string }>('declaration.accession_polled');
export const ForumDecided = defineEvent<{ decisionId: string; accepted: boolean }>('declaration.forum_decided');
export const DeclarationOpened = defineEvent<{ versionId: string }>('declaration.opened');
/** A new version of an open text. */
export const DeclarationRevised = defineEvent<{ versionId: string }>('declaration.revised');
export const DeadlineExtended = defineEvent('declaration.deadline_extended');
export const DeclarationSigned = defineEvent<{ signatureId: string; conventId: string }>('declaration.signed');
/** Concerns the persons who had signed, too. */
export const SignaturesVoided = defineEvent<{ versionId: string; signatures: number }>('declaration.signatures_voided');
export const DeclarationInForce = defineEvent<{ kind: DeclarationKind; on: string }>('declaration.in_force');
export const DeclarationSuperseded = defineEvent<{ by: string }>('declaration.superseded');
export const DeclarationWithdrawn = defineEvent('declaration.withdrawn');
export const DeclarationLapsed = defineEvent('declaration.lapsed');
/** The operator entered what the documents report of the past. */
export const DeclarationReported = defineEvent<{ kind: DeclarationKind; on: string }>('declaration.reported');
