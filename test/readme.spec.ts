import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Db, newId, SYSTEM, type Tx } from '#core';
import { loadDemo } from '../apps/cli/demo.network.ts';
import { useApp } from './app.ts';

interface Example {
  title: string;
  query: string;
  expected: string;
}

const EXAMPLE = /^### (\d\. .*)\n[\s\S]*?```graphql\n([\s\S]*?)```\n\n```json\n([\s\S]*?)```/gm;
const text = await readFile(join(import.meta.dirname, '../README.md'), 'utf8');
const examples: Example[] = [...text.matchAll(EXAMPLE)].map(([, title, query, expected]) => ({
  title: title!,
  query: query!,
  expected: expected!,
}));

describe('the README', () => {
  const t = useApp();
  let membershipId: string;

  beforeAll(async () => {
    await loadDemo(t.app);
    [{ id: membershipId }] = (await t.sql<{ id: string }>(`SELECT id FROM membership WHERE state = 'APPLIED'`)) as [
      { id: string },
    ];
  });

  const signedInAs = async (title: string): Promise<string | null> => {
    const email = /`(.*@demo\.invalid)`/.exec(title)?.[1];
    if (!email) return null;
    const [account] = await t.sql<{ id: string }>(`SELECT id FROM account WHERE email_key = $1`, [email]);
    return t.given.session(account!.id);
  };

  const variables: Record<string, () => object> = {
    '4': () => ({ input: { membershipId, clientMutationId: newId() } }),
    '5': () => ({ input: { membershipId, reason: 'Brak sprawozdania' } }),
  };

  it('has six examples', () => expect(examples).toHaveLength(6));

  it.each(examples)('answers as it says: $title', async ({ title, query, expected }) => {
    const response = await fetch(`${t.url}/graphql`, {
      method: 'POST',
      headers: await headersOf(title),
      body: JSON.stringify({ query, variables: variables[title[0]!]?.() }),
    });
    const answer = (await response.text()).replace(/"correlationId":"[^"]*"/, '"correlationId":"…"');
    expect(JSON.parse(answer)).toEqual(JSON.parse(expected));
  });

  const headersOf = async (title: string): Promise<Record<string, string>> => {
    const token = await signedInAs(title);
    return { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  };

  it('has practices of many kinds, areas and states in the demo network, all of them samples', async () => {
    const [made] = await t.app.get(Db).run(SYSTEM, async (tx: Tx) => {
      tx.allow(true);
      return tx.sql<Record<string, number>>(
        `SELECT count(*)::int AS practices, count(*) FILTER (WHERE NOT p.sample)::int AS unmarked,
           count(DISTINCT e.kind)::int AS kinds, count(DISTINCT e.voivodeship_id)::int AS places,
           count(DISTINCT p.state)::int AS states, count(DISTINCT e.id)::int AS authors,
           (SELECT count(DISTINCT change_area_id)::int FROM practice_area) AS areas,
           (SELECT count(*)::int FROM replication r WHERE r.sample) AS replications,
           (SELECT count(*)::int FROM practice_question WHERE answer IS NULL) AS open,
           (SELECT count(*)::int FROM practice_question WHERE answer IS NOT NULL) AS answered
         FROM good_practice p JOIN entity e ON e.id = p.entity_id`,
      );
    });
    expect(made).toEqual({
      ...{ practices: 43, unmarked: 0, kinds: 12, places: 9, states: 7, authors: 33 },
      ...{ areas: 14, replications: 42, open: 3, answered: 18 },
    });
  });

  it('has proposals about every area in the demo network, in many states, three of them merged, all of them samples', async () => {
    const [made] = await t.app.get(Db).run(SYSTEM, async (tx: Tx) => {
      tx.allow(true);
      return tx.sql<Record<string, number>>(
        `SELECT count(*)::int AS proposals, count(*) FILTER (WHERE NOT sample OR title NOT LIKE 'Przykład: %'
             OR reasons NOT LIKE 'Dane przykładowe.%')::int AS unmarked, count(DISTINCT state)::int AS states,
           count(*) FILTER (WHERE merged_into_id IS NOT NULL)::int AS merged,
           count(*) FILTER (WHERE conclusion_id IS NOT NULL)::int AS concluded,
           (SELECT count(DISTINCT change_area_id)::int FROM proposal_area) AS areas,
           (SELECT count(*)::int FROM proposal_merge WHERE state = 'MERGED' AND sample) AS merges FROM proposal`,
      );
    });
    expect(made).toEqual({
      ...{ proposals: 17, unmarked: 0, states: 6, merged: 3, concluded: 14, areas: 14, merges: 1 },
    });
  });

  it('has drafts with two versions each, that say of themselves that they are samples', async () => {
    const made = await t.sql(
      `SELECT d.form, d.sample AND d.title LIKE 'Przykład%' AS said, d.is_public, d.for_forum, count(v.id)::int AS versions,
         bool_and(v.content LIKE '%rzykład%' OR v.content LIKE '%PRZYKŁAD%') AS labelled
       FROM draft d JOIN draft_version v ON v.draft_id = d.id
       WHERE NOT EXISTS (SELECT FROM recommendation r WHERE r.draft_id = d.id) GROUP BY d.id ORDER BY d.id`,
    );
    const each = { said: true, versions: 2, labelled: true };
    expect(made).toEqual([
      { ...each, form: 'LAW', is_public: false, for_forum: true },
      { ...each, form: 'PROSE', is_public: true, for_forum: false },
      { ...each, form: 'LAW', is_public: false, for_forum: false },
    ]);
  });

  it('has recommendations in seven states, one of them all the way, all of them samples', async () => {
    const made = await t.sql<{ state: string }>(
      `SELECT r.state, r.sample AND d.sample AND r.title LIKE 'Przykład: %' AS said, (SELECT count(*)::int FROM proposal p
           WHERE p.recommendation_id = r.id AND p.merged_into_id IS NULL) AS proposals
       FROM recommendation r JOIN draft d ON d.id = r.draft_id ORDER BY r.serial`,
    );
    const states = ['ANSWERED', 'DISPATCHED', 'REJECTED', 'IN_VOTE', 'IN_CIRCULATION', 'CONSOLIDATING', 'DRAFTING'];
    expect(made).toEqual(states.map((state) => ({ state, said: true, proposals: 1 })));
    const [way] = await t.sql(
      `SELECT count(*)::int AS remarks, count(DISTINCT k.text)::int AS texts, count(DISTINCT verdict)::int AS verdicts,
         count(*) FILTER (WHERE joint)::int AS joint, count(*) FILTER (WHERE reply = 'OBJECTED')::int AS upheld,
         count(DISTINCT d.version_id)::int AS versions, bool_and(verdict = 'ACCEPTED' OR d.reason IS NOT NULL) AS reasoned,
         count(DISTINCT coalesce(entity_id::text, convent_id::text, submitter))::int AS submitters, bool_or(late) AS late
       FROM remark k JOIN disposition d ON d.id = k.disposition_id`,
    );
    expect(way).toEqual({
      ...{ remarks: 40, texts: 40, verdicts: 5, joint: 1, upheld: 3, versions: 1, reasoned: true },
      ...{ submitters: 20, late: false },
    });
    const [sent] = await t.sql(
      `SELECT (SELECT count(*)::int FROM dossier WHERE sample AND state = 'DISPATCHED') AS dossiers,
         (SELECT count(*)::int FROM dispatch) AS dispatches, (SELECT count(*)::int FROM dossier_response) AS responses,
         (SELECT count(*)::int FROM answer_notice WHERE read_at IS NULL) AS unread,
         (SELECT count(*)::int FROM circulation WHERE NOT sample) AS unmarked`,
    );
    expect(sent).toEqual({ dossiers: 2, dispatches: 2, responses: 1, unread: 2, unmarked: 0 });
  });

  it('is true of the demo network: nobody is a real person, and what is made up says so', async () => {
    const [made] = await t.app.get(Db).run(SYSTEM, async (tx: Tx) => {
      tx.allow(true);
      return tx.sql<{ people: number; others: number; unmarked: number }>(
        `SELECT (SELECT count(*)::int FROM account) AS people,
           (SELECT count(*)::int FROM account WHERE email_key NOT LIKE '%@demo.invalid') AS others,
           (SELECT count(*) FROM membership WHERE NOT sample)::int + (SELECT count(*) FROM mandate WHERE NOT sample)::int
             + (SELECT count(*) FROM meeting WHERE description NOT LIKE 'Dane przykładowe: %')::int
             + (SELECT count(*) FROM poll WHERE question NOT LIKE '%Przykład: %' OR explanation NOT LIKE 'Dane przykładowe%')::int AS unmarked`,
      );
    });
    expect(made).toEqual({ people: 11, others: 0, unmarked: 0 });
    const polls = `{ polls { nodes { state result { outcome votesCast } } } }`;
    expect(await t.get(await signedInAs('`chair.pomorski@demo.invalid`'), polls)).toEqual({
      polls: {
        nodes: [
          { state: 'OPEN', result: null },
          ...['REJECTED', 'ADOPTED', 'ADOPTED'].map((outcome) => ({
            state: 'PUBLISHED',
            result: { outcome, votesCast: 3 },
          })),
          { state: 'OPEN', result: null },
          { state: 'PUBLISHED', result: { outcome: 'ADOPTED', votesCast: 3 } },
        ],
      },
    });
    const meetings = `{ meetings { nodes { state recordedFrom waiting minutes { state } } } forum { meetingReports { nodes { themes { area } } } } }`;
    const seen = await t.get<{
      meetings: { nodes: object[] };
      forum: { meetingReports: { nodes: { themes: object[] }[] } };
    }>(await signedInAs('`staff.cis@demo.invalid`'), meetings);
    const entered = {
      state: 'CLOSED',
      recordedFrom: expect.stringMatching(/^Raport/),
      minutes: { state: 'PUBLISHED' },
    };
    expect(seen.meetings.nodes).toMatchObject([
      { state: 'CONVENED', recordedFrom: null, waiting: 1 },
      ...Array(4).fill(entered),
    ]);
    expect(seen.forum.meetingReports.nodes[0]!.themes).toHaveLength(12);
  });
});
