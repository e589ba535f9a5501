import {
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type FragmentDefinitionNode,
} from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js';
import type { ConnectionType, Model, ReadField, TableType } from './model.ts';
import { isLong } from './sql.ts';

export interface Picks {
  readonly schema: GraphQLSchema;
  readonly fragments: Record<string, FragmentDefinitionNode>;
  /** Holds the values of the variables that `@skip` and `@include` ask for. */
  readonly variables: Record<string, unknown>;
}

/** One response key of a selection: merged, with fragments opened and conditions decided. */
export interface Pick {
  readonly key: string;
  readonly nodes: readonly FieldNode[];
  readonly name: string;
}

/** What is selected of a row. */
export interface RowShape {
  readonly type: TableType;
  readonly depth: number;
  readonly fields: readonly FieldShape[];
}

export type FieldShape = Pick & {
  readonly field: ReadField | undefined;
  /** The target's shape of a link; of a union, one for each possible type. */
  readonly row?: RowShape;
  readonly rows?: Readonly<Record<string, RowShape>>;
  readonly list?: ListShape;
};

/** What is selected of a list; its arguments are read at each execution from the slot. */
export interface ListShape {
  readonly slot: number;
  readonly type: TableType;
  readonly depth: number;
  /** A plain list of rows, or the fields of a connection. */
  readonly row?: RowShape;
  readonly fields?: readonly PageShape[];
}

export type PageShape = Pick & {
  readonly row?: RowShape;
  readonly edge?: readonly (Pick & { readonly row?: RowShape })[];
  readonly info?: readonly Pick[];
  /** What belongs to the whole: a value, or a plain list. */
  readonly beside?: ReadField;
  readonly list?: ListShape;
};

/** A list whose arguments are still to be read. */
export interface Slot {
  readonly node: FieldNode;
  readonly depth: number;
  readonly type: TableType;
  readonly field: Extract<ReadField, { kind: 'many' }>;
}

export function pickRoot(picks: Picks, operation: OperationDefinitionNode, parent: GraphQLObjectType): Pick[] {
  return picked(collectFields(picks.schema, picks.fragments, picks.variables, parent, operation.selectionSet));
}

const picked = (fields: Map<string, readonly FieldNode[]>): Pick[] =>
  [...fields].map(([key, nodes]) => ({ key, nodes, name: nodes[0]!.name.value }));

/** Opens a selection over the model's types. One is made for each root field. */
export class Shaper {
  /** The first place is the root's own list, whose arguments the resolver gives. */
  readonly slots: (Slot | undefined)[] = [undefined];
  /** Whether graphql-js has to finish: some field is derived in TypeScript, or has a key too long for a column. */
  derives = false;

  constructor(
    private readonly model: Model,
    private readonly picks: Picks,
  ) {}

  row(type: TableType, nodes: readonly FieldNode[], depth: number): RowShape {
    const fields = this.subfields(type.graphql, nodes).map((pick) => this.field(type, pick, depth));
    return { type, depth, fields };
  }

  /** A connection or a plain list, by the type of the field that answers it. */
  list(
    type: TableType,
    connection: ConnectionType | undefined,
    nodes: readonly FieldNode[],
    depth: number,
    slot: number,
  ): ListShape {
    if (!connection) return { slot, type, depth, row: this.row(type, nodes, depth) };
    const fields = this.subfields(connection.graphql, nodes).map((pick) => this.page(type, connection, pick, depth));
    return { slot, type, depth, fields };
  }

  private page(type: TableType, connection: ConnectionType, pick: Pick, depth: number): PageShape {
    if (pick.name === 'nodes') return { ...pick, row: this.row(type, pick.nodes, depth) };
    if (pick.name === 'pageInfo') return { ...pick, info: this.subfields(connection.pageInfo, pick.nodes) };
    if (pick.name !== 'edges') return this.beside(connection, pick, depth);
    const edge = this.subfields(connection.edge, pick.nodes).map((each) =>
      each.name === 'node' ? { ...each, row: this.row(type, each.nodes, depth) } : each,
    );
    return { ...pick, edge };
  }

  private beside(connection: ConnectionType, pick: Pick, depth: number): PageShape {
    const beside = connection.beside.get(pick.name);
    if (beside?.kind !== 'many') return { ...pick, beside };
    const target = this.model.of(beside.target());
    const slot = this.slots.push({ node: pick.nodes[0]!, depth: depth + 1, type: target, field: beside }) - 1;
    return { ...pick, beside, list: this.list(target, undefined, pick.nodes, depth + 1, slot) };
  }

  private field(type: TableType, pick: Pick, depth: number): FieldShape {
    const field = type.fields.get(pick.name);
    if (field?.kind === 'derived') this.derives = true;
    if (field?.kind === 'one')
      return { ...pick, field, row: this.row(this.model.of(field.target()), pick.nodes, depth + 1) };
    if (field?.kind === 'oneOf') {
      const rows = Object.values(field.targets).map((target) =>
        this.row(this.model.of(target()), pick.nodes, depth + 1),
      );
      return { ...pick, field, rows: Object.fromEntries(rows.map((row) => [row.type.graphql.name, row])) };
    }
    if (field?.kind !== 'many') return { ...pick, field };
    const target = this.model.of(field.target());
    const slot = this.slots.push({ node: pick.nodes[0]!, depth: depth + 1, type: target, field }) - 1;
    return { ...pick, field, list: this.list(target, field.connection, pick.nodes, depth + 1, slot) };
  }

  private subfields(parent: GraphQLObjectType, nodes: readonly FieldNode[]): Pick[] {
    const { schema, fragments, variables } = this.picks;
    const picks = picked(collectSubfields(schema, fragments, variables, parent, nodes as FieldNode[]));
    this.derives ||= picks.some(({ key }) => isLong(key));
    return picks;
  }
}
