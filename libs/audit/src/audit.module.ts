import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdentityModule } from '#identity';
import { SealsModule } from '#seals';
import { AuditCheckpoint } from './audit-checkpoint.entity.ts';
import { AuditEntry } from './audit-entry.entity.ts';
import { AuditResolver } from './audit.resolver.ts';
import { Chainer } from './chainer.service.ts';
import { Checkpoints } from './checkpoints.service.ts';
import { Keeper } from './keeper.service.ts';
import { Recorder } from './recorder.service.ts';

@Module({
  imports: [IdentityModule, SealsModule, TypeOrmModule.forFeature([AuditEntry, AuditCheckpoint])],
  providers: [AuditResolver, Chainer, Checkpoints, Keeper, Recorder],
  exports: [Chainer, Checkpoints, Keeper, Recorder],
})
export class AuditModule {}
