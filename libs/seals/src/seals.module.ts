import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { KeyFiles } from './key.files.ts';
import { NodeKey } from './node-key.entity.ts';
import { NodeKeys } from './node-keys.service.ts';
import { Seals } from './seals.service.ts';

/** Makes the node's first key at its first start. */
@Module({
  imports: [TypeOrmModule.forFeature([NodeKey])],
  providers: [KeyFiles, NodeKeys, Seals],
  exports: [NodeKeys, Seals],
})
export class SealsModule {}
