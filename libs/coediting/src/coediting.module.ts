import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DraftsModule } from '#drafts';
import { CoeditingResolver } from './coediting.resolver.ts';
import { Documents } from './documents.store.ts';
import { DraftHubs } from './draft-hubs.service.ts';
import { Following } from './following.service.ts';
import { Pushing } from './pushing.service.ts';
import { PushingTogether } from './pushing-together.service.ts';
import { Rehearsing } from './rehearsing.service.ts';
import { Squashing } from './squashing.service.ts';
import { UnitsWriting } from './units.writing.ts';
import { UnitAuthor, UnitDocument, UnitUpdate, UnitWriting } from './unit-document.entity.ts';

@Module({
  imports: [DraftsModule, TypeOrmModule.forFeature([UnitDocument, UnitUpdate, UnitAuthor, UnitWriting])],
  providers: [
    CoeditingResolver,
    Documents,
    DraftHubs,
    Following,
    Pushing,
    PushingTogether,
    Rehearsing,
    Squashing,
    UnitsWriting,
  ],
  exports: [Squashing],
})
export class CoeditingModule {}
