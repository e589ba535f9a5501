export { answer, infoOf, isCompiled, textOf, type Asked, type RawAnswer } from './answer.ts';
export { argumentsOf, checkedArgs, invalid } from './arguments.ts';
export { ReadEngine, type RootField } from './engine.ts';
export { compiled } from './compiled.ts';
export {
  AnyOf,
  Beside,
  Computed,
  EVERYONE,
  extend,
  Many,
  Needs,
  One,
  OneOf,
  Visible,
  type Listing,
  type Row,
  type Rule,
} from './marks.ts';
export { Model, type ReadField, type TableType } from './model.ts';
export { fragmentsOf } from './operation.ts';
export { follow, list, maybe, one, page, Read } from './read.ts';
export { Reader } from './reader.ts';
export { Reads, ReadsModule } from './reads.module.ts';
export { among, actor, all, ACTOR, join, name, numbered, raw, sql, Sql } from './sql.ts';
export { instant } from './statement.ts';
