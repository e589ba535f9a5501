import { GraphQLSchemaHost } from '@nestjs/graphql';
import fc from 'fast-check';
import { execute, parse, print, validate, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { shown } from '../apps/api/refusals.ts';
import { ReadEngine } from '#reads';
import { useApp } from './app.ts';
import { Oracle } from './oracle.ts';
import { OperationWriter, Tape, type Operation } from './random-operation.ts';
import { randomFrom, World } from './world.ts';

/** A failing one shrinks for minutes. */
const PATIENCE = Number(process.env.TEST_PATIENCE ?? 300_000) - 20_000;
const SEED = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);
const RUNS = Number(process.env.TEST_RUNS ?? 300);

const OTHER: Record<string, (value: unknown) => unknown> = {
  boolean: (value) => !value,
  number: (value) => (Number(value) === 2 ? 5 : 2),
};

interface Answered {
  readonly data: string;
  readonly refusals: string[];
}

/** JSON without the spaces between its words. */
const dense = (json: string): string => json.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1');
const refusalsOf = (errors: readonly { path?: readonly unknown[]; extensions?: { code?: unknown } }[] = []): string[] =>
  errors.map(({ path, extensions }) => `${String(extensions?.code)} at ${path?.join('.')}`).sort();
const answered = ({ data, errors }: ExecutionResult): Answered => ({
  data: JSON.stringify(data ?? null),
  refusals: refusalsOf(errors?.map(shown)),
});

describe(`any read whatever (TEST_SEED=${SEED})`, () => {
  const t = useApp();
  let schema: GraphQLSchema;
  let oracle: Oracle;
  let roots: string[];
  let readers: (string | null)[];

  beforeAll(async () => {
    await new World(t, randomFrom(SEED)).fill();
    schema = t.app.get(GraphQLSchemaHost).schema;
    oracle = await Oracle.over(t, schema);
    const { model } = t.app.get(ReadEngine);
    const fields = Object.values(schema.getQueryType()!.getFields());
    roots = fields.filter(({ type }) => model.answersRows(type)).map(({ name }) => name);
    readers = [null, ...oracle.pools.Person!];
  });

  async function served(
    { document, variables }: Operation,
    reader: string | null,
  ): Promise<Answered & { way: 'text' | 'rows' }> {
    const { data, errors, way } = await t.answer(reader, document, variables);
    return { way, data: dense(data), refusals: refusalsOf(errors) };
  }

  async function finished({ document, variables }: Operation, reader: string | null): Promise<Answered> {
    const actor = reader && { kind: 'person', id: reader, scopes: ['READ'] };
    const contextValue = { address: '', actor: async () => actor };
    return answered(await execute({ schema, document: parse(document), variableValues: variables, contextValue }));
  }

  /** Where nothing is left of the answer, graphql-js stops at its first error and the engine tells all. */
  const comparable = ({ data, refusals }: Answered) =>
    data === 'null' ? { data, refusals: refusals.length > 0 } : { data, refusals };

  /** Other values for the same variables: what was found out for the first may not be taken for the second. */
  const others = ({ variables }: Operation) =>
    Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, OTHER[typeof value]?.(value) ?? value]));

  const told = ({ document, variables }: Operation, reader: string | null) =>
    `${print(parse(document))}\nvariables ${JSON.stringify(variables)}\nreader ${reader}`;

  it(`is answered by PostgreSQL’s text, by graphql-js over its rows and by naive resolvers alike (${RUNS} runs)`, async () => {
    const ways = { text: 0, rows: 0, refused: 0, long: 0 };
    const tapes = fc.array(fc.nat(9_999), { maxLength: 320, size: 'max' });
    const agree = async (operation: Operation, reader: string | null) => {
      const document = parse(operation.document);
      expect(validate(schema, document).map(({ message }) => message)).toEqual([]);
      const where = told(operation, reader);
      const expected = { where, ...comparable(answered(oracle.answer(document, operation.variables, reader))) };
      const { way, ...text } = await served(operation, reader);
      expect({ where, ...comparable(text) }).toEqual(expected);
      expect({ where, ...comparable(await finished(operation, reader)) }).toEqual(expected);
      ways[way]++;
      if (text.refusals.length) ways.refused++;
      if (text.data.length > 300) ways.long++;
    };
    const property = fc.asyncProperty(tapes, async (numbers) => {
      const tape = new Tape(numbers);
      const [first, second] = [tape.pick(readers), tape.pick(readers)];
      const operation = new OperationWriter(schema, roots, oracle.pools, tape).write();
      await agree(operation, first);
      if (Object.keys(operation.variables).length) await agree({ ...operation, variables: others(operation) }, second);
    });
    // Shrinking stops in time to say what it has found.
    const limits = { interruptAfterTimeLimit: PATIENCE, markInterruptAsFailure: true };
    await fc.assert(property, { numRuns: RUNS, seed: SEED, ...limits });
    console.info(`seed ${SEED}: ${JSON.stringify(ways)}`);
    expect(ways.text).toBeGreaterThan(RUNS / 4);
    expect(ways.rows).toBeGreaterThan(RUNS / 20);
    expect(ways.long).toBeGreaterThan(RUNS / 10);
  });
});
