import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConventsModule } from '#convents';
import { Amending } from './amending.service.ts';
import { DraftActsResolver } from './draft-acts.resolver.ts';
import { DraftPreviewsResolver } from './draft-previews.resolver.ts';
import {
  DraftActResolver,
  DraftAmendmentResolver,
  DraftUnitEventResolver,
  DraftVersionResolver,
  WorkingTextResolver,
} from './draft-texts.resolver.ts';
import { DraftWritingResolver } from './draft-writing.resolver.ts';
import { Draft, DraftAct, DraftMember } from './draft.entity.ts';
import { DraftResolver } from './draft.resolver.ts';
import { DraftAmendment, DraftVersion } from './draft-version.entity.ts';
import { Drafts } from './drafts.service.ts';
import { Freezing } from './freezing.service.ts';
import { DraftSharing } from './sharing.service.ts';
import { TextFollowers } from './text.followers.ts';
import { WordsTogether } from './unit-words.service.ts';
import { DraftUnit, DraftUnitEvent, WorkingText } from './working-text.entity.ts';
import { DraftWriting } from './writing.service.ts';

const tables = [
  ...[Draft, DraftAct, DraftMember, DraftVersion, DraftAmendment],
  ...[WorkingText, DraftUnit, DraftUnitEvent],
];

@Module({
  imports: [ConventsModule, TypeOrmModule.forFeature(tables)],
  providers: [
    ...[DraftResolver, DraftActsResolver, DraftWritingResolver, DraftPreviewsResolver],
    ...[DraftActResolver, DraftAmendmentResolver, DraftUnitEventResolver, DraftVersionResolver, WorkingTextResolver],
    ...[Drafts, DraftSharing, DraftWriting, Amending, Freezing, TextFollowers, WordsTogether],
  ],
  exports: [Drafts, DraftSharing, DraftWriting, Amending, Freezing, TextFollowers, WordsTogether],
})
export class DraftsModule {}
