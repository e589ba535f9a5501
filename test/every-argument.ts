import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isRequiredArgument,
  isRequiredInputField,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
} from 'graphql';

/** Ids of the world by type. */
export type Ids = Readonly<Record<string, readonly string[]>>;

/** What the name of an id in an argument stands for, where it is not the name of a type. */
const KINDS: Record<string, string> = { practice: 'GoodPractice', unit: 'DraftUnit', from: 'DraftVersion' };
/** A word that every hidden text begins with, and that is no canary by itself. */
const WORD = '"canary"';
const SCALARS: Record<string, string> = { String: WORD, Int: '1', Day: '"2026-01-01"', Boolean: 'true' };

/** Every way to fill in what a field has to be told, as GraphQL writes it; none where the world has nothing of that kind. */
export function calls(field: GraphQLField<unknown, unknown>, ids: Ids): string[][] {
  const type = getNamedType(field.type).name;
  const own = type.endsWith('Connection') ? ofAll(ids) : ofKind(type, ids);
  return combined(field.args.filter(isRequiredArgument), (each) => (each.name === 'id' ? own : values(each, ids)));
}

type Named = GraphQLArgument | GraphQLInputField;

function combined(needed: readonly Named[], valuesOf: (each: Named) => string[]): string[][] {
  return needed.reduce<string[][]>(
    (calls, each) => calls.flatMap((call) => valuesOf(each).map((value) => [...call, `${each.name}: ${value}`])),
    [[]],
  );
}

function values({ name, type }: Named, ids: Ids): string[] {
  return valuesOf(getNullableType(type), name, ids);
}

function valuesOf(type: GraphQLInputType, name: string, ids: Ids): string[] {
  const inner = getNullableType(type);
  if (isListType(inner)) {
    const all = valuesOf(inner.ofType, name, ids);
    return all.length ? [`[${all.join(', ')}]`] : [];
  }
  if (isEnumType(inner)) return inner.getValues().map((each) => each.name);
  if (isInputObjectType(inner)) {
    const needed = Object.values(inner.getFields()).filter(isRequiredInputField);
    return combined(needed, (each) => values(each, ids)).map((fields) => `{ ${fields.join(', ')} }`);
  }
  if (inner.name !== 'ID' && inner.name !== 'UUID') return [SCALARS[inner.name]!];
  if (name === 'of') return ofAll(ids);
  const kind = name.replace(/Ids?$/, '');
  return ofKind(KINDS[kind] ?? `${kind[0]!.toUpperCase()}${kind.slice(1)}`, ids);
}

const ofKind = (kind: string, ids: Ids): string[] => (ids[kind] ?? []).map((id) => JSON.stringify(id));

/** Ids of every kind. */
const ofAll = (ids: Ids): string[] => [...new Set(Object.values(ids).flat())].map((id) => JSON.stringify(id));
