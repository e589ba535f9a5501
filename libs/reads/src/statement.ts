import type { Model, TableType } from './model.ts';
import type { FieldShape, ListShape, PageShape, Pick, RowShape } from './shape.ts';
import { actor, all, join, keyed, name, raw, sql, type Sql } from './sql.ts';

/** A list's arguments as SQL. The alias of its rows is `t` and its depth, that of the row to start after `a`. */
export interface Cut {
  /** Its arguments break a rule: the list is null in the row, and the field says why. */
  readonly refused?: boolean;
  /** What stands before the statement: rows that were found, under the name of the view whose place they take. */
  readonly found?: Sql;
  readonly where: Sql | undefined;
  readonly by: Sql;
  readonly descending: boolean;
  readonly first: number;
  readonly after: { readonly by: Sql; readonly id: string } | undefined;
}

export const rowAt = (depth: number): Sql => raw(`t${depth}`);
export const anchorAt = (depth: number): Sql => raw(`a${depth}`);

/**
 * Writes the statement of one root field. In text mode PostgreSQL's JSON is the answer; in row mode it also carries,
 * under names that no client can ask for, what derived fields need and which type a union holds.
 */
export class Writer {
  constructor(
    private readonly model: Model,
    private readonly cuts: readonly Cut[],
    private readonly rowMode: boolean,
    /** Tests switch the rules off to see that row-level security alone holds. */
    private readonly rules: boolean,
  ) {}

  one(shape: RowShape, where: Sql | undefined): Sql {
    return sql`SELECT ${WHOLE}::text FROM (${this.select(shape, where)} LIMIT 1) "$"`;
  }

  /** The rows behind a list at the root; `where` is the resolver's own condition. */
  list(shape: ListShape, where: Sql | undefined): Sql {
    const { found } = this.cuts[shape.slot]!;
    return sql`${found ? sql`WITH ${found} ` : raw('')}SELECT ${this.listOf(shape, where)}::text`;
  }

  private visible(type: TableType, row: Sql): Sql | undefined {
    return this.rules ? type.visible(row, actor) : undefined;
  }

  private select(shape: RowShape, where: Sql | undefined): Sql {
    const row = rowAt(shape.depth);
    const from = sql`${name(shape.type.table)} ${row}`;
    return sql`SELECT ${this.columns(shape)} FROM ${from} WHERE ${all([where, this.visible(shape.type, row)])}`;
  }

  private columns(shape: RowShape): Sql {
    const columns = shape.fields.map((each) => sql`${this.value(shape, each)} AS ${keyed(each.key)}`);
    if (this.rowMode) columns.push(...this.hidden(shape));
    return join(columns, ', ');
  }

  private hidden(shape: RowShape): Sql[] {
    const derived = new Map(shape.fields.map((each) => [each.name, each.field]));
    const needs = [...derived].flatMap(([field, mark]) => {
      if (mark?.kind !== 'derived') return [];
      const columns = Object.entries(mark.needs(rowAt(shape.depth), actor)).map(
        ([key, value]) => sql`${value} AS ${name(key)}`,
      );
      return [sql`${object(columns)} AS ${name(`$${field}`)}`];
    });
    return [...needs, sql`${raw(`'${shape.type.graphql.name}'`)} AS "$type"`];
  }

  private value(shape: RowShape, each: FieldShape): Sql {
    const row = rowAt(shape.depth);
    const { field } = each;
    if (!field) return raw(`'${shape.type.graphql.name}'`);
    if (field.kind === 'column') return column(row, field.column, field.instant);
    if (field.kind === 'computed') return field.rule(row, actor);
    if (field.kind === 'one') return this.link(each.row!, row, name(this.model.columnOf(shape.type, field.column)));
    if (field.kind === 'oneOf') return this.union(shape, each);
    if (field.kind === 'many') {
      const foreign = name(this.model.columnOf(each.list!.type, field.column));
      return this.listOf(each.list!, sql`${rowAt(each.list!.depth)}.${foreign} = ${row}.${name(shape.type.key)}`);
    }
    return raw('NULL');
  }

