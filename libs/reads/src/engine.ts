import { Injectable } from '@nestjs/common';
import {
  getNamedType,
  getNullableType,
  GraphQLError,
  isListType,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type FragmentDefinitionNode,
} from 'graphql';
import { DataSource } from 'typeorm';
import { DomainError } from '#core';
import { argumentsOf, cutOf, shapeOf } from './arguments.ts';
import { Model, type TableType } from './model.ts';
import { knowledgeOf, variant } from './operation.ts';
import { bind, planOf, type Arguments, type Plan } from './plan.ts';
import type { Read } from './read.ts';
import { Reader, type Reading } from './reader.ts';
import { pickRoot, Shaper, type ListShape, type Pick, type Picks, type RowShape, type Slot } from './shape.ts';
import { actor, all, name, sql, type Sql } from './sql.ts';
import { rowAt, Writer, type Cut } from './statement.ts';

const MOST_PLANS_A_FIELD = 64;
/** A plain list is short by nature; this bounds what a mistake in the data could do. */
const WHOLE_LIST = { first: 1_000 };
const NO_CUT: Cut = { where: undefined, by: sql``, descending: false, first: 0, after: undefined };
const REFUSED: Cut = { ...NO_CUT, refused: true };

type Variables = Record<string, unknown>;
type Fragments = Record<string, FragmentDefinitionNode>;

/** A root field of an operation, its selection opened over the model. */
export interface RootField extends Pick {
  readonly def: GraphQLField<unknown, unknown>;
  /** Absent where the field does not answer rows of a table. */
  readonly target?: Target;
}

interface Target {
  readonly type: TableType;
  readonly shape: RowShape | ListShape;
  readonly slots: Shaper['slots'];
  readonly derives: boolean;
  /** The cuts of lists whose arguments hold no variables: the same at each execution. */
  readonly fixed: (Cut | undefined)[];
  /** All cuts, for as long as the variables of an execution live. */
  readonly cuts: WeakMap<object, Cut[]>;
  readonly plans: Map<string, Plan>;
}

/** Compiles what a client selects of what a resolver wants read, and runs it: one statement a root field. */
@Injectable()
export class ReadEngine {
  model: Model;
  /** Tests alone switch the types' rules off, to see that row-level security holds by itself. */
  rules = true;
  private guardedTables: RegExp;

  constructor(
    private readonly source: DataSource,
    private readonly reader: Reader,
  ) {}

  /** Learns the schema; `guarded` are the tables with row-level security. */
  learn(schema: GraphQLSchema, guarded: readonly string[]): void {
    this.model = new Model(schema, this.source);
    this.guardedTables = guarded.length ? new RegExp(`\\b(${guarded.join('|')})\\b`) : /(?!)/;
  }

  /** The root fields of an operation; undefined where graphql-js has to say what is wrong with its conditions. */
  roots(operation: OperationDefinitionNode, fragments: Fragments, variables: Variables): RootField[] | undefined {
    try {
      return this.opened(operation, fragments, variables);
    } catch (error) {
      if (error instanceof GraphQLError) return undefined;
      throw error;
    }
  }

  /** Opened once for each set of conditions; where an argument breaks a rule, graphql-js has to finish. */
  opened(operation: OperationDefinitionNode, fragments: Fragments, variables: Variables): RootField[] {
    const { schema } = this.model;
    const known = knowledgeOf(schema, operation, fragments);
    const roots = variant(known, variables, (picked) => {
      const picks = { schema, ...picked };
      return pickRoot(picks, operation, known.parent).map((pick) =>
        this.root(picks, known.parent.getFields()[pick.name], pick),
      );
    });
    return roots.map((root) =>
      root.target && this.cuts(root.target, variables).includes(REFUSED)
        ? { ...root, target: { ...root.target, derives: true } }
        : root,
    );
  }

  /** The JSON text of a root field, or null where there is no row. */
  async text(root: RootField, read: Read, variables: Variables, reader: Reading | null): Promise<string | null> {
    return this.run(root, read, variables, reader, false);
  }

