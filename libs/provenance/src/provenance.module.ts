import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ProvenanceCount, ProvenanceNode } from './provenance.entity.ts';
import { ProvenanceResolver } from './provenance.resolver.ts';

@Module({
  imports: [TypeOrmModule.forFeature([ProvenanceNode, ProvenanceCount])],
  providers: [ProvenanceResolver],
})
export class ProvenanceModule {}
