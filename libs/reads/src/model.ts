import type { Type } from '@nestjs/common';
import { TypeMetadataStorage } from '@nestjs/graphql';
import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isListType,
  isObjectType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import type { DataSource, EntityMetadata } from 'typeorm';
import { marksOf, type FieldMark, type Rule } from './marks.ts';

/** How a field of a readable type is read. */
export type ReadField = { readonly def: GraphQLField<unknown, unknown> } & (
  | { readonly kind: 'column'; readonly column: string; readonly instant: boolean }
  | (Extract<FieldMark, { kind: 'one' | 'oneOf' | 'computed' | 'derived' }> & object)
  | (Extract<FieldMark, { kind: 'many' }> & { readonly connection: ConnectionType | undefined })
);

/** A GraphQL type whose objects are rows of a table. */
export interface TableType {
  readonly graphql: GraphQLObjectType;
  readonly type: Type;
  readonly entity: EntityMetadata;
  readonly table: string;
  readonly key: string;
  readonly visible: Rule;
  readonly fields: ReadonlyMap<string, ReadField>;
}

export interface ConnectionType {
  readonly graphql: GraphQLObjectType;
  readonly edge: GraphQLObjectType;
  readonly item: GraphQLObjectType;
  readonly pageInfo: GraphQLObjectType;
  /** What it has beside its items: of the whole that was found. */
  readonly beside: ReadonlyMap<string, ReadField>;
}

const PAGE = ['nodes', 'edges', 'pageInfo', 'totalCount'];

/** What the engine knows: the schema's types over the tables, with the marks of their classes. */
export class Model {
  /** Why the server may not start with this model. */
  readonly problems: string[] = [];
  readonly connections = new Map<string, ConnectionType>();
  private readonly byName = new Map<string, TableType>();
  private readonly byClass = new Map<object, TableType>();

  constructor(
    readonly schema: GraphQLSchema,
    private readonly source: DataSource,
  ) {
    this.findConnections();
    for (const { target, name } of TypeMetadataStorage.getObjectTypesMetadata()) {
      const graphql = schema.getType(name);
      if (!isObjectType(graphql) || !source.hasMetadata(target)) continue;
      const type = this.tableType(graphql, target as Type);
      this.byName.set(name, type);
      this.byClass.set(target, type);
    }
  }

  get types(): TableType[] {
    return [...this.byName.values()];
  }

  named = (name: string): TableType | undefined => this.byName.get(name);

  of(type: Type): TableType {
    const found = this.byClass.get(type);
    if (!found) throw new Error(`${type.name} is not a readable type of the schema`);
    return found;
  }

  /** Whether a field of this type shows rows, alone or in a connection, a list or a union. */
  answersRows(answered: GraphQLOutputType): boolean {
    const type = getNamedType(answered);
    const possible = isAbstractType(type) ? this.schema.getPossibleTypes(type) : [type];
    return possible.some(({ name }) => this.byName.has(name) || this.connections.has(name));
  }

  /** The column of a property, quoted as SQL needs it. */
  columnOf(type: TableType, property: string): string {
    const column = type.entity.findColumnWithPropertyName(property);
    if (!column) throw new Error(`${type.graphql.name} has no column ${property}`);
    return column.databaseName;
  }

  private findConnections(): void {
    for (const graphql of Object.values(this.schema.getTypeMap())) {
      if (!isObjectType(graphql) || !graphql.name.endsWith('Connection')) continue;
      const { nodes, edges, pageInfo } = graphql.getFields();
      if (!nodes || !edges || !pageInfo) continue;
      const named = (field: GraphQLField<unknown, unknown>) => getNamedType(field.type) as GraphQLObjectType;
      this.connections.set(graphql.name, {
        graphql,
        edge: named(edges),
        item: named(nodes),
        pageInfo: named(pageInfo),
        beside: this.beside(graphql),
      });
    }
  }

  private beside(graphql: GraphQLObjectType): Map<string, ReadField> {
    const type = TypeMetadataStorage.getObjectTypesMetadata().find(({ name }) => name === graphql.name);
    const found = new Map<string, ReadField>();
    for (const [name, mark] of type ? marksOf(type.target).fields : []) {
      const def = graphql.getFields()[name]!;
      if (mark.kind === 'many') found.set(name, { ...mark, def, connection: undefined });
      else if (mark.kind === 'computed') found.set(name, { ...mark, def });
    }
    for (const name of Object.keys(graphql.getFields()))
      if (!PAGE.includes(name) && !found.has(name))
        this.problems.push(`${graphql.name}.${name}: the read engine cannot reach this field`);
    return found;
  }

  private tableType(graphql: GraphQLObjectType, type: Type): TableType {
    const entity = this.source.getMetadata(type);
    const { visible, fields: marked } = marksOf(type);
    if (!visible) this.problems.push(`${graphql.name}: no @Visible rule says who may see its rows`);
    const fields = new Map<string, ReadField>();
    for (const { name, schemaName } of this.properties(type)) {
      const def = graphql.getFields()[schemaName];
      const field = def && this.field(def, entity, name, marked.get(name));
      if (field) fields.set(schemaName, field);
    }
    for (const [name, mark] of marked)
      if (mark.kind === 'derived') fields.set(name, { ...mark, def: graphql.getFields()[name]! });
    for (const field of Object.keys(graphql.getFields()))
      if (!fields.has(field)) this.problems.push(`${graphql.name}.${field}: the read engine cannot reach this field`);
    const [key] = entity.primaryColumns;
    return { graphql, type, entity, table: entity.tableName, key: key!.databaseName, visible: visible!, fields };
  }

  private properties(type: Type): { name: string; schemaName: string }[] {
    const metadata = TypeMetadataStorage.getObjectTypesMetadata().find(({ target }) => target === type);
    return metadata?.properties ?? [];
  }

  private field(
    def: GraphQLField<unknown, unknown>,
    entity: EntityMetadata,
    property: string,
    mark: FieldMark | undefined,
  ): ReadField | undefined {
    if (mark?.kind === 'many') {
      const isList = isListType(getNullableType(def.type));
      return { ...mark, def, connection: isList ? undefined : this.connections.get(getNamedType(def.type).name) };
    }
    if (mark) return { ...mark, def };
    const column = entity.findColumnWithPropertyName(property);
    if (!column) return undefined;
    return { kind: 'column', def, column: column.databaseName, instant: getNamedType(def.type).name === 'DateTime' };
  }
}
