import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ConventsModule } from '#convents';
import { FilesModule } from '#files';
import { ObligationsModule } from '#obligations';
import { SealsModule } from '#seals';
import { VotingModule } from '#voting';
import { Accessions } from './accessions.service.ts';
import { Consequences } from './consequences.service.ts';
import { Deadlines } from './deadlines.ts';
import { DeclarationAct, ForumDecision } from './declaration-act.entity.ts';
import { DeclarationActsResolver } from './declaration-acts.resolver.ts';
import { Declaration } from './declaration.entity.ts';
import { DeclarationResolver } from './declaration.resolver.ts';
import { DeclarationParty, DeclarationVersion } from './declaration-version.entity.ts';
import { DeclarationVersionResolver } from './declaration-version.resolver.ts';
import { Drafting } from './drafting.service.ts';
import { Opening } from './opening.service.ts';
import { Records } from './records.service.ts';
import { Recording } from './recording.service.ts';
import { Reported } from './reported.service.ts';
import { Signature } from './signature.entity.ts';
import { Signing } from './signing.service.ts';
import { Versions } from './versions.service.ts';

const tables = [Declaration, DeclarationAct, DeclarationParty, DeclarationVersion, ForumDecision, Signature];

@Module({
  imports: [
    ConventsModule,
    FilesModule,
    ObligationsModule,
    SealsModule,
    VotingModule,
    TypeOrmModule.forFeature(tables),
  ],
  providers: [
    ...[DeclarationActsResolver, DeclarationResolver, DeclarationVersionResolver],
    ...[Accessions, Consequences, Deadlines, Drafting, Opening, Records, Recording, Reported, Signing, Versions],
  ],
  exports: [Deadlines, Records, Reported],
})
export class DeclarationsModule {}
