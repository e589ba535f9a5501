export { EntityField, type ColumnOverride } from './entity-columns.ts';
export { EntityImport, EntityImportState } from './entity-import.entity.ts';
export { EntityImports } from './entity-imports.service.ts';
export { EntityPreviews, type EntityUpload } from './entity-previews.service.ts';
export {
  ColumnsMissing,
  FileChanged,
  FileTypeUnsupported,
  NothingToImport,
  RowNotImportable,
  TABLE_LIMITS,
} from './imports.errors.ts';
export { EntityImportCommitted } from './imports.events.ts';
export { cleanLines, cleanText, letterProblems, saysNothing } from './cell-text.ts';
export { byHeader, mapHeader, type Columns, type Override } from './column-mapping.ts';
export { inTurns } from './long-work.ts';
export { fold } from './name-key.ts';
export { blocks, findings, OF_ANY_ROW, ProblemSeverity, type Finding, type Sentences } from './row-problems.ts';
export { tableOf, type TableFile } from './table-file.ts';
export { isPracticeColumn } from './practice-columns.ts';
export { PracticeImports, type PracticeUpload } from './practice-imports.service.ts';
export type { PracticeImportReport } from './practice-report.ts';
export { ImportsModule } from './imports.module.ts';
