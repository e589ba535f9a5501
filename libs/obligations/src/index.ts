export { Obligation } from './obligation.entity.ts';
export { Obligations } from './obligations.service.ts';
export { ObligationsModule } from './obligations.module.ts';
