import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { GraphQLSchema } from 'graphql';
import { newId } from '#core';
import { ReadEngine } from '#reads';
import { useApp, type TestApp } from './app.ts';
import { documents } from './every-path.ts';
import { secretPolls } from './poll-rows.ts';

const NOBODY = '00000000-0000-7000-8000-000000000000';

/** A convent with everything in it that others may not see; each hidden text names what it is of. */
async function secrets(t: TestApp) {
  const { given, sql } = t;
  const [forum, own, foreign] = [
    await given.forum(),
    await given.convent(),
    await given.convent({ voivodeship: '24' }),
  ];
  await sql(`INSERT INTO forum_standing (id, forum_id, kind, basis) VALUES ($1, $2, 'MEMBER', 'x')`, [
    own.id,
    forum.id,
  ]);
  const [chair, foreignChair, stranger] = [
    await given.holder('CHAIR', own),
    await given.holder('CHAIR', foreign),
    await given.person(),
  ];
  const [applicant, member] = [await given.entity(), await given.entity()];
  const named = (what: string) => given.person({ name: `canary-${what}` });
  const [speaker, staff, proposed] = [await named('speaker'), await named('staff'), await named('proposed')];
  const states = ['APPLIED', 'REJECTED', 'WITHDRAWN'] as const;
  const memberships = await Promise.all(states.map((state) => given.membership(own, applicant, { state })));
  const joined = await given.membership(own, member);
  const mandates = [
    await given.mandate(speaker, 'REPRESENTATIVE', applicant),
    await given.mandate(staff, 'STAFF', member),
    await given.mandate(proposed, 'SECRETARY', own, { state: 'PROPOSED', proposedBy: chair.id }),
    await given.mandate(proposed, 'VICE_CHAIR', own, { state: 'DECLINED' }),
  ];
  await sql(`UPDATE mandate SET basis = 'canary-basis-' || id WHERE id = ANY ($1)`, [mandates.map(({ id }) => id)]);
  await sql(`UPDATE mandate SET substitutes_id = $1 WHERE person_id = $2`, [mandates[2]!.id, chair.id]);
  for (const { id } of [applicant, member])
    await sql(
      `INSERT INTO entity_contact (id, email, phone, website) VALUES ($1, 'canary-email', 'canary-phone', 'canary-web')`,
      [id],
    );
  for (const { id } of [...memberships, joined])
    await sql(
      `INSERT INTO membership_act (id, membership_id, convent_id, entity_id, state, at, reason, basis, mandate_id)
       SELECT $1, id, convent_id, entity_id, state, now(), 'canary-reason', 'canary-act', $3 FROM membership WHERE id = $2`,
      [newId(), id, mandates[0]!.id],
    );
  await given.apiToken(speaker.id, ['READ']);
  await sql(`UPDATE api_token SET name = 'canary-token'`);
  await sql(`UPDATE session SET client = 'canary-session' WHERE person_id = $1`, [speaker.id]);
  await sql(
    `INSERT INTO invitation (id, person_id, email, email_key, token_hash, invited_by, created_at, expires_at)
     VALUES ($1, $2, 'canary-invited', 'x', 'x', $3, now(), now() + interval '1 day')`,
    [newId(), proposed.id, speaker.id],
  );
  await sql(`UPDATE account SET email = 'canary-account-' || id WHERE id <> ALL ($1)`, [
    [stranger.id, foreignChair.id],
  ]);
  const imported = newId();
  await sql(
    `INSERT INTO entity_import (id, person_id, mandate_id, body_id, file_name, state, rows_total, created_at)
     SELECT $1, person_id, id, body_id, 'canary-file', 'PREVIEWED', 1, now() FROM mandate WHERE person_id = $2`,
    [imported, chair.id],
  );
  await sql(
    `INSERT INTO entity_import_row (id, import_id, line, verdict, name, founder_kind) VALUES ($1, $1, 2, 'BAD', 'canary-row', 'NGO')`,
    [imported],
  );
  await sql(`INSERT INTO entity_import_column (import_id, position, header) VALUES ($1, 1, 'canary-header')`, [
    imported,
  ]);
  await sql(
    `INSERT INTO entity_import_problem (import_id, row_id, code, severity, message) VALUES ($1, $1, 'WRONG_NIP', 'ERROR', 'canary-problem')`,
    [imported],
  );
  const { polls, open } = await secretPolls(t, own, mandates[0]!.id);
  const hidden = [...memberships, ...mandates, ...polls, speaker, staff, proposed].map(({ id }) => id);
  const ids = {
    Mandate: mandates.map(({ id }) => id),
    EntityImport: [imported],
    Membership: [...memberships, joined].map(({ id }) => id),
    Convent: [own.id, foreign.id],
    Poll: [...polls, open].map(({ id }) => id),
    Entity: [applicant.id, member.id],
  };
  return { own, chair, foreignChair, stranger, speaker, applicant, hidden, ids };
}

