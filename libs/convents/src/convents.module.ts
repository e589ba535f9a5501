import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdentityModule } from '#identity';
import { CatalogueResolver } from './catalogue.resolver.ts';
import { ClosedEntity } from './closed-entity.consumer.ts';
import { ConventAct } from './convent-act.entity.ts';
import { ConventRules } from './convent-rules.entity.ts';
import { Convent } from './convent.entity.ts';
import { ConventResolver } from './convent.resolver.ts';
import { ConventsService } from './convents.service.ts';
import { EntitiesService } from './entities.service.ts';
import { Entity, EntityContact } from './entity.entity.ts';
import { EntityResolver } from './entity.resolver.ts';
import { ConventStanding, Forum, ForumStanding } from './forum.entity.ts';
import { ForumRegister } from './forum-register.service.ts';
import { HeldMandates } from './held.service.ts';
import { Leaving } from './leaving.service.ts';
import { Mandate } from './mandate.entity.ts';
import { MandateResolver } from './mandate.resolver.ts';
import { MandatesService } from './mandates.service.ts';
import { Membership, MembershipAct } from './membership.entity.ts';
import { MembershipResolver } from './membership.resolver.ts';
import { MembershipsService } from './memberships.service.ts';
import { StatusGrant } from './status-grant.entity.ts';
import { Terms } from './terms.ts';
import { Voivodeship } from './voivodeship.entity.ts';

const tables = [
  ...[Convent, ConventAct, ConventRules, ConventStanding, Entity, EntityContact],
  ...[Forum, ForumStanding, Mandate, Membership, MembershipAct, StatusGrant, Voivodeship],
];

@Module({
  imports: [IdentityModule, TypeOrmModule.forFeature(tables)],
  providers: [
    ...[CatalogueResolver, ConventResolver, EntityResolver, MandateResolver, MembershipResolver],
    ...[ConventsService, EntitiesService, HeldMandates, MandatesService, MembershipsService],
    ...[ClosedEntity, ForumRegister, Leaving, Terms],
  ],
  exports: [ClosedEntity, EntitiesService, ForumRegister, HeldMandates, Leaving, Terms],
})
export class ConventsModule {}
