export { Carrying } from './carrying.service.ts';
export { Joining } from './joining.service.ts';
export { Recording, type RecordedRemark } from './recording.service.ts';
export { isRemarkColumn, type RemarkColumn } from './remark-columns.ts';
export { RemarkImports, type RemarkUpload } from './remark-imports.service.ts';
export type { RemarkImportReport } from './remark-report.ts';
export * from './remarks.events.ts';
export { RemarkJoining } from './remark-joining.entity.ts';
export { RemarksModule } from './remarks.module.ts';
