import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { CHAIN } from './oracle-provenance.ts';
import { QUESTIONS } from './oracle-search.ts';

/** Random choices that shrink: past its end the tape is all zeros, and zero is everywhere the plainest choice. */
export class Tape {
  private at = 0;

  constructor(private readonly numbers: readonly number[]) {}

  below = (n: number): number => (this.numbers[this.at++] ?? 0) % n;
  /** True in so many of a hundred cases. */
  chance = (percent: number): boolean => this.below(100) >= 100 - percent;
  pick = <T>(from: readonly T[]): T => from[this.below(from.length)]!;
}

export interface Operation {
  readonly document: string;
  readonly variables: Record<string, unknown>;
}

/** Ids by type, to be asked for. */
export type Pools = Readonly<Record<string, readonly string[]>>;

type Field = GraphQLField<unknown, unknown>;

const LONG = 'a_key_longer_than_a_name_of_PostgreSQL_may_be_which_has_63_bytes_';
/** Names that careless SQL or JavaScript would take for its own. */
const KEYS = [
  ...'a b y v t0 t1 a1 q p g e m s nodes id key row select tableoid ctid Type type'.split(' '),
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', `${LONG}1`, `${LONG}2`, LONG.slice(0, 63)],
];
const NAME_PARTS = ['ł', 'LOD', 'ten sam', 'ź', '%', '_', '\\', 'cis', "'", '"'];
const KINDS: Record<string, string> = {
  ...{ convent: 'Convent', party: 'Convent' },
  ...{ body: 'Convent', organiser: 'Convent' },
  origin: 'Convent',
  ...{ reviewer: 'Convent', leadBody: 'Convent' },
  changeAreas: 'ChangeArea',
  areas: 'ChangeArea',
};
const DEEPEST = 5;
const MOST_FIELDS = 60;

