export { SearchIndexer } from './indexer.ts';
export { similarTo } from './findings.ts';
export { SearchHit, SearchHitConnection } from './search-hit.entity.ts';
export { SearchModule } from './search.module.ts';
export { findable } from './subjects.ts';
