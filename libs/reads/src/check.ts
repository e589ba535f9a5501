import { isNullableType } from 'graphql';
import type { DataSource } from 'typeorm';
import { rootProblems } from './attach.ts';
import { EVERYONE } from './marks.ts';
import type { Model, ReadField, TableType } from './model.ts';

/** The tables with row-level security. */
export async function guardedTables(source: DataSource): Promise<string[]> {
  const rows: { relname: string }[] = await source.query(
    `SELECT relname FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace`,
  );
  return rows.map(({ relname }) => relname);
}

/** What is wrong with the model: the server does not start while there is anything. */
export async function problemsOf(model: Model, source: DataSource): Promise<string[]> {
  if (model.problems.length) return [...model.problems, ...rootProblems(model)];
  const indexed = await leadingColumns(source);
  const found = model.types.flatMap((type) =>
    [...type.fields].flatMap(([name, field]) => fieldProblems(model, type, name, field, indexed)),
  );
  return [...found, ...rootProblems(model)];
}

function fieldProblems(model: Model, type: TableType, name: string, field: ReadField, indexed: Set<string>): string[] {
  const at = `${type.graphql.name}.${name}`;
  if (field.kind === 'many') {
    const target = model.of(field.target());
    const column = `${target.table}.${model.columnOf(target, field.column)}`;
    return indexed.has(column) ? [] : [`${at}: no index begins with ${column}`];
  }
  if (field.kind === 'one') {
    const { isNullable } = type.entity.findColumnWithPropertyName(field.column)!;
    const sure = model.of(field.target()).visible === EVERYONE && !isNullable;
    return sure || isNullableType(field.def.type) ? [] : [`${at}: not null, but its row may be hidden or absent`];
  }
  if (field.kind === 'derived')
    return model.answersRows(field.def.type) ? [`${at}: derived in TypeScript, so it may not answer rows`] : [];
  if (field.kind === 'oneOf') return isNullableType(field.def.type) ? [] : unionProblems(model, at, field.targets);
  if (field.kind !== 'column' || isNullableType(field.def.type)) return [];
  const { isNullable } = type.entity.columns.find(({ databaseName }) => databaseName === field.column)!;
  return isNullable ? [`${at}: not null, but its column may be`] : [];
}

const unionProblems = (model: Model, at: string, targets: Record<string, () => unknown>): string[] =>
  Object.values(targets).every((target) => model.of(target() as never).visible === EVERYONE)
    ? []
    : [`${at}: not null, but its row may be hidden`];

async function leadingColumns(source: DataSource): Promise<Set<string>> {
  const rows: { place: string }[] = await source.query(`
    SELECT c.relname || '.' || a.attname AS place
    FROM pg_index i
    JOIN pg_class c ON c.oid = i.indrelid
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
    WHERE c.relnamespace = 'public'::regnamespace AND i.indpred IS NULL`);
  return new Set(rows.map(({ place }) => place));
}
