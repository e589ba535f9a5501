import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { GraphQLSchema } from 'graphql';
import { ReadEngine } from '#reads';
import { useApp } from './app.ts';
import { documents, IS_LONG, PATH_LENGTH } from './every-path.ts';
import { secretEntry } from './trail.ts';
import { secrets } from './visibility.world.ts';

const ID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const NOBODY = '00000000-0000-7000-8000-000000000000';

/** What is deepest lies so far from these; everything else is nearer to some root field. */
const [FAR, FAR_FROM] = [Math.max(3, PATH_LENGTH), ['circulation', 'entityImport', 'meeting', 'viewer']];

/** Root fields that answer nobody here. */
const SILENT = {
  auditHead: 'a public summary of checkpoints, of which there is none',
  readAmendingSentence: 'reads the sentence that it is given, and this is none',
};

/** Root fields of what row-level security hides alone. */
const ONE_FENCE = {
  provenance: 'each step of its walk in SQL sees what its reader may see, and no row of it is stored',
};

describe('what an actor may not see', () => {
  const t = useApp();
  let world: Awaited<ReturnType<typeof secrets>>;
  let schema: GraphQLSchema;

  beforeAll(async () => {
    world = await secrets(t);
    world.hidden.push(await secretEntry(t, world.own));
    schema = t.app.get(GraphQLSchemaHost).schema;
    fenced = await t.sql(`SELECT relname AS name FROM pg_class WHERE relrowsecurity`);
  });

  /** Root fields that have answered somebody. */
  const answered = new Set<string>();
  const codes = ['NOT_FOUND', 'UNAUTHENTICATED'];
  const skipped = new Set<string>();

  /** Everything that every path shows to somebody, errors included. */
  async function seenBy(person: { id: string } | null, length = PATH_LENGTH, from?: string[]): Promise<string> {
    const asked = [false, true].flatMap((derived) => documents(schema, world.ids, { derived, length }));
    const shown: string[] = [];
    const isAsked = (root: string) => !skipped.has(root) && (from?.includes(root) ?? true);
    for (const { root, document } of asked.filter((each) => isAsked(each.root))) {
      const { data, errors } = await t.answer(person?.id ?? null, document);
      expect(codes).toEqual(expect.arrayContaining(errors.map((each) => each.extensions.code)));
      if (!errors.length && data !== `{"${root}":null}`) answered.add(root);
      // A refusal may say the id again that it was asked for, and no other.
      const given = document.match(ID) ?? [];
      shown.push(
        data,
        given.reduce((text, id) => text.replaceAll(id, ''), JSON.stringify(errors)),
      );
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
    const seen: string[] = [];
    for (const person of [world.chair, world.speaker])
      seen.push(await seenBy(person), await seenBy(person, FAR, FAR_FROM));
    const shown = canariesIn(seen.join('\n'));
    expect(shown.filter((each) => each.startsWith('canary')).sort()).toEqual(
      [
        ...['account', 'act', 'basis', 'conclusion', 'correction', 'email', 'file', 'header', 'invited', 'minutes'],
        ...['obligation', 'phone', 'problem', 'proposed', 'reason', 'recording', 'resolution', 'row', 'scan'],
        ...['session', 'speaker', 'staff', 'task', 'text', 'title', 'token', 'web', 'why'],
        ...['card', 'practice', 'question', 'released', 'remark', 'replication', 'drafted', 'projected', 'remarked'],
        ...['factor', 'issuer'],
        ...['asks', 'audited', 'merger', 'objection', 'postulat', 'evidence', 'rekomendacja', 'dossier', 'answered'],
        ...['closed', 'draft', 'notice', 'open', 'result', 'roll', 'shared', 'outsider'],
        ...['code', 'guest', 'guestmail', 'item', 'link', 'meeting', 'moved', 'note', 'registered', 'spoken', 'there'],
      ]
        .map((each) => `canary-${each}`)
        .sort(),
    );
    expect(shown).toEqual(expect.arrayContaining(world.hidden));
    const silent = Object.keys(schema.getQueryType()!.getFields()).filter((root) => !answered.has(root));
    expect(silent.sort()).toEqual(Object.keys(SILENT).sort());
  });

  describe.each([
    ['with both fences', true, true],
    ['with row-level security alone', false, true],
    ['with the rules alone', true, false],
  ])('%s', (_, rules, security) => {
    beforeAll(async () => {
      t.app.get(ReadEngine).rules = rules;
      if (security) return;
      await rowSecurity('DISABLE');
      // What a service makes out of rows asks its policy after it has found them.
      codes.push('FORBIDDEN');
      Object.keys(ONE_FENCE).forEach((root) => skipped.add(root));
    });
    afterAll(async () => {
      t.app.get(ReadEngine).rules = true;
      if (security) return;
      codes.pop();
      skipped.clear();
      await rowSecurity('ENABLE');
    });

    // What one fence hides by itself, both hide; a stranger sees no more than a chair from elsewhere does. The walk is long,
    // so the short run takes it for each fence alone, and leaves out the stranger.
    const [first, ...rest] = ['stranger', 'foreignChair', 'public'] as const;
    const walkers = rules && security ? [] : [...(IS_LONG ? [first] : []), ...rest];
    for (const who of walkers)
      it(`is on no path for the ${who}`, async () => {
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
