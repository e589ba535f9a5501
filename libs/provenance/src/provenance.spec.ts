import { newId } from '#core';
import { useApp } from '#test/app';
import { statementsOf } from '#test/counting';
import type { Someone } from '#test/given';
import { ASK, AskingProvenance, counted, has, KINDS, PLAIN } from '#test/provenance';
import { idOf, idsOf, networkRows, type Network } from '#test/provenance-rows';

/** How many recommendations, with ten remarks each: 2,000 in the long run, whose figures it prints. */
const SIZE = Number(process.env.TEST_RECOMMENDATIONS ?? 12);
const IS_LONG = SIZE >= 2_000;
const TOGETHER = IS_LONG ? 40 : 6;
const REMARKS = 10;

const AREAS = `{ changeAreas { id overview { proposals { state count } recommendations { state count } practicesAsEvidence }
  lastAnswer { recommendationNumber kind receivedOn } } }`;

describe(`provenance among ${SIZE} recommendations`, () => {
  const t = useApp();
  let network: Network;
  /** An officer of the convent and of the forum, who sees both ends. */
  let both: Someone;
  const ask = new AskingProvenance(t);
  beforeAll(async () => {
    network = await networkRows(t, { size: SIZE, remarks: REMARKS, together: TOGETHER });
    both = await t.given.holder('COORDINATOR', network.forum);
    await t.given.mandate(both, 'SECRETARY', network.convent);
  });

  it('tells of a recommendation what it comes from and what came of it, in the order of the chain', async () => {
    const found = await ask.find(both, idOf('rec', 1));
    expect(counted(found)).toEqual({
      ...{ 'ORIGIN MEETING': 1, 'ORIGIN CONCLUSION': 1, 'ORIGIN PROPOSAL': 3, 'ORIGIN PROPOSAL_MERGE': 1 },
      ...{ 'ITSELF RECOMMENDATION': 1, 'OUTCOME UNIT': 3, 'OUTCOME VERSION': 2, 'OUTCOME CIRCULATION': 1 },
      ...{ 'OUTCOME REMARK': REMARKS, 'OUTCOME DISPOSITION': REMARKS, 'OUTCOME POLL': 1, 'OUTCOME DOSSIER': 1 },
      ...{ 'OUTCOME DISPATCH': 1, 'OUTCOME RESPONSE': 1, 'OUTCOME POSITION': 1, 'OUTCOME FOLLOW_UP': 1 },
    });
    expect(found.totalCount).toBe(found.nodes.length);
    const places = found.nodes.map(({ kind }) => Object.values(KINDS).indexOf(kind));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    const node = (kind: string, n = 1) => found.nodes.find(({ id }) => id === idOf(kind, n));
    expect(node('rec')).toMatchObject({
      side: 'ITSELF',
      state: 'PARTLY_IMPLEMENTED',
      title: expect.stringMatching(/^R-2030\/2 /),
    });
    expect(node('meeting', 0)).toMatchObject({ title: 'Spotkanie <b>„0”</b>', state: 'CLOSED', day: '2024-10-08' });
    expect(node('dispatch', 0)).toMatchObject({ title: 'Ministerstwo', state: 'ANSWERED', day: '2025-01-07' });
    expect(node('position')).toMatchObject({ state: 'PARTLY', day: '2025-02-03' });
    expect(node('follow-up')).toMatchObject({ state: 'SEJM', day: '2025-03-04' });
  });

  it('is asked from any link, and each leads back to what led to it', async () => {
    for (const [name, kind] of Object.entries(KINDS)) {
      const of = idOf(name, 0);
      const nodes = await ask.whole(both, of);
      expect(nodes.filter(({ side }) => side === 'ITSELF')).toEqual([expect.objectContaining({ id: of, kind })]);
      expect(nodes.filter(({ subject }) => subject === null)).toEqual([]);
      expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
      for (const each of ['meeting', 'rec', 'v2', 'dossier', 'position']) {
        const there = nodes.find(({ id }) => id === idOf(each, 0));
        if (!there || there.id === of || name === 'unit') continue;
        const back = await ask.find(both, there.id, {
          kinds: [kind],
          direction: there.side === 'OUTCOME' ? 'ORIGINS' : 'OUTCOMES',
        });
        expect({ name, each, leads: back.totalCount > 0 }).toEqual({ name, each, leads: true });
      }
    }
  });

  it('does not go over from one recommendation to others that were sent with it', async () => {
    for (const name of ['rec', 'v2', 'poll', 'position', 'follow-up', 'conclusion']) {
      const nodes = await ask.whole(both, idOf(name, 1), { kinds: ['RECOMMENDATION', 'POSITION', 'FOLLOW_UP'] });
      expect(nodes.map(({ id }) => id)).toEqual(expect.arrayContaining([idOf('rec', 1)]));
      for (const kind of ['rec', 'position', 'follow-up']) expect(has(nodes, idOf(kind, 2))).toBe(false);
    }
    for (const name of ['dossier', 'dispatch', 'response']) {
      const { counts } = await ask.find(both, idOf(name, 0));
      expect(
        counts.filter(({ kind }) => kind === 'RECOMMENDATION' || kind === 'POSITION').map(({ count }) => count),
      ).toEqual([TOGETHER, TOGETHER]);
    }
  });

  it('shows an origin where its proposal went, though it sees nothing of the drafting', async () => {
    const of = idOf('conclusion', 1);
    const nodes = await ask.whole(network.chair, of);
    const stands = (kind: string, n: number) => nodes.find(({ id }) => id === idOf(kind, n))?.state;
    expect(stands('rec', 1)).toBe('PARTLY_IMPLEMENTED');
    expect([stands('dossier', 0), stands('dispatch', 0)]).toEqual(['DISPATCHED', 'ANSWERED']);
    expect([stands('position', 1), stands('follow-up', 1)]).toEqual(['PARTLY', 'SEJM']);
    expect([has(nodes, idOf('v2', 1)), has(nodes, idOf('poll', 1)), has(nodes, idOf('response', 0))]).toEqual([
      true,
      true,
      true,
    ]);
    const hidden = ['UNIT', 'CIRCULATION', 'REMARK', 'DISPOSITION'];
    expect(nodes.filter(({ kind, id }) => hidden.includes(kind) || id === idOf('v1', 1))).toEqual([]);
    const { counts } = await ask.find(network.chair, of);
    expect(counts.filter(({ kind }) => hidden.includes(kind))).toEqual([]);
    const back = await ask.find(network.chair, idOf('position', 1), {
      kinds: ['MEETING', 'CONCLUSION'],
      direction: 'ORIGINS',
    });
    expect(back.nodes.map(({ id }) => id)).toEqual([idOf('meeting', 0), of]);
  });

  it('has nothing of what the reader may not see: neither as a node, nor in a count, nor on the way', async () => {
    const nothing = { counts: [], totalCount: 0, pageInfo: { hasNextPage: false, endCursor: null }, nodes: [] };
    for (const who of [null, network.stranger]) {
      expect(await ask.find(who, newId())).toEqual(nothing);
      for (const name of [
        'meeting',
        'conclusion',
        'own',
        'merge',
        'unit',
        'v1',
        'circulation',
        'remark',
        'disposition',
      ])
        expect({ name, found: await ask.find(who, idOf(name, 1)) }).toEqual({ name, found: nothing });
      const found = await ask.find(who, idOf('rec', 1));
      expect(counted(found)).toEqual({
        ...{ 'ITSELF RECOMMENDATION': 1, 'OUTCOME VERSION': 1, 'OUTCOME POLL': 1, 'OUTCOME DOSSIER': 1 },
        ...{ 'OUTCOME DISPATCH': 1, 'OUTCOME RESPONSE': 1, 'OUTCOME POSITION': 1, 'OUTCOME FOLLOW_UP': 1 },
      });
      const ids = found.nodes.map(({ id }) => id);
      for (const { fromId, toId } of found.nodes.flatMap(({ links }) => links))
        expect(ids).toEqual(expect.arrayContaining([fromId, toId]));
    }
  });

  it('tells each link once, with one of its ends', async () => {
    const nodes = await ask.whole(both, idOf('rec', 1));
    const links = nodes.flatMap(({ links: some }) => some);
    const keys = links.map(({ kind, fromId, toId }) => `${kind} ${fromId} ${toId}`);
    expect(new Set(keys).size).toBe(keys.length);
    const some = [
      'PROPOSED conclusion own',
      'PUT_TOGETHER own merge',
      'MADE merge one',
      'MERGED own one',
      'TAKEN_UP one rec',
    ];
    const others = ['FROZEN rec v1', 'NEXT_VERSION v1 v2', 'CIRCULATED v1 circulation', 'REVISED circulation v2'];
    const last = ['PUT_TO_VOTE v2 poll', 'ANSWERED poll position', 'FOLLOWED rec follow-up'];
    const wanted = [...some, ...others, ...last].map((each) => each.split(' '));
    expect(keys).toEqual(
      expect.arrayContaining(wanted.map(([kind, from, to]) => [kind, idOf(from!, 1), idOf(to!, 1)].join(' '))),
    );
    expect(links.filter(({ kind }) => kind === 'CARRIED_OUT')).toHaveLength((REMARKS * 2) / 5);
  });

  it('comes in pages, of all kinds or of some, that together are the whole', async () => {
    const of = idOf('dossier', 0);
    const all = await ask.whole(both, of);
    const some = await ask.whole(both, of, { first: 17 });
    expect(some.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    const remarks = await ask.whole(both, of, { kinds: ['REMARK', 'POLL'], first: 7 });
    expect(remarks).toEqual(all.filter(({ kind }) => kind === 'REMARK' || kind === 'POLL'));
    expect((await ask.find(both, of, { after: newId() })).nodes).toEqual([]);
    const { counts, totalCount } = await ask.find(both, of, { kinds: ['POLL'], first: 1 });
    expect([totalCount, counts.find(({ kind }) => kind === 'REMARK')?.count]).toEqual([
      TOGETHER,
      (TOGETHER * REMARKS * 2) / 5,
    ]);
  });

  it('ends where links go round in a circle', async () => {
    const [a, b] = [idOf('own', 3), idOf('other', 3)];
    await t.sql(`ALTER TABLE proposal DISABLE TRIGGER USER`);
    await t.sql(
      `UPDATE proposal SET merged_into_id = CASE id WHEN $1::uuid THEN $2::uuid ELSE $1 END WHERE id IN ($1, $2)`,
      [a, b],
    );
    const found = await ask.find(both, a, { kinds: ['PROPOSAL'] });
    expect(found.nodes.map(({ id, side }) => [id, side])).toEqual(
      expect.arrayContaining([
        [a, 'ITSELF'],
        [b, 'ORIGIN'],
        [idOf('one', 3), 'OUTCOME'],
      ]),
    );
    await t.sql(`UPDATE proposal SET merged_into_id = $3 WHERE id IN ($1, $2)`, [a, b, idOf('one', 3)]);
    await t.sql(`ALTER TABLE proposal ENABLE TRIGGER USER`);
  });

  it('refuses what is no id, and more kinds than there are', async () => {
    for (const odd of ['', 'x', `${idOf('rec', 1)}' --`])
      expect(await t.refusal(both, ASK, { of: odd })).toBe('INVALID_INPUT');
    expect(await t.refusal(both, ASK, { of: idOf('rec', 1), kinds: Array(51).fill('POLL') })).toBe('INVALID_INPUT');
  });

  it('is one statement, from any link, and quick', async () => {
    const figures: string[] = [];
    for (const name of Object.keys(KINDS)) {
      const ids = idsOf(name, { size: SIZE, together: TOGETHER });
      await ask.find(both, ids[0]!);
      // What begins and ends a read is counted too.
      expect(await statementsOf(() => ask.find(both, idOf(name, 0)))).toBeLessThanOrEqual(5);
      if (!IS_LONG) continue;
      figures.push(
        `${name}: ${await ask.timed(both, PLAIN, ids)} ms, with links ${await ask.timed(both, ASK, ids)} ms`,
      );
    }
    const { changeAreas } = await t.get<{ changeAreas: { id: string }[] }>(both, AREAS);
    expect(changeAreas.find(({ id }) => id === network.area.id)).toMatchObject({
      overview: { proposals: [{ state: 'TAKEN_UP', count: SIZE }], practicesAsEvidence: 1 },
      lastAnswer: { kind: 'PARTLY', receivedOn: '2025-02-03' },
    });
    if (!IS_LONG) return;
    process.stderr.write([...figures, `overview of areas: ${await ask.timed(both, AREAS, [''])} ms\n`].join('\n'));
  });
});
