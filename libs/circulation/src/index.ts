export { Answering } from './answering.service.ts';
export { CirculationAnswer, CirculationParty } from './circulation-party.entity.ts';
export { Circulation, CirculationAct } from './circulation.entity.ts';
export { NothingCarriesIt, RemarkJoined, RemarkWithdrawn, UnitNotInVersion } from './circulation.errors.ts';
export * from './circulation.events.ts';
export { loadFacts, type CirculationFacts } from './circulation.facts.ts';
export { circulationLifecycle } from './circulation.lifecycle.ts';
export { CircleInput, StartCirculationInput } from './circulation.inputs.ts';
export { CirculationConnection, circulationListing } from './circulation.listing.ts';
export { CirculationModule } from './circulation.module.ts';
export { seesCirculation, seesRemark } from './circulation.policy.ts';
export { Circulations, concernsOf as circulationConcerns } from './circulations.service.ts';
export { AnswerKind, CirculationSilence, CirculationState } from './words.ts';
export { enclosedTables, type EnclosedRemark, type EnclosedTable } from './enclosed-remarks.ts';
export { Dispositions } from './dispositions.service.ts';
export { Disposition, Remark, RemarkConnection, remarkListing } from './remark.entity.ts';
export { inert, REASONS, RemarkTable, RemarkTableRow, revived, saidOf } from './remark-table.ts';
export { RemarkTables, type TableForm } from './remark-tables.service.ts';
export { Remarks } from './remarks.service.ts';
export {
  channelNames,
  DispositionReply,
  RemarkChannel,
  RemarkClass,
  remarkClassNames,
  RemarkState,
  Verdict,
  verdictNames,
} from './words.ts';