  private link(target: RowShape, row: Sql, foreign: Sql): Sql {
    const where = sql`${rowAt(target.depth)}.${name(target.type.key)} = ${row}.${foreign}`;
    return sql`(SELECT ${WHOLE} FROM (${this.select(target, where)}) "$")`;
  }

  private union(shape: RowShape, each: FieldShape): Sql {
    if (each.field?.kind !== 'oneOf') throw new Error('not a union');
    const row = rowAt(shape.depth);
    const { targets, by } = each.field;
    const cases = Object.entries(targets).map(([property, target]) => {
      const foreign = name(this.model.columnOf(shape.type, by?.id ?? property));
      const link = this.link(each.rows![this.model.of(target()).graphql.name]!, row, foreign);
      if (!by) return sql`WHEN ${row}.${foreign} IS NOT NULL THEN ${link}`;
      return sql`WHEN ${row}.${name(this.model.columnOf(shape.type, by.type))} = ${raw(`'${property}'`)} THEN ${link}`;
    });
    return sql`CASE ${join(cases, ' ')} END`;
  }

  private listOf(shape: ListShape, where: Sql | undefined): Sql {
    if (this.cuts[shape.slot]!.refused) return raw('NULL');
    if (shape.row) return rows(this.cut(shape, where, this.columns(shape.row), false));
    const fields = shape.fields!;
    const [only] = fields;
    if (fields.length === 1 && only!.name === 'nodes') {
      const nodes = rows(this.cut(shape, where, this.columns(only!.row!), false));
      return object([sql`${nodes} AS ${keyed(only!.key)}`]);
    }
    return this.page(shape, fields, where);
  }

  /** A page of which more than its nodes is asked: its rows are read once, one more than asked, and gathered. */
  private page(shape: ListShape, fields: readonly PageShape[], where: Sql | undefined): Sql {
    const { first, after } = this.cuts[shape.slot]!;
    const limit = raw(String(first));
    const key = sql`${rowAt(shape.depth)}.${name(shape.type.key)}`;
    const columns = [sql`${key} AS "$id"`];
    const gathered = [sql`count(*)::int AS "$n"`, sql`array_agg("$id" ORDER BY "$i") AS "$ids"`];
    fields.forEach((field, i) => {
      const item = this.item(shape, field);
      if (!item) return;
      columns.push(sql`${item} AS ${raw(`"$${i}"`)}`);
      gathered.push(
        sql`coalesce(json_agg(${raw(`"$${i}"`)} ORDER BY "$i") FILTER (WHERE "$i" <= ${limit}), '[]') AS ${raw(`"$${i}"`)}`,
      );
    });
    const parts = fields.map(
      (field, i) => sql`${this.part(shape, field, i, limit, !!after, where)} AS ${keyed(field.key)}`,
    );
    if (!fields.some(({ name: field }) => field === 'pageInfo' || field === 'nodes' || field === 'edges'))
      return object(parts);
    const cut = this.cut(shape, where, join(columns, ', '), true);
    const ordered = sql`SELECT row_number() OVER () AS "$i", q.* FROM (${cut}) q`;
    return sql`(SELECT ${WHOLE} FROM (SELECT ${join(parts, ', ')} FROM (SELECT ${join(gathered, ', ')} FROM (${ordered}) p) g) "$")`;
  }

  private item(shape: ListShape, field: PageShape): Sql | undefined {
    if (field.row) return object([this.columns(field.row)]);
    if (!field.edge) return undefined;
    const key = sql`${rowAt(shape.depth)}.${name(shape.type.key)}`;
    const edge = field.edge.map((each) => sql`${this.edgeValue(shape, each, key)} AS ${keyed(each.key)}`);
    return object(edge);
  }

