import {
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type FieldNode,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql';
import { LIMITS } from './gate.errors.ts';
import type { Measured } from './gate.document.ts';

export type Variables = Readonly<Record<string, unknown>>;
/** How many, where a variable may say it. */
type Amount = (variables: Variables) => number;

interface Priced {
  /** Whether each is an object of its own, and not only the frame of a page. */
  readonly own: 0 | 1;
  readonly times: Amount;
  readonly below: readonly Priced[];
}

const just =
  (amount: number): Amount =>
  () =>
    amount;
const ONE = just(1);
const PLAIN = just(LIMITS.plainList);

const clamped = (value: unknown): number =>
  typeof value === 'number' && !Number.isNaN(value) ? Math.min(Math.max(value, 1), LIMITS.page) : LIMITS.page;

/** The most objects that an answer can hold, as a function of the variables. */
export const costOf = (schema: GraphQLSchema, measured: Measured): Amount => {
  const priced = new Pricing(schema, measured).root();
  const sum = ({ own, times, below }: Priced, variables: Variables): number =>
    times(variables) * below.reduce<number>((total, each) => total + sum(each, variables), own);
  return (variables) => priced.reduce((total, each) => total + sum(each, variables), 0);
};

class Pricing {
  private readonly within: string[] = [];

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly measured: Measured,
  ) {}

  root(): Priced[] {
    const { operation, selectionSet } = this.measured.operation;
    return this.priced(selectionSet, this.schema.getRootType(operation)?.name);
  }

  private priced({ selections }: SelectionSetNode, on: string | undefined, page?: Amount): Priced[] {
    return selections.flatMap((each): Priced[] => {
      if (each.kind === Kind.FIELD) return this.field(each, on, page);
      if (each.kind === Kind.INLINE_FRAGMENT)
        return this.priced(each.selectionSet, each.typeCondition?.name.value ?? on, page);
      const fragment = this.measured.fragments.get(each.name.value);
      if (!fragment || this.within.includes(each.name.value)) return [];
      this.within.push(each.name.value);
      const inside = this.priced(fragment.selectionSet, fragment.typeCondition.name.value, page);
      this.within.pop();
      return inside;
    });
  }

  private definition({ name }: FieldNode, on = ''): GraphQLField<unknown, unknown> | undefined {
    const type = this.schema.getType(on);
    return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name.value] : undefined;
  }

  private field(node: FieldNode, on: string | undefined, page?: Amount): Priced[] {
    const def = this.definition(node, on);
    if (!def || !node.selectionSet) return [];
    const below = getNamedType(def.type);
    const first = amountOf(node, def, this.measured.operation);
    const isList = isListType(getNullableType(def.type));
    if (first && !isList) return [{ own: 0, times: ONE, below: this.priced(node.selectionSet, below.name, first) }];
    const own = below.name.endsWith('Edge') ? 0 : 1;
    return [{ own, times: isList ? (page ?? first ?? PLAIN) : ONE, below: this.priced(node.selectionSet, below.name) }];
  }
}

/** What `first` of a field can be at most; undefined where it has no such argument. */
function amountOf(
  node: FieldNode,
  def: GraphQLField<unknown, unknown>,
  { variableDefinitions = [] }: OperationDefinitionNode,
): Amount | undefined {
  const argument = def.args.find(({ name }) => name === 'first');
  if (!argument) return undefined;
  const given = node.arguments?.find(({ name }) => name.value === 'first')?.value;
  if (!given) return just(clamped(argument.defaultValue));
  if (given.kind !== Kind.VARIABLE) return just(clamped(valueFromASTUntyped(given)));
  const variable = given.name.value;
  const preset = variableDefinitions.find((each) => each.variable.name.value === variable)?.defaultValue;
  const otherwise = preset ? valueFromASTUntyped(preset) : argument.defaultValue;
  return (variables) => clamped(variables[variable] ?? otherwise);
}
