import fc from 'fast-check';
import {
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLInputType,
} from 'graphql';
import { BY_NAME, BY_TYPE, KEYS, NUMBERS, OTHERS, TEXTS } from './hostile.values.ts';

/** Ids by how the names of arguments and root fields for them begin. */
export type Ids = Readonly<Record<string, readonly string[]>>;

/** The first, but for one in twenty. */
export const often = <T, U>(usual: fc.Arbitrary<T>, rare: fc.Arbitrary<U>): fc.Arbitrary<T | U> =>
  fc.oneof<fc.MaybeWeightedArbitrary<T | U>[]>({ weight: 19, arbitrary: usual }, { weight: 1, arbitrary: rare });

const texts = fc.constantFrom<unknown>(...TEXTS);

/** What fits no type, or fits one and no rule. */
export const hostile: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: texts },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(...NUMBERS) },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(...OTHERS) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 1, arbitrary: fc.dictionary(fc.constantFrom(...KEYS), texts, { maxKeys: 3 }) },
);

/** Values for inputs of every type: right ones with something hostile in between. */
export class HostileInputs {
  private readonly every: readonly string[];

  constructor(private readonly ids: Ids) {
    this.every = Object.values(ids).flat();
  }

  value(type: GraphQLInputType, name: string): fc.Arbitrary<unknown> {
    const present = fc.oneof(
      { weight: 9, arbitrary: this.plain(getNullableType(type), name) },
      { weight: 1, arbitrary: hostile },
    );
    if (isNonNullType(type)) return present;
    return fc.oneof({ weight: 3, arbitrary: present }, { weight: 1, arbitrary: fc.constant(null) });
  }

  private plain(type: GraphQLInputType, name: string): fc.Arbitrary<unknown> {
    if (isListType(type)) return fc.array(this.value(type.ofType, name), { maxLength: 3 });
    if (isEnumType(type)) {
      const words = type.getValues().map((each) => each.name);
      return often(fc.constantFrom(...words), fc.constantFrom('NO_SUCH', words[0]!.toLowerCase()));
    }
    if (!isInputObjectType(type)) return this.scalar(String(type), name);
    const fields = Object.values(type.getFields());
    const requiredKeys = fields.filter((field) => isNonNullType(field.type)).map((field) => field.name);
    const model = Object.fromEntries(fields.map((field) => [field.name, this.value(field.type, field.name)]));
    const unknown = fc.array(fc.tuple(fc.constantFrom(...KEYS), hostile), { maxLength: 2 });
    return (
      fc
        .tuple(fc.record(model, { requiredKeys }), often(fc.constant([]), unknown))
        // Object.fromEntries makes a key of __proto__, where a literal would take it for the prototype.
        .map(([known, more]) => Object.fromEntries([...Object.entries(known), ...more]) as unknown)
    );
  }

  /** Of an id mostly one of the kind that its name asks for, and now and then a foreign one. */
  private scalar(type: string, name: string): fc.Arbitrary<unknown> {
    if (type === 'UUID') return fc.uuid({ version: 4 });
    if (type !== 'ID') return fc.constantFrom(...(BY_NAME[name] ?? BY_TYPE[type] ?? TEXTS));
    const kind = Object.keys(this.ids).find((each) => name.startsWith(each)) ?? '';
    return often(fc.constantFrom(...(this.ids[kind] ?? this.every)), fc.constantFrom(...this.every));
  }
}
