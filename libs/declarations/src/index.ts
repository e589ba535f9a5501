export { Deadlines } from './deadlines.ts';
export { Declaration } from './declaration.entity.ts';
export { declarationChecks } from './declaration.check.ts';
export {
  DeclarationInForce,
  DeclarationLapsed,
  DeclarationOpened,
  DeclarationSigned,
  DeclarationSuperseded,
  ForumDecided,
  SignaturesVoided,
} from './declarations.events.ts';
export { DeclarationsModule } from './declarations.module.ts';
export type { DeclarationRecord } from './record.content.ts';
export { Records } from './records.service.ts';
export { Reported } from './reported.service.ts';
export { DeclarationKind, DeclarationState, EntryRule, SignatureMethod } from './words.ts';
