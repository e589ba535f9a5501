export { EntityField, type ColumnOverride } from './entity-columns.ts';
export { EntityImport, EntityImportState } from './entity-import.entity.ts';
export { EntityImports } from './entity-imports.service.ts';
export { EntityPreviews, type EntityUpload } from './entity-previews.service.ts';
export { FileTypeUnsupported, TABLE_LIMITS } from './imports.errors.ts';
export { EntityImportCommitted } from './imports.events.ts';
export { ImportsModule } from './imports.module.ts';
