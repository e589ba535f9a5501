import { GraphQLSchemaHost } from '@nestjs/graphql';
import fc from 'fast-check';
import { errorCodes, newId } from '#core';
import { useApp, type Answer } from './app.ts';
import type { Someone } from './given.ts';
import { attempts, type Attempt } from './hostile.ts';
import { mergeRow, proposalRow } from './proposals.ts';
import { areaRow, practiceRow, questionRow, replicationRow } from './practice-rows.ts';
import { circulationRow, outsiderRow } from './circulation-rows.ts';
import { recommendationRow } from './recommendation-rows.ts';
import { draftRow } from './draft-rows.ts';
import { connect } from './socket.ts';

const SEED = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);
/** Each round tries every root field; in the long run TEST_ROUNDS=8 and more. */
const ROUNDS = Number(process.env.TEST_ROUNDS ?? 1);
/** So many wait for each other, and no longer than that. */
const [AT_ONCE, LONGEST_MS] = [20, 30_000];

const CANARY = 'kanarek';
/** What drivers, databases and engines say of themselves. */
const INSIDES =
  /QueryFailedError|driverError|violates|invalid input syntax|syntax error at|relation "|column "|konwent_app|konwent_public|pg_catalog|SELECT .* FROM|node_modules|\.[cm]?[jt]s:\d|\bat \w+ \(|TypeError|RangeError|Cannot read|is not a function|Maximum call stack|Did you mean/;

interface Heard {
  readonly status: number;
  readonly text: string;
}

describe(`hostile inputs (TEST_SEED=${SEED})`, () => {
  const t = useApp({ SOCKETS_PER_ADDRESS: '300' });
  let names: RegExp;

  beforeAll(async () => {
    const rows = await t.sql<{ name: string }>(`
      SELECT conname AS name FROM pg_constraint WHERE connamespace = 'public'::regnamespace
      UNION SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
      UNION SELECT attname FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid WHERE relnamespace = 'public'::regnamespace
      UNION SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace`);
    const telling = rows.map(({ name }) => name).filter((name) => name.includes('_'));
    expect(telling.length).toBeGreaterThan(100);
    names = new RegExp(`\\b(${telling.join('|')})\\b`);
  });

  /** A convent of the actors’ own, and another with texts that none of them may read. */
  async function scene() {
    const { given, sql } = t;
    const [own, foreign] = [await given.convent(), await given.convent({ voivodeship: '24' })];
    const [entity, foreignEntity, hidden] = [await given.entity(), await given.entity(), await given.entity()];
    const people = [
      await given.holder('CHAIR', own),
      await given.holder('REPRESENTATIVE', entity),
      await given.person({ operator: true }),
      await given.holder('CHAIR', foreign),
      await given.person({ name: `${CANARY} osoba` }),
    ] as const;
    const memberships = [
      await given.membership(own, entity),
      await given.membership(own, await given.entity(), { state: 'APPLIED' }),
      await given.membership(foreign, foreignEntity, { state: 'APPLIED' }),
      await given.membership(foreign, hidden, { state: 'ON_HOLD' }),
    ];
    const proposal = await given.mandate(people[4], 'SECRETARY', foreign, {
      state: 'PROPOSED',
      proposedBy: people[3].id,
    });
    await sql(`UPDATE mandate SET basis = '${CANARY} podstawa' WHERE id = $1`, [proposal.id]);
    await sql(`UPDATE account SET email = '${CANARY} adres' || id WHERE id = $1`, [people[4].id]);
    await sql(`INSERT INTO entity_contact (id, email, phone, website) VALUES ($1, $2, $2, $2)`, [hidden.id, CANARY]);
    await sql(
      `INSERT INTO membership_act (id, membership_id, convent_id, entity_id, state, at, reason, basis)
       SELECT $1, id, convent_id, entity_id, state, now(), '${CANARY} powód', '${CANARY} akt' FROM membership WHERE id = $2`,
      [newId(), memberships[3]!.id],
    );
    const mandates = await sql<{ id: string }>(`SELECT id FROM mandate WHERE person_id = ANY ($1)`, [
      people.map(({ id }) => id),
    ]);
    const area = await areaRow(t);
    const practice = await practiceRow(t, entity, { convent: own, state: 'PUBLISHED', area });
    const practices = [
      practice,
      await practiceRow(t, entity, { area }),
      await practiceRow(t, foreignEntity, { convent: foreign, state: 'PUBLISHED', area }),
      await practiceRow(t, foreignEntity, { convent: foreign, state: 'SUBMITTED', title: `${CANARY} praktyka` }),
    ];
    const under = { state: 'UNDER_REVIEW', reviewer: own } as const;
    const proposals = [
      await proposalRow(t, entity, { ...under, area }),
      await proposalRow(t, own, { ...under, area }),
      await proposalRow(t, entity),
      await proposalRow(t, foreignEntity, { state: 'SUBMITTED', reviewer: foreign, title: `${CANARY} postulat` }),
    ];
    const merges = [
      await mergeRow(t, own, [proposals[0]!, await proposalRow(t, entity, under)]),
      await mergeRow(t, foreign, [await proposalRow(t, foreignEntity, { ...under, reviewer: foreign })], {
        text: `${CANARY} razem`,
      }),
    ];
    const draft = await draftRow(t, own, { member: mandates[0]! });
    const drafts = [draft, await draftRow(t, foreign, { title: `${CANARY} projekt`, text: `${CANARY} tekst` })];
    const circulation = await circulationRow(t, own, entity, { author: people[0]!, isDisposed: true });
    const outsider = await outsiderRow(t, circulation);
    const idsOf = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);
    const ids = {
      convent: idsOf([own, own, foreign]),
      ...{ entity: idsOf([entity, entity, foreignEntity]), person: idsOf(people.slice(0, 4)) },
      ...{
        membership: idsOf(memberships),
        mandate: idsOf([proposal, ...mandates]),
        body: idsOf([own, foreign, entity]),
        ...{ proposal: idsOf(proposals), merge: idsOf(merges), origin: idsOf([entity, own]), reviewer: idsOf([own]) },
        ...{ practice: idsOf(practices), changeArea: [area.id] },
        replication: [(await replicationRow(t, practice, foreignEntity)).id],
        ...{ draft: idsOf(drafts), unit: [draft.unitId, draft.otherId], parent: [draft.unitId], after: [draft.unitId] },
        ...{ event: [draft.eventId], amendment: [draft.amendmentId] },
        ...{ member: [draft.memberId!], from: [draft.versionId] },
        ...{ circulation: [circulation.id], organisation: [entity.id], remark: [circulation.remarkId] },
        ...{
          outsider: [outsider.id],
          disposition: [circulation.dispositionId, outsider.dispositionId],
          version: [circulation.draft.versionId],
        },
        recommendation: [(await recommendationRow(t, own, { area })).id],
        question: [(await questionRow(t, practice, foreignEntity)).id],
      },
    };
    return { actors: [null, ...people.slice(0, 3)], ids };
  }

  async function overHttp({ query, variables, operationName }: Attempt, token?: string): Promise<Heard> {
    const response = await fetch(`${t.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ query, variables, operationName }),
    });
    return { status: response.status, text: await response.text() };
  }

  async function overSocket({ query, variables }: Attempt, token?: string): Promise<Heard> {
    const socket = connect(t, token ?? null);
    try {
      const heard = socket.listen(query, variables).next(LONGEST_MS);
      heard.catch(() => undefined);
      const answer = await Promise.race([heard, socket.closed.then((code) => ({ data: null, errors: [], code }))]);
      return { status: 200, text: JSON.stringify(answer) };
    } finally {
      await socket.end();
    }
  }

  /** What is wrong with an answer, if anything is. */
  function faultsOf({ status, text }: Heard): string[] {
    const { errors = [] } = JSON.parse(text) as Partial<Answer>;
    const codes = errors.map(({ extensions }) => extensions?.code);
    return [
      ...(status >= 500 ? [`status ${status}`] : []),
      ...codes.filter((code) => code === 'INTERNAL' || !errorCodes.has(code)).map((code) => `code ${code}`),
      ...[INSIDES, names, new RegExp(CANARY)].flatMap(
        (sign) =>
          sign
            .exec(text)
            ?.slice(0, 1)
            .map((word) => `tells “${word}”`) ?? [],
      ),
    ];
  }

  const seen = { answered: 0, refused: 0, sockets: 0, roots: new Set<string>(), codes: {} as Record<string, number> };
  function count({ root, overSocket: isOver }: Attempt, { text }: Heard): void {
    const { errors = [] } = JSON.parse(text) as Partial<Answer>;
    seen[errors.length ? 'refused' : 'answered']++;
    seen.sockets += Number(isOver);
    seen.roots.add(root);
    for (const { extensions } of errors) seen.codes[extensions.code] = (seen.codes[extensions.code] ?? 0) + 1;
  }

  const tokenOf = async (actor: Someone | null): Promise<string | null> => actor && (await t.given.session(actor.id));

  async function storm(round: number): Promise<void> {
    const { actors, ids } = await scene();
    const { schema } = t.app.get(GraphQLSchemaHost);
    const all = attempts(schema, ids, actors.length);
    const send = async (batch: Attempt[]): Promise<void> => {
      // Some of what is sent ends sessions.
      const tokens = await Promise.all(actors.map(tokenOf));
      const faults = await Promise.all(
        batch.map(async (attempt) => {
          const token = tokens[attempt.actor] ?? undefined;
          const heard = await (attempt.overSocket ? overSocket(attempt, token) : overHttp(attempt, token));
          count(attempt, heard);
          return faultsOf(heard).map(
            (fault) => `${fault}: ${attempt.query} ${JSON.stringify(attempt.variables)} → ${heard.text}`,
          );
        }),
      );
      expect(faults.flat()).toEqual([]);
    };
    for (let i = 0; i < all.length; i += AT_ONCE) {
      const property = fc.asyncProperty(fc.tuple(...all.slice(i, i + AT_ONCE)), send);
      await fc.assert(property, { numRuns: 1, seed: SEED + round, interruptAfterTimeLimit: 30_000 });
    }
    const convents = `{ convents { nodes { id } } viewer { id } }`;
    for (const actor of actors) {
      expect(await t.get(await tokenOf(actor), convents)).toMatchObject({ viewer: actor && { id: actor.id } });
    }
  }

  it(`break nothing and tell nothing (${ROUNDS} for each root field)`, async () => {
    for (let round = 0; round < ROUNDS; round++) await storm(round);
    const { roots, ...numbers } = seen;
    console.info(`seed ${SEED}: ${JSON.stringify({ ...numbers, roots: roots.size })}`);
    const { schema } = t.app.get(GraphQLSchemaHost);
    const all = [schema.getQueryType()!, schema.getMutationType()!, schema.getSubscriptionType()!];
    expect([...roots].sort()).toEqual(all.flatMap((type) => Object.keys(type.getFields())).sort());
    expect(seen.answered).toBeGreaterThan((ROUNDS * roots.size) / 20);
    expect(seen.sockets).toBeGreaterThan((ROUNDS * roots.size) / 20);
    expect((await fetch(`${t.url}/health/ready`)).status).toBe(200);
  });
});
