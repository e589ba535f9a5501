export { Dispatch, DispatchConnection, DispatchVersion } from './dispatch.entity.ts';
export { Dispatching } from './dispatching.service.ts';
export { Dossier, DossierAct, DossierConnection, DossierItem } from './dossier.entity.ts';
export { DraftDossierInput, FreezeDossierInput, RegisterDispatchInput } from './dossier.inputs.ts';
export { DossierFreezing } from './dossier-freezing.service.ts';
export { dossierChecks, type DossierContent, type DossierRecord } from './dossier-record.ts';
export { DossierWriting } from './dossier-writing.service.ts';
export * from './dossiers.events.ts';
export { DossiersModule } from './dossiers.module.ts';
export { isFree, monthsLater, termOf, workingDay } from './due-day.ts';
export { AnswerNotice, FollowUp } from './follow-up.entity.ts';
export { Following } from './following.service.ts';
export { LastAnswer } from './last-answer.ts';
export { OriginNotices } from './origin-notices.service.ts';
export { Registers } from './registers.service.ts';
export { REGISTER_HEADERS, type RegisterForm } from './register-table.ts';
export { Responding } from './responding.service.ts';
export { AnswerPosition, DossierResponse, RegisterEntry } from './response.entity.ts';
export {
  AddresseeKind,
  AnswerNoticeState,
  DispatchChannel,
  DossierState,
  DueBasis,
  LegislativeStage,
  PositionKind,
  RecommendationOutcome,
} from './words.ts';
