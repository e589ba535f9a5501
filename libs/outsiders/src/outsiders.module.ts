import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CirculationModule } from '#circulation';
import { DraftsModule } from '#drafts';
import { IdentityModule } from '#identity';
import { OutsiderContact } from './outsider-contact.entity.ts';
import { OutsiderErasure } from './outsider.erasure.ts';
import { OutsiderLinks } from './outsider-links.service.ts';
import { OutsiderPasses } from './outsider-passes.service.ts';
import { OutsiderResolver } from './outsider.resolver.ts';
import { Outsiders } from './outsiders.service.ts';

@Module({
  imports: [CirculationModule, DraftsModule, IdentityModule, TypeOrmModule.forFeature([OutsiderContact])],
  providers: [OutsiderResolver, OutsiderLinks, OutsiderPasses, Outsiders, OutsiderErasure],
  exports: [OutsiderErasure],
})
export class OutsidersModule {}
