export { CoeditingModule } from './coediting.module.ts';
export { Squashing } from './squashing.service.ts';
