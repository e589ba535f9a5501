import { Injectable } from '@nestjs/common';
import {
  getNamedType,
  getNullableType,
  isListType,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type FragmentDefinitionNode,
} from 'graphql';
import { DataSource } from 'typeorm';
import { argumentsOf, cutOf, shapeOf } from './arguments.ts';
import { Model, type TableType } from './model.ts';
import { knowledgeOf, variant } from './operation.ts';
import { bind, planOf, type Arguments, type Plan } from './plan.ts';
import type { Read } from './read.ts';
import { Reader } from './reader.ts';
import { pickRoot, Shaper, type ListShape, type Pick, type Picks, type RowShape } from './shape.ts';
import { actor, all, name, sql, type Sql } from './sql.ts';
import { rowAt, Writer, type Cut } from './statement.ts';

const MOST_PLANS_A_FIELD = 64;
/** A plain list is short by nature; this bounds what a mistake in the data could do. */
const WHOLE_LIST = { first: 1_000 };
const NO_CUT: Cut = { where: undefined, by: sql``, descending: false, first: 0, after: undefined };

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
  readonly fixed: (Cut | undefined)[];
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

  /** The root fields of an operation, opened once for each set of conditions. */
  roots(
    operation: OperationDefinitionNode,
    fragments: Record<string, FragmentDefinitionNode>,
    variables: Record<string, unknown>,
  ): RootField[] {
    const { schema } = this.model;
    const known = knowledgeOf(schema, operation, fragments);
    return variant(known, variables, (picked) => {
      const picks = { schema, ...picked };
      return pickRoot(picks, operation, known.parent).map((pick) =>
        this.root(picks, known.parent.getFields()[pick.name], pick),
      );
    });
  }

  /** The JSON text of a root field, or null where there is no row. */
  async text(
    root: RootField,
    read: Read,
    variables: Record<string, unknown>,
    actorId: string | null,
  ): Promise<string | null> {
    return this.run(root, read, variables, actorId, false);
  }

  /** The same with what graphql-js needs to finish: hidden columns under `$…`. */
  async rows(
    root: RootField,
    read: Read,
    variables: Record<string, unknown>,
    actorId: string | null,
  ): Promise<unknown> {
    const text = await this.run(root, read, variables, actorId, true);
    return text === null ? null : (JSON.parse(text) as unknown);
  }

  private run(
    root: RootField,
    read: Read,
    variables: Record<string, unknown>,
    actorId: string | null,
    rowMode: boolean,
  ): Promise<string | null> {
    const { target } = root;
    if (!target || target.type.type !== read.type) throw new Error(`${root.name} does not answer ${read.type.name}`);
    const given = this.arguments(target, read, variables);
    const plan = this.plan(target, given, rowMode);
    return this.reader.run(plan, bind(plan, given, actorId), actorId);
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
    return { ...pick, def, target: { type, shape, slots, derives, fixed: [], plans: new Map() } };
  }

  private arguments(target: Target, read: Read, variables: Record<string, unknown>): Arguments {
    const cuts = target.slots.map((_, i) => this.cut(target, i, read, variables));
    return { where: this.where(target.type, read), cuts };
  }

  /** Arguments without variables are read once: they are the same at each execution. */
  private cut(target: Target, i: number, read: Read, variables: Record<string, unknown>): Cut {
    const slot = target.slots[i];
    if (!slot) return read.list ? cutOf(read.list.listing, read.list.args, 0) : NO_CUT;
    const fixed = target.fixed[i];
    if (fixed) return fixed;
    const { listing, def, connection } = slot.field;
    const args = connection ? argumentsOf(listing, def, slot.node, variables) : WHOLE_LIST;
    const cut = cutOf(listing, args, slot.depth);
    if (!JSON.stringify(slot.node.arguments).includes('"Variable"')) target.fixed[i] = cut;
    return cut;
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
      (text) => this.guardedTables.test(text),
    );
    if (target.plans.size >= MOST_PLANS_A_FIELD) target.plans.clear();
    target.plans.set(key, plan);
    return plan;
  }
}
