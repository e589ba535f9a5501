import { GraphQLSchemaHost } from '@nestjs/graphql';
import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
  type GraphQLNamedType,
} from 'graphql';
import { errorCodes } from '#core';
import { useApp } from '#test/app';
import { sdl, sdlOf } from './schema.ts';

interface Place {
  readonly at: string;
  readonly description?: string | null;
}

function placesOf(type: GraphQLNamedType): Place[] {
  const { name: at, description } = type;
  if (isEnumType(type))
    return [
      { at, description },
      ...type.getValues().map((each) => ({ at: `${at}.${each.name}`, description: each.description })),
    ];
  if (!(isObjectType(type) || isInterfaceType(type) || isInputObjectType(type))) return [{ at, description }];
  const fields = Object.values(type.getFields()).flatMap((field) => [
    { at: `${at}.${field.name}`, description: field.description },
    ...('args' in field ? (field.args as unknown as (Place & { name: string })[]) : []).map((arg) => ({
      at: `${at}.${field.name}(${arg.name})`,
      description: arg.description,
    })),
  ]);
  return ['Query', 'Mutation', 'Subscription'].includes(at) ? fields : [{ at, description }, ...fields];
}

describe('the schema', () => {
  const t = useApp();
  const schema = () => t.app.get(GraphQLSchemaHost).schema;

  it('describes every type, field, argument and value', () => {
    const own = Object.values(schema().getTypeMap()).filter(
      (type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type),
    );
    const silent = own.flatMap(placesOf).filter(({ description }) => !description);
    expect(silent.map(({ at }) => at)).toEqual([]);
  });

  it('names the Polish term of every type that people talk about', () => {
    const words = [
      'Convent',
      'Entity',
      'Forum',
      'Mandate',
      'Membership',
      'StatusGrant',
      'Voivodeship',
      'ChangeArea',
      'EntityImport',
      'Person',
      'Poll',
      'PollResult',
    ];
    for (const word of words) expect(schema().getType(word)!.description).toMatch(/\(.*[a-ząćęłńóśźż].*\)/);
  });

  it('has every code that a refusal can hold', () => {
    const type = schema().getType('ErrorCode');
    const names = isEnumType(type) ? type.getValues().map(({ name }) => name) : [];
    expect(names.sort()).toEqual([...errorCodes.keys()].sort());
  });

  it('is the same made without a server', async () => expect(await sdl()).toBe(sdlOf(schema())));
});
