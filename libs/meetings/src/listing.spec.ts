import pg from 'pg';
import { join, numbered, raw, sql } from '#reads';
import { useApp } from '#test/app';
import { givenMeeting, Meetings } from '#test/meetings';
import { factsOf } from './meeting.facts.ts';
import { seesMeeting, seesPart } from './meetings.policy.ts';

interface Plan {
  readonly 'Subplan Name'?: string;
  readonly 'Actual Loops': number;
  readonly Plans?: readonly Plan[];
}
/** Whatever finds out who the reader is. */
const WHO = /\b(?:offices_of|bodies_of|claimed_offices|claimed_bodies|in_forum|circles_of|actor_id|actor_is_system)\(/;

/** What each row is asked: all of the plan but what is found once, before them. */
const ofEachRow = ({ Plans = [], ...node }: Plan): string =>
  [
    JSON.stringify(node),
    ...Plans.filter((each) => !each['Subplan Name']?.startsWith('InitPlan')).map((each) => ofEachRow(each)),
  ].join('\n');

describe('a list of meetings', () => {
  const t = useApp();

  it('of a thousand asks once who the reader is, not at each row', async () => {
    const meet = new Meetings(t);
    const own = await meet.convent();
    const stranger = await t.given.person();
    const { id } = await givenMeeting(t, await t.given.convent(), { state: 'CONVENED', readers: [own.id] });
    await t.sql(
      `INSERT INTO meeting (id, kind, mode, state, title, place, starts_at, ends_at, convened_at, bodies, readers, created_at)
       SELECT uuidv7(), kind, mode, state, title, place, starts_at + n * interval '1 minute', ends_at + n * interval '1 minute',
         convened_at, bodies, readers, created_at FROM meeting, generate_series(1, 1000) n WHERE id = $1`,
      [id],
    );
    await t.sql(`ANALYZE meeting`);
    const actor = raw(`'${own.chair.id}'::uuid`);
    const { held: _, ...facts } = factsOf(raw('m'), actor);
    const reader = new pg.Client({ connectionString: t.database.ownerUrl });
    await reader.connect();
    const explained = async (statement: string): Promise<Plan> => {
      await reader.query(`BEGIN; SET LOCAL ROLE konwent_app`);
      await reader.query(`SELECT set_config('app.actor', $1, true)`, [own.chair.id]);
      const { rows } = await reader.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
        `EXPLAIN (ANALYZE, VERBOSE, FORMAT JSON) ${statement}`,
      );
      await reader.query(`ROLLBACK`);
      return rows[0]!['QUERY PLAN'][0].Plan;
    };
    for (const asked of [
      sql`SELECT ${join(Object.values(facts), ', ')} FROM meeting m WHERE ${seesMeeting(sql`m`, actor)}`,
      sql`SELECT p.id FROM meeting_body p WHERE ${seesPart(sql`p`, actor)}`,
    ]) {
      const plan = await explained(numbered(asked).text);
      expect(WHO.test(JSON.stringify(plan))).toBe(true);
      expect(ofEachRow(plan)).not.toMatch(WHO);
    }
    await reader.end();
    type Listed = { meetings: { totalCount: number; nodes: object[] } };
    const list = `{ meetings(first: 100) { totalCount nodes { title availableActions { action allowed } agenda { title } } } }`;
    const { meetings } = await t.get<Listed>(own.chair, list);
    expect([meetings.totalCount, meetings.nodes.length]).toEqual([1001, 100]);
    expect((await t.get<Listed>(stranger, list)).meetings).toEqual({ totalCount: 0, nodes: [] });
  });
});
