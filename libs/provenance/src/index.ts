export { ProvenanceNode, ProvenanceNodeConnection } from './provenance.entity.ts';
export { ProvenanceModule } from './provenance.module.ts';
export { ProvenanceDirection, ProvenanceKind, ProvenanceLinkKind, ProvenanceSide } from './words.ts';
