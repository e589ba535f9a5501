export * from './drafting.errors.ts';
export { LIMITS } from './limits.ts';
export * from './unit.kinds.ts';
export * from './unit.label.ts';
export * from './unit.tree.ts';
export * from './unit.path.ts';
export { parseStatute, type Parsed } from './statute.parser.ts';
export { printStatute, printUnits } from './statute.printer.ts';
export { DoubtKind, type Doubt } from './statute.doubts.ts';
