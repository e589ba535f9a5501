import { Db } from '#core';
import { SearchIndexer } from '#search';
import { useApp } from '#test/app';
import { nasty, type Someone } from '#test/given';
import { Meetings } from '#test/meetings';
import { Minuting, type Held } from '#test/minutes';

const FIND = `query ($query: String) { search(query: $query) { totalCount facets { facet value count }
  nodes { id audience title { text } excerpt { text } subject { __typename ... on Conclusion { text } ... on Resolution { text } } } } }`;
const READ = `query ($id: ID!) { meeting(id: $id) { conclusions { text } resolutions { text } } }`;
const RELATED = `query ($id: ID!) { relatedTo(id: $id) { nodes { id } } }`;

interface Found {
  readonly totalCount: number;
  readonly facets: { facet: string; value: string; count: number }[];
  readonly nodes: { id: string; audience: string; subject: { text: string } | null }[];
}

describe('search of what came of a meeting, before its minutes are published', () => {
  const t = useApp();
  let m: Minuting;
  beforeAll(() => void (m = new Minuting(t)));
  const index = () => t.app.get(SearchIndexer, { strict: false }).catchUp(t.app.get(Db));
  const find = async (query: string, who: Someone | null): Promise<Found> =>
    (await t.get<{ search: Found }>(who, FIND, { query })).search;

  async function outcomesOf(held: Held, word: string): Promise<string[]> {
    const text = nasty(`Potrzeba: ${word}`);
    const common = { meetingId: held.id, text };
    const { id } = await m.do<{ id: string }>(held.chair, 'recordConclusion', { ...common, changeAreaIds: [] });
    const resolution = {
      ...common,
      bodyId: held.convent.id,
      title: nasty(`W sprawie: ${word}`),
      basis: 'jednogłośnie',
    };
    return [id, (await m.do<{ id: string }>(held.chair, 'recordResolution', resolution)).id].sort();
  }

  /** Everybody who has, had or might be thought to have something to do with a meeting of a convent. */
  async function peopleOf(held: Held) {
    const { given } = t;
    const [member, invited, foreign] = [await given.entity(), await given.entity(), await given.convent()];
    await given.membership(held.convent, member);
    const [guest, attendee, speaker, past] = [
      ...[await given.person(), await given.person(), await given.person(), await given.person()],
    ] as const;
    for (const one of [invited.id, guest!.id])
      await t.sql(
        `INSERT INTO meeting_invitation (id, meeting_id, entity_id, person_id, invited_at)
         VALUES (uuidv7(), $1, (SELECT id FROM entity WHERE id = $2), (SELECT id FROM person WHERE id = $2), now())`,
        [held.id, one],
      );
    await m.attended(held, attendee!);
    await m.attended(held, speaker!, { body: member, function: 'REPRESENTATIVE' });
    await given.mandate(past!, 'SECRETARY', held.convent, { state: 'ENDED', from: '2020-01-01', until: '2023-12-31' });
    const allowed = {
      chair: held.chair,
      boardMember: await given.holder('BOARD_MEMBER', held.convent),
      observer: await given.holder('OBSERVER', held.convent),
      invitedEntity: await given.holder('STAFF', invited),
      ...{ guest: guest!, attendee: attendee!, speaker: speaker! },
    };
    const others = {
      // In the circle of the convent, and yet nobody asked them.
      memberOfCircle: await given.holder('STAFF', member),
      foreignChair: await given.holder('CHAIR', foreign),
      operator: await given.person({ operator: true }),
      stranger: await given.person(),
      ...{ past: past!, public: null },
    };
    return { allowed, others, invited };
  }

  /** What somebody finds is what they can read; what they cannot is neither counted nor told in facets. */
  async function finds(who: Someone | null, held: Held, word: string): Promise<string[]> {
    const { totalCount, facets, nodes } = await find(word, who);
    const { data } = await t.ask(who, READ, { id: held.id });
    const read = (data?.meeting ?? { conclusions: [], resolutions: [] }) as Record<string, object[]>;
    expect(nodes).toHaveLength(read.conclusions!.length + read.resolutions!.length);
    expect(totalCount).toBe(nodes.length);
    expect(nodes.every(({ subject, audience }) => subject?.text.includes(word) && audience === 'CONCERNED')).toBe(true);
    const types = facets.filter(({ facet }) => facet === 'TYPE').map(({ value }) => value);
    expect(types.sort()).toEqual(nodes.length ? ['Conclusion', 'Resolution'] : []);
    return nodes.map(({ id }) => id).sort();
  }

  it('finds it for each whom the meeting concerned, and for nobody else', async () => {
    const held = await m.held();
    const ids = await outcomesOf(held, 'Bartnictwo');
    const { allowed, others } = await peopleOf(held);
    await index();
    for (const [who, person] of Object.entries(allowed))
      expect([who, await finds(person, held, 'Bartnictwo')]).toEqual([who, ids]);
    for (const [who, person] of Object.entries(others)) {
      expect([who, await finds(person, held, 'Bartnictwo')]).toEqual([who, []]);
      const { relatedTo } = await t.get<{ relatedTo: { nodes: object[] } }>(person, RELATED, { id: ids[0] });
      expect([who, relatedTo.nodes]).toEqual([who, []]);
    }
    expect(await t.sql(`SELECT FROM search_word WHERE folded LIKE 'bartni%'`)).toEqual([]);
  });

  it('stops for whoever’s mandate ends, and still finds it for whoever was there themselves', async () => {
    const held = await m.held();
    const ids = await outcomesOf(held, 'Gontarstwo');
    const { allowed } = await peopleOf(held);
    await index();
    const ended = ['boardMember', 'observer', 'invitedEntity', 'speaker'] as const;
    for (const who of ended) {
      expect([who, await finds(allowed[who], held, 'Gontarstwo')]).toEqual([who, ids]);
      await t.sql(
        `UPDATE mandate SET state = 'ENDED', ended_because = 'RESIGNED', valid = tstzrange(lower(valid), now()) WHERE person_id = $1`,
        [allowed[who].id],
      );
      const left = who === 'speaker' ? ids : [];
      expect([who, await finds(allowed[who], held, 'Gontarstwo')]).toEqual([who, left]);
    }
  });

  it('stops at once for whoever is no longer invited, and begins for whoever comes', async () => {
    const meet = new Meetings(t);
    const convent = await meet.convent();
    const elsewhere = await t.given.convent();
    const [asked, late] = [await t.given.holder('SECRETARY', elsewhere), await t.given.person()];
    const { id } = await meet.convened(convent, {}, { personIds: [asked.id] });
    await t.sql(`UPDATE meeting SET state = 'IN_SESSION', began_at = now() WHERE id = $1`, [id]);
    const held = { id, convent, chair: convent.chair, items: [] };
    const ids = await outcomesOf(held, 'Smolarstwo');
    await index();
    expect(await finds(asked, held, 'Smolarstwo')).toEqual(ids);
    await t.sql(`UPDATE meeting_invitation SET withdrawn_at = now() WHERE person_id = $1`, [asked.id]);
    expect(
      await t.sql(`SELECT FROM search_document WHERE id = ANY ($1) AND $2 = ANY (readers)`, [ids, asked.id]),
    ).toEqual([]);
    expect(await finds(asked, held, 'Smolarstwo')).toEqual([]);
    await m.attended(held, late);
    await index();
    expect(await finds(late, held, 'Smolarstwo')).toEqual(ids);
    expect(await finds(asked, held, 'Smolarstwo')).toEqual([]);
    await t.sql(`DELETE FROM attendance WHERE person_id = $1`, [late.id]);
    expect(await finds(late, held, 'Smolarstwo')).toEqual([]);
  });
});
