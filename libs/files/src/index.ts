export { FileSweep, type Swept } from './file-sweep.ts';
export { File, UploadPurpose } from './file.entity.ts';
export {
  FileAltered,
  FileMissing,
  FileTooLarge,
  FileTypeRefused,
  PdfNotCovered,
  TicketUnknown,
  UploadTooSlow,
} from './files.errors.ts';
export { FileUploaded } from './files.events.ts';
export { filesSeenWith } from './files.policy.ts';
export { FilesModule } from './files.module.ts';
export { Files, type Openness, type StoredFile, type Use } from './files.service.ts';
export { MEDIA_TYPES, PURPOSES, UPLOAD_LIMITS, type MediaType } from './media-types.ts';
export { pdfCoverage, type CoverageProblem, type PdfCoverage } from './pdf-coverage.ts';
export { Uploads } from './uploads.service.ts';
export { zipDirectory } from './zip-directory.ts';
