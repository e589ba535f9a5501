import { GraphQLSchemaHost } from '@nestjs/graphql';
import { getNamedType, isInputObjectType, type GraphQLField } from 'graphql';
import pg from 'pg';
import { v4 } from 'uuid';
import { newId } from '#core';
import { useApp, type Answer } from './app.ts';
import { ASKS } from './authorization.cells.ts';
import { documentOf, each, operationsOf, type Operations } from './authorization.documents.ts';
import { ROLES, VERDICTS, type Role } from './authorization.table.ts';
import { castOf, cellOf, type Cell } from './authorization.world.ts';
import { idsIn, withId, type Values } from './ids.ts';
import { randomFrom } from './world.ts';

const SEED = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);
/** How many copies of a mutation go off at once; the long run takes 100. */
const COPIES = Number(process.env.TEST_COPIES ?? 4);
/** How many of all operations are tried, drawn anew each time; the long run takes every one. */
const SHARE = Number(process.env.TEST_SHARE ?? 0.2);
/** Who signs in or takes up an invitation has no account yet to keep a key under; a copy of a sign-out comes without a session. */
const WITHOUT_KEY = new Set(['signIn', 'signInWithLink', 'acceptInvitation', 'signOut']);
/** Proofs of who one is: until one copy has succeeded each counts as a try, and past ten there are too many. */
const COUNTED = new Set(['reauthenticate', 'confirmTotp', 'finishSignIn']);

describe(`every operation (TEST_SEED=${SEED})`, () => {
  const t = useApp();
  const random = randomFrom(SEED);
  let operations: Operations;
  beforeAll(() => void (operations = operationsOf(t.app.get(GraphQLSchemaHost).schema)));
  beforeAll(() => t.sql(`ALTER TABLE mandate DISABLE TRIGGER obligations_of_new`));

  /** Some of those that the table allows to somebody about what is their own, each with that role. */
  function drawn(kinds: RegExp): [string, Role][] {
    const allowed = [...operations.keys()].flatMap((operation): [string, Role][] => {
      const own = VERDICTS[operation]?.[0] ?? '';
      const role = ROLES.find((each, i) => own[i] === '+' && each !== 'anonymous');
      return kinds.test(operation) && role ? [[operation, role]] : [];
    });
    return allowed.filter(() => SHARE >= 1 || random(1000) < SHARE * 1000);
  }

  const takesKey = (field: GraphQLField<unknown, unknown>): boolean =>
    field.args.some(({ type }) => {
      const input = getNamedType(type);
      return isInputObjectType(input) && Boolean(input.getFields().clientMutationId);
    });

  async function asked(operation: string, role: Role): Promise<[Cell, Values]> {
    // All come from one address; how many tries one has is tried elsewhere.
    await t.sql(`DELETE FROM attempt`);
    const cell = await cellOf(t, await castOf(t, role), 'own');
    return [cell, ((await ASKS[operation]?.(cell)) ?? {}) as Values];
  }

  const ask = (operation: string, variables: object, { actor }: Cell): Promise<Answer> =>
    t.ask(actor?.token ?? null, documentOf(operation, operations.get(operation)!, variables), variables);

  /** What row-level security lets an actor find by an id. */
  async function asActor(actor: string, query: string, id: string): Promise<unknown[]> {
    const client = new pg.Client(t.database.url);
    await client.connect();
    try {
      await client.query(`BEGIN; SET LOCAL ROLE konwent_app`);
      await client.query(`SELECT set_config('app.actor', $1, true)`, [actor]);
      return (await client.query(query, [id])).rows;
    } finally {
      await client.end();
    }
  }

  it(`has one effect when ${COPIES} copies of a mutation arrive at once`, async () => {
    const wrong: string[] = [];
    const mutations = drawn(/^Mutation\./).filter(([name]) => takesKey(operations.get(name)!));
    for (const [operation, role] of mutations) {
      if (WITHOUT_KEY.has(operation.split('.')[1]!)) continue;
      const [cell, variables] = await asked(operation, role);
      const input = { ...(variables.input as object), clientMutationId: v4() };
      const [{ last }] = (await t.sql<{ last: string }>(`SELECT coalesce(max(id), 0) AS last FROM event`)) as [never];
      const all = await Promise.all(Array.from({ length: COPIES }, () => ask(operation, { input }, cell)));
      const isCounted = COUNTED.has(operation.split('.')[1]!);
      const answers = all.filter(({ errors }) => !isCounted || errors[0]?.extensions.code !== 'TOO_MANY_ATTEMPTS');
      const different = new Set(answers.map(({ data, errors }) => JSON.stringify([data, errors[0]?.extensions.code])));
      const transactions = await t.sql(`SELECT DISTINCT xact FROM event WHERE id > $1 AND actor = $2`, [
        last,
        cell.actor!.id,
      ]);
      if (different.size !== 1 || answers[0]!.errors.length)
        wrong.push(`${operation} (${role}): ${[...different].join(' / ')}`);
      if (transactions.length > 1) wrong.push(`${operation} (${role}): ${transactions.length} effects`);
    }
    console.info(`seed ${SEED}: ${mutations.length} mutations, ${COPIES} copies each`);
    expect(wrong).toEqual([]);
  });

  it('answers an id that one may not see as one that nobody has, wherever an id may stand', async () => {
    const tables = await t.sql<{ name: string }>(
      `SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'id'
       WHERE c.relkind = 'r' AND c.relrowsecurity AND a.atttypid = 'uuid'::regtype`,
    );
    const guarded = tables.map(({ name }) => `SELECT id FROM ${name} WHERE id = $1`).join(' UNION ALL ');
    /** Whether it is private to others: some guarded table has it, and row-level security hides it from the actor. */
    const hidden = async (id: string, actor: string): Promise<boolean> => {
      const [there] = await t.sql(guarded, [id]);
      return Boolean(there) && !(await asActor(actor, guarded, id)).length;
    };
    const [wrong, swaps] = [[] as string[], { count: 0 }];
    await each(drawn(/^(Query|Mutation)\./), async ([operation, role]) => {
      const [cell, variables] = await asked(operation, role);
      if (!idsIn(variables).length) return;
      const stranger = await castOf(t, role === 'chair' ? 'chair of another convent' : 'chair');
      const theirs = ((await ASKS[operation]?.(await cellOf(t, stranger, 'own'))) ?? {}) as Values;
      for (const { path } of idsIn(variables)) {
        const foreign = idsIn(theirs).find((other) => other.path.join('.') === path.join('.'))?.id;
        if (!foreign || !cell.actor || !(await hidden(foreign, cell.actor.id))) continue;
        const said = async (id: string) => {
          const { errors } = await ask(operation, withId(variables, path, id), cell);
          const extensions = { ...errors[0]?.extensions, correlationId: null };
          return JSON.stringify([extensions, errors[0]?.message]).replaceAll(id, 'ID');
        };
        swaps.count++;
        const [unknown, swapped] = [await said(newId()), await said(foreign)];
        if (swapped !== unknown) wrong.push(`${operation} (${role}), ${path.join('.')}: ${swapped} / ${unknown}`);
      }
    });
    console.info(`seed ${SEED}: ${swaps.count} ids swapped`);
    expect(wrong).toEqual([]);
  });
});