  /** The same with what graphql-js needs to finish: hidden columns under `$…`. */
  async rows(root: RootField, read: Read, variables: Variables, reader: Reading | null): Promise<unknown> {
    const text = await this.run(root, read, variables, reader, true);
    return text === null ? null : (JSON.parse(text) as unknown);
  }

  private run(
    root: RootField,
    read: Read,
    variables: Variables,
    reader: Reading | null,
    rowMode: boolean,
  ): Promise<string | null> {
    const { target } = root;
    if (!target || target.type.type !== read.type) throw new Error(`${root.name} does not answer ${read.type.name}`);
    const given = this.arguments(target, read, variables);
    const plan = this.plan(target, given, rowMode);
    return this.reader.run(plan, bind(plan, given, reader?.id ?? null), reader);
  }

  private root(picks: Picks, def: GraphQLField<unknown, unknown> | undefined, pick: Pick): RootField {
    if (!def) return { ...pick, def: undefined as never };
    const named = getNamedType(def.type);
    const connection = this.model.connections.get(named.name);
    const type = this.model.named(connection?.item.name ?? named.name);
    if (!type) return { ...pick, def };
    const shaper = new Shaper(this.model, picks);
    const isList = connection !== undefined || isListType(getNullableType(def.type));
    const shape = isList ? shaper.list(type, connection, pick.nodes, 0, 0) : shaper.row(type, pick.nodes, 0);
    const { slots, derives } = shaper;
    return { ...pick, def, target: { type, shape, slots, derives, fixed: [], cuts: new WeakMap(), plans: new Map() } };
  }

  private arguments(target: Target, read: Read, variables: Variables): Arguments {
    const [, ...nested] = this.cuts(target, variables);
    const own = read.list ? cutOf(read.list.listing, read.list.args, 0) : NO_CUT;
    return { where: this.where(target.type, read), cuts: [own, ...nested] };
  }

  /** The cuts of the lists inside; the first place is that of the root's own list. */
  private cuts(target: Target, variables: Variables): Cut[] {
    const known = target.cuts.get(variables);
    if (known) return known;
    const cuts = target.slots.map((slot, i) => (slot ? this.cut(target, slot, i, variables) : NO_CUT));
    target.cuts.set(variables, cuts);
    return cuts;
  }

  private cut(target: Target, slot: Slot, i: number, variables: Variables): Cut {
    const fixed = target.fixed[i];
    if (fixed) return fixed;
    const cut = this.freshCut(slot, variables);
    if (!JSON.stringify(slot.node.arguments).includes('"Variable"')) target.fixed[i] = cut;
    return cut;
  }

  private freshCut({ node, depth, field: { listing, def, connection } }: Slot, variables: Variables): Cut {
    if (!connection) return cutOf(listing, WHOLE_LIST, depth);
    try {
      return cutOf(listing, argumentsOf(listing, def, node, variables), depth);
    } catch (error) {
      if (error instanceof GraphQLError || error instanceof DomainError) return REFUSED;
      throw error;
    }
  }

  private where(type: TableType, { where }: Read): Sql | undefined {
    if (!where) return undefined;
    if (typeof where === 'function') return where(rowAt(0), actor);
    return all(
      Object.entries(where).map(
        ([property, value]) => sql`${rowAt(0)}.${name(this.model.columnOf(type, property))} = ${value}`,
      ),
    );
  }

  private plan(target: Target, given: Arguments, rowMode: boolean): Plan {
    const key = [rowMode, this.rules, given.where?.shape, ...given.cuts.map(shapeOf)].join('\u0002');
    const found = target.plans.get(key);
    if (found) return found;
    const plan = planOf(
      given,
      ({ where, cuts }) => {
        const writer = new Writer(this.model, cuts, rowMode, this.rules);
        const { shape } = target;
        return 'slot' in shape ? writer.list(shape, where) : writer.one(shape, where);
      },
      // What finds rows may look at whoever asks inside a function, where its text does not tell.
      (text) => given.cuts.some((cut) => cut.found) || this.guardedTables.test(text),
    );
    if (target.plans.size >= MOST_PLANS_A_FIELD) target.plans.clear();
    target.plans.set(key, plan);
    return plan;
  }
}