/** Writes one valid operation over the schema. */
export class OperationWriter {
  private readonly variables: Record<string, unknown> = {};
  private readonly declared: string[] = [];
  private readonly fragments: { name: string; on: string; text: string }[] = [];
  /** What each response key stands for, wherever it occurs: so all selections can be merged. */
  private readonly keys = new Map<string, string>();
  private left = MOST_FIELDS;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly roots: readonly string[],
    private readonly pools: Pools,
    private readonly tape: Tape,
  ) {}

  write(): Operation {
    const query = this.schema.getQueryType()!;
    const fields = Array.from({ length: 1 + (this.tape.chance(30) ? 1 : 0) }, () => {
      if (this.tape.chance(4)) return '__typename';
      return this.field(query, query.getFields()[this.tape.pick(this.roots)]!, 0);
    });
    const head = this.declared.length ? ` (${this.declared.join(', ')})` : '';
    const fragments = this.fragments.map(({ name, on, text }) => `\nfragment ${name} on ${on} ${text}`);
    return { document: `query${head} { ${fields.join(' ')} }${fragments.join('')}`, variables: this.variables };
  }

  private selection(type: GraphQLNamedType, depth: number): string {
    const parts: string[] = [];
    const again: (() => string)[] = [];
    const count = 1 + this.tape.below(5);
    for (let i = 0; i < count; i++) {
      if (again.length && this.tape.chance(12)) parts.push(this.tape.pick(again)());
      else parts.push(this.part(type, depth, again));
    }
    return `{ ${parts.join(' ')} }`;
  }

  private part(type: GraphQLNamedType, depth: number, again: (() => string)[]): string {
    if (!isUnionType(type) && !this.tape.chance(20)) return this.anyField(type as GraphQLObjectType, depth, again);
    if (!this.tape.chance(70)) return `${this.alias('__typename', '__typename')}__typename${this.directive()}`;
    const on = isUnionType(type) ? this.tape.pick([...type.getTypes()]) : (type as GraphQLObjectType);
    if (this.tape.chance(45)) return `...${this.fragment(on, depth)}${this.directive()}`;
    const condition = on !== type || this.tape.chance(50) ? ` on ${on.name}` : '';
    return `...${condition}${this.directive()} ${this.selection(on, depth)}`;
  }

  private fragment(on: GraphQLObjectType, depth: number): string {
    const known = this.fragments.filter((each) => each.on === on.name);
    if (known.length && this.tape.chance(50)) return this.tape.pick(known).name;
    const name = this.tape.chance(5) && !this.fragments.length ? '__proto__' : `F${this.fragments.length}`;
    const text = this.selection(on, depth);
    const free = this.fragments.some((each) => each.name === name) ? `G${this.fragments.length}` : name;
    this.fragments.push({ name: free, on: on.name, text });
    return free;
  }

  private anyField(type: GraphQLObjectType, depth: number, again: (() => string)[]): string {
    const fields = Object.values(type.getFields());
    const leaves = fields.filter((field) => !hasFields(field));
    const isLast = depth >= DEEPEST || --this.left <= 0;
    if (isLast && !leaves.length) return '__typename';
    const field = this.tape.pick(isLast ? leaves : [...leaves, ...fields.filter(hasFields)]);
    if (field.args.length) return this.field(type, field, depth);
    const key = `${this.alias(field.name, `${field.name}:${String(field.type)}`)}${field.name}`;
    const once = () => `${key}${this.directive()}${this.inside(field, depth)}`;
    again.push(once);
    return once();
  }

  private field(parent: GraphQLObjectType, field: Field, depth: number): string {
    const item = itemOf(field);
    const given = field.args.flatMap((arg) => this.argument(arg, item));
    const text = `${field.name}${given.length ? `(${given.join(', ')})` : ''}`;
    const at = parent === this.schema.getQueryType() ? 'Query' : '';
    return `${this.alias(field.name, `${at}${text}:${String(field.type)}`)}${text}${this.directive()}${this.inside(field, depth)}`;
  }

  private inside(field: Field, depth: number): string {
    if (!hasFields(field)) return '';
    const type = getNamedType(field.type);
    const isPage = /Connection$|Edge$/.test(type.name);
    return ` ${this.selection(type, depth + (isPage ? 0 : 1))}`;
  }

  /** `key: ` for a field that goes by another key than its name. */
  private alias(name: string, meaning: string): string {
    const wanted = this.tape.chance(30) ? this.tape.pick(KEYS) : name;
    const choices = [wanted, name, ...Array.from({ length: 99 }, (_, i) => `k${i}`)];
    const key = choices.find((each) => (this.keys.get(each) ?? meaning) === meaning)!;
    this.keys.set(key, meaning);
    return key === name ? '' : `${key}: `;
  }

  private directive(): string {
    if (!this.tape.chance(10)) return '';
    const name = this.tape.pick(['include', 'skip']);
    const literal = name === 'include' ? !this.tape.chance(40) : this.tape.chance(40);
    if (this.tape.chance(40)) return ` @${name}(if: ${literal})`;
    const variable = `b${this.declared.length}`;
    const hasDefault = this.tape.chance(30);
    this.declared.push(`$${variable}: Boolean${hasDefault ? ` = ${literal}` : '!'}`);
    if (!hasDefault) this.variables[variable] = literal;
    return ` @${name}(if: $${variable})`;
  }

  private argument(arg: GraphQLArgument, item: string): string[] {
    const isNeeded = isNonNullType(arg.type) && arg.defaultValue === undefined;
    if (!isNeeded && !this.tape.chance(60)) return [];
    return [`${arg.name}: ${this.value(arg.type, arg.name, item, arg.defaultValue !== undefined)}`];
  }

  private value(type: GraphQLInputType, name: string, item: string, hasDefault = false): string {
    if (this.tape.chance(30)) return this.variable(type, name, item, hasDefault);
    const inner = getNullableType(type);
    if (!isInputObjectType(inner)) return literal(inner, this.json(type, name, item));
    const fields = Object.values(inner.getFields()).filter(() => this.tape.chance(40));
    return `{${fields.map((field) => `${field.name}: ${this.value(field.type, field.name, item)}`).join(', ')}}`;
  }

  private variable(type: GraphQLInputType, name: string, item: string, hasDefault: boolean): string {
    const variable = `v${this.declared.length}`;
    const inner = getNullableType(type);
    const isOptional = !isNonNullType(type) || (hasDefault && this.tape.chance(60));
    const makesDefault = isOptional && this.tape.chance(40);
    const standard = makesDefault ? ` = ${literal(inner, this.json(type, name, item, false))}` : '';
    this.declared.push(`$${variable}: ${String(isOptional ? inner : type)}${standard}`);
    const isGiven = !isOptional || this.tape.chance(60) || (isNonNullType(type) && !hasDefault);
    if (isGiven) this.variables[variable] = this.json(type, name, item);
    return `$${variable}`;
  }

  private json(type: GraphQLInputType, name: string, item: string, mayBeNull = true): unknown {
    const inner = getNullableType(type);
    if (mayBeNull && !isNonNullType(type) && this.tape.chance(10)) return null;
    if (isListType(inner)) return Array.from({ length: this.tape.below(4) }, () => this.json(inner.ofType, name, item));
    if (isEnumType(inner)) return this.tape.pick(inner.getValues()).name;
    if (!isInputObjectType(inner)) return this.scalar(inner.name, name, item);
    const fields = Object.values(inner.getFields()).filter(() => this.tape.chance(40));
    return Object.fromEntries(fields.map((field) => [field.name, this.json(field.type, field.name, item)]));
  }

  /** Now and then what breaks a rule. */
  private scalar(type: string, name: string, item: string): unknown {
    if (type === 'Int' && name !== 'years')
      return this.tape.chance(2) ? this.tape.pick([0, 101, -1]) : this.tape.pick([2, 1, 3, 20, 100, 7]);
    if (type === 'Boolean') return this.tape.chance(50);
    if (type === 'Day') return this.tape.pick(['2006-06-06', '2019-12-31', '2024-10-23', '2090-01-01']);
    if (name === 'query') return this.tape.pick(QUESTIONS);
    if (name === 'years') return this.tape.pick([2024, 2026, 1]);
    if (name.startsWith('voivodeship')) return this.tape.chance(2) ? 'x' : this.tape.pick(['22', '24', '10', '99']);
    if (name === 'name') return this.tape.chance(2) ? ' ' : this.tape.pick(NAME_PARTS);
    if (type === 'DateTime')
      return this.tape.pick(['2024-05-06T07:00:00Z', '2026-11-01T00:00:00+01:00', '2090-01-01T00:00:00Z']);
    // What is related to what is ranked by functions that have specs of their own.
    if (name === 'id' && item === 'SearchHit') return this.tape.pick(['00000000-0000-7000-8000-000000000000', 'Ł']);
    if (name === 'text') return this.tape.pick(['xqzwvj', ' ']);
    if (this.tape.chance(3)) return this.tape.pick(['00000000-0000-7000-8000-000000000000', 'Ł"', '']);
    if (name === 'of') item = this.tape.pick(CHAIN);
    return this.tape.pick(this.pools[KINDS[name] ?? item] ?? ['00000000-0000-7000-8000-000000000000']);
  }
}

const hasFields = ({ type }: Field): boolean => isObjectType(getNamedType(type)) || isUnionType(getNamedType(type));

/** The type whose ids the arguments of a field may hold. */
const itemOf = ({ type }: Field): string => getNamedType(type).name.replace(/Connection$/, '');

function literal(type: GraphQLInputType, value: unknown): string {
  const inner = getNullableType(type);
  if (value === null) return 'null';
  if (isListType(inner)) return `[${(value as unknown[]).map((each) => literal(inner.ofType, each)).join(', ')}]`;
  if (isEnumType(inner)) return String(value);
  if (!isInputObjectType(inner)) return JSON.stringify(value);
  const fields = Object.entries(value as object) as [string, unknown][];
  return `{${fields.map(([name, each]) => `${name}: ${literal(inner.getFields()[name]!.type, each)}`).join(', ')}}`;
}