  private edgeValue(shape: ListShape, each: Pick & { row?: RowShape }, key: Sql): Sql {
    if (each.row) return object([this.columns(each.row)]);
    return each.name === 'cursor' ? key : raw(`'${shape.type.graphql.name}Edge'`);
  }

  private part(shape: ListShape, field: PageShape, i: number, limit: Sql, after: boolean, where: Sql | undefined): Sql {
    if (field.row || field.edge) return raw(`g."$${i}"`);
    if (field.info)
      return object(field.info.map((each) => sql`${infoValue(each, limit, after)} AS ${keyed(each.key)}`));
    if (field.list) return this.listOf(field.list, undefined);
    if (field.beside?.kind === 'computed') return field.beside.rule(rowAt(shape.depth), actor);
    if (field.name === 'totalCount') return this.count(shape, where);
    return raw(`'${shape.type.graphql.name}Connection'`);
  }

  private count(shape: ListShape, where: Sql | undefined): Sql {
    const row = rowAt(shape.depth);
    const condition = all([where, this.cuts[shape.slot]!.where, this.visible(shape.type, row)]);
    return sql`(SELECT count(*)::int FROM ${name(shape.type.table)} ${row} WHERE ${condition})`;
  }

  private cut(shape: ListShape, where: Sql | undefined, columns: Sql, oneMore: boolean): Sql {
    const { where: filter, by, descending, first, after } = this.cuts[shape.slot]!;
    const { type, depth } = shape;
    const row = rowAt(depth);
    const key = sql`${row}.${name(type.key)}`;
    const direction = raw(descending ? ' DESC' : '');
    const past = after && this.past(type, depth, by, descending, after);
    const condition = all([where, filter, past, this.visible(type, row)]);
    const limit = raw(String(first + (oneMore ? 1 : 0)));
    return sql`SELECT ${columns} FROM ${name(type.table)} ${row} WHERE ${condition} ORDER BY ${by}${direction}, ${key}${direction} LIMIT ${limit}`;
  }

  /** Past the row that the page before ended with; a row that the actor may not see leads nowhere. */
  private past(type: TableType, depth: number, by: Sql, descending: boolean, after: NonNullable<Cut['after']>): Sql {
    const anchor = anchorAt(depth);
    const key = name(type.key);
    const found = all([sql`${anchor}.${key} = ${after.id}`, this.visible(type, anchor)]);
    const start = sql`(SELECT ${after.by}, ${anchor}.${key} FROM ${name(type.table)} ${anchor} WHERE ${found})`;
    return sql`(${by}, ${rowAt(depth)}.${key}) ${raw(descending ? '<' : '>')} ${start}`;
  }
}

/** A row under an alias that no client can give a column: otherwise a field of that name would be taken for the row. */
const WHOLE = raw('row_to_json("$")');

const object = (columns: Sql[]): Sql => sql`(SELECT ${WHOLE} FROM (SELECT ${join(columns, ', ')}) "$")`;

const rows = (select: Sql): Sql => sql`(SELECT coalesce(json_agg("$"), '[]') FROM (${select}) "$")`;

/** Instants leave as GraphQL says them, in UTC with milliseconds. */
export const instant = (value: Sql): Sql => sql`to_char(${value} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const column = (row: Sql, field: string, isInstant: boolean): Sql =>
  isInstant ? instant(sql`${row}.${name(field)}`) : sql`${row}.${name(field)}`;

function infoValue(each: Pick, limit: Sql, after: boolean): Sql {
  if (each.name === 'hasNextPage') return sql`g."$n" > ${limit}`;
  if (each.name === 'endCursor') return sql`g."$ids"[least(g."$n", ${limit})]`;
  if (each.name === 'startCursor') return sql`g."$ids"[1]`;
  if (each.name === 'hasPreviousPage') return raw(String(after));
  return raw(`'PageInfo'`);
}