describe('what an actor may not see', () => {
  const t = useApp();
  let world: Awaited<ReturnType<typeof secrets>>;
  let schema: GraphQLSchema;

  beforeAll(async () => {
    world = await secrets(t);
    schema = t.app.get(GraphQLSchemaHost).schema;
    fenced = await t.sql(`SELECT relname AS name FROM pg_class WHERE relrowsecurity`);
  });

  /** Everything that every path shows to somebody, errors included. */
  async function seenBy(person: { id: string } | null): Promise<string> {
    const asked = [...documents(schema, world.ids, false), ...documents(schema, world.ids, true)];
    const shown: string[] = [];
    for (const document of asked) {
      const { data, errors } = await t.answer(person?.id ?? null, document);
      expect(['NOT_FOUND', 'UNAUTHENTICATED']).toEqual(
        expect.arrayContaining(errors.map((each) => each.extensions.code)),
      );
      shown.push(data, JSON.stringify(errors));
    }
    return shown.join('\n');
  }

  const canariesIn = (text: string) => [
    ...new Set(text.match(/canary-[a-z]+/g) ?? []),
    ...world.hidden.filter((id) => text.includes(id)),
  ];

  let fenced: { name: string }[];
  const rowSecurity = (what: 'ENABLE' | 'DISABLE') =>
    t.sql(fenced.map(({ name }) => `ALTER TABLE ${name} ${what} ROW LEVEL SECURITY`).join(';'));

  it('is shown to those whom it concerns, so that the paths do lead there', async () => {
    const shown = canariesIn(`${await seenBy(world.chair)}${await seenBy(world.speaker)}`);
    expect(shown.filter((each) => each.startsWith('canary')).sort()).toEqual(
      [
        ...[
          'account',
          'act',
          'basis',
          'email',
          'file',
          'header',
          'invited',
          'phone',
          'problem',
          'proposed',
          'reason',
          'row',
        ],
        ...['closed', 'draft', 'notice', 'open', 'result', 'roll', 'shared'],
        ...['session', 'speaker', 'staff', 'token', 'web'],
      ]
        .map((each) => `canary-${each}`)
        .sort(),
    );
    expect(shown).toEqual(expect.arrayContaining(world.hidden));
  });

  describe.each([
    ['with both fences', true, true],
    ['with row-level security alone', false, true],
    ['with the rules alone', true, false],
  ])('%s', (_, rules, security) => {
    beforeAll(async () => {
      t.app.get(ReadEngine).rules = rules;
      if (!security) await rowSecurity('DISABLE');
    });
    afterAll(async () => {
      t.app.get(ReadEngine).rules = true;
      if (!security) await rowSecurity('ENABLE');
    });

    it.each(['stranger', 'foreignChair', 'public'] as const)('is on no path for the %s', async (who) => {
      const shown = await seenBy(who === 'public' ? null : world[who]);
      expect(canariesIn(shown)).toEqual([]);
      if (who === 'public') expect(shown).not.toContain('displayName');
    });

    it('cannot be counted, filtered for or told by its place', async () => {
      const [hiddenMandate] = world.ids.Mandate as [string];
      const [hiddenMembership] = world.ids.Membership as [string];
      const lists = (mandate: string, membership: string) => `{
        convent(id: "${world.own.id}") {
          proposed: mandates(filter: { states: [PROPOSED, DECLINED] }) { totalCount pageInfo { hasNextPage } nodes { id } }
          mandates(after: "${mandate}") { totalCount pageInfo { startCursor } edges { cursor } }
          applied: memberships(filter: { states: [APPLIED, REJECTED, WITHDRAWN] }) { totalCount edges { cursor } }
          memberships(after: "${membership}") { totalCount nodes { id } }
        }
        entity(id: "${world.applicant.id}") {
          memberships(first: 1) { totalCount pageInfo { hasNextPage endCursor } }
          mandates(first: 1) { totalCount pageInfo { hasNextPage endCursor } }
        }
        mandate(id: "${mandate}") { id }
        membership(id: "${membership}") { id }
      }`;
      for (const person of [world.stranger.id, world.foreignChair.id, null]) {
        const plain = ({ data, errors }: Awaited<ReturnType<typeof t.answer>>) => ({
          data,
          errors: errors
            .map(({ path, message, extensions: { code } }) => `${path!.join('.')} ${code} ${message}`)
            .sort(),
        });
        const real = plain(await t.answer(person, lists(hiddenMandate, hiddenMembership)));
        expect(real).toEqual(plain(await t.answer(person, lists(NOBODY, NOBODY))));
        const { convent, entity } = JSON.parse(real.data) as Record<string, Record<string, { totalCount: number }>>;
        expect([convent!.proposed!.totalCount, convent!.applied!.totalCount]).toEqual([0, 0]);
        expect([entity!.memberships!.totalCount, entity!.mandates!.totalCount]).toEqual([0, 0]);
      }
    });
  });
});
