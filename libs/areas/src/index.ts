export { AreasModule } from './areas.module.ts';
export { Areas, keepWording } from './areas.service.ts';
export { ChangeArea, ChangeAreaEvidence } from './change-area.entity.ts';
