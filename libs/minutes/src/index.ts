export { Conclusion, ConclusionArea } from './conclusion.entity.ts';
export { Minutes } from './minutes.entity.ts';
export { minutesChecks, type MinutesRecord } from './minutes.check.ts';
export { MinutesModule } from './minutes.module.ts';
export { MinutesRecords } from './minutes.record.ts';
export { MinutesService } from './minutes.service.ts';
export { MinutesSilence } from './minutes.silence.ts';
export { Resolution } from './resolution.entity.ts';
export { Task } from './task.entity.ts';
