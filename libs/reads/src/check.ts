import type { Type } from '@nestjs/common';
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
  const indexed = await leadingColumns(source);
  const found = model.types.flatMap((type) =>
    [...type.fields].flatMap(([name, field]) => fieldProblems(model, type, name, field, indexed)),
  );
  return [...model.problems, ...found, ...rootProblems(model)];
}

function fieldProblems(model: Model, type: TableType, name: string, field: ReadField, indexed: Set<string>): string[] {
  const found =
    (isNullableType(field.def.type) ? undefined : absence(model, type, field)) ?? detour(model, field, indexed);
  return found ? [`${type.graphql.name}.${name}: ${found}`] : [];
}

/** Why a field that is never null could find nothing. */
function absence(model: Model, { entity }: TableType, field: ReadField): string | undefined {
  const isSeen = (target: () => Type) => model.of(target()).visible === EVERYONE;
  if (field.kind === 'oneOf')
    return Object.values(field.targets).every(isSeen) ? undefined : 'not null, but its row may be hidden';
  if (field.kind === 'one') {
    const { isNullable } = entity.findColumnWithPropertyName(field.column)!;
    return isSeen(field.target) && !isNullable ? undefined : 'not null, but its row may be hidden or absent';
  }
  const column = field.kind === 'column' && entity.columns.find(({ databaseName }) => databaseName === field.column);
  return column && column.isNullable ? 'not null, but its column may be' : undefined;
}

/** Why PostgreSQL could not follow a field, or not soon. */
function detour(model: Model, field: ReadField, indexed: Set<string>): string | undefined {
  if (field.kind === 'derived')
    return model.answersRows(field.def.type) ? 'derived in TypeScript, so it may not answer rows' : undefined;
  if (field.kind !== 'many') return undefined;
  const target = model.of(field.target());
  const column = `${target.table}.${model.columnOf(target, field.column)}`;
  return indexed.has(column) ? undefined : `no index begins with ${column}`;
}

async function leadingColumns(source: DataSource): Promise<Set<string>> {
  const rows: { place: string }[] = await source.query(`
    SELECT c.relname || '.' || a.attname AS place
    FROM pg_index i
    JOIN pg_class c ON c.oid = i.indrelid
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
    WHERE c.relnamespace = 'public'::regnamespace AND i.indpred IS NULL`);
  return new Set(rows.map(({ place }) => place));
}
