import { Db } from '#core';
import { SearchIndexer } from '#search';
import { settled, useApp } from '#test/app';
import { patience } from '#test/patience';
import { proposalRow, Proposing } from '#test/proposals';

const TITLE = 'Zadanie własne gminy';
const TEXT = 'Reintegracja społeczna i zawodowa ma być zadaniem własnym gminy, finansowanym z jej budżetu.';
const ALIKE = 'Reintegracja zawodowa i społeczna powinna być zadaniem własnym gmin, finansowanym z budżetu.';
const OTHER = 'Dzień świadczenia liczy się od chwili podpisania indywidualnego programu.';

describe('proposals alike', () => {
  const t = useApp();
  const proposing = new Proposing(t);
  const SIMILAR = `query ($text: String!, $areas: [ID!]) { similarProposals(text: $text, areas: $areas) { nodes { id } } }`;

  const similarTo = async (who: Parameters<typeof proposing.see>[0], text: string, areas?: string[]) =>
    (
      await t.get<{ similarProposals: { nodes: { id: string }[] } }>(who, SIMILAR, { text, areas })
    ).similarProposals.nodes.map(({ id }) => id);
  const likeness = async (who: Parameters<typeof proposing.see>[0], id: string) =>
    (
      await t.get<{ proposal: { similar: { proposalId: string; likeness: number; sharedProvisions: number }[] } }>(
        who,
        `query ($id: ID!) { proposal(id: $id) { similar { proposalId title state likeness sharedAreas sharedProvisions } } }`,
        { id },
      )
    ).proposal.similar;

  it('are suggested by their words, areas and provisions, nearest first, with letters and marks forgiven', async () => {
    const scene = await proposing.scene();
    const { author, fellow, entity, other, area } = scene;
    const provisions = [{ act: 'Dz.U. 2003 nr 122 poz. 1143', path: 'art. 1 ust. 2' }];
    const own = await proposing.draft(author, entity, area, { title: TITLE, text: TEXT, provisions });
    const near = await proposing.reviewed(scene, fellow, other, { title: 'Zadanie wlasne GMIN', text: ALIKE });
    const same = await proposing.reviewed(scene, fellow, other, { title: 'Co innego', text: OTHER, provisions });
    const far = await proposing.reviewed(scene, fellow, other, { title: 'Dzień', text: OTHER });
    const found = await likeness(author, own.id);
    expect(found.map(({ proposalId }) => proposalId)).toEqual([near.id, same.id]);
    expect(found[0]).toMatchObject({ sharedAreas: 1, sharedProvisions: 0, state: 'UNDER_REVIEW' });
    expect(found[0]!.likeness).toBeGreaterThan(0.5);
    expect(found[1]).toMatchObject({ sharedAreas: 1, sharedProvisions: 1 });
    expect(await similarTo(null, `${TITLE} ${TEXT}`)).toEqual([near.id]);
    expect(await similarTo(null, `Dzień ${OTHER}`)).toEqual([far.id, same.id]);
    expect(await similarTo(null, 'zupełnie co innego xqzwvj')).toEqual([]);
    expect(await t.refusal(null, SIMILAR, { text: ' ' })).toBe('INVALID_INPUT');
    expect(await t.refusal(null, SIMILAR, { text: 'a', areas: ['Ł'] })).toBe('INVALID_INPUT');
  });

  it('are only those that the reader may see, and no drafts, nor what is merged or withdrawn', async () => {
    const { convent, entity, chair, coordinator } = await proposing.scene();
    const text = 'Wskaźniki efektów liczy się jednakowo we wszystkich województwach i ogłasza co roku.';
    const row = (how: object) => proposalRow(t, entity, { reviewer: convent, title: 'Wskaźniki', text, ...how });
    const open = await row({ state: 'UNDER_REVIEW' });
    const inside = await row({ state: 'UNDER_REVIEW', audience: 'FORUM' });
    const waiting = await row({ state: 'SUBMITTED' });
    await row({ state: 'DRAFT' });
    await row({ state: 'WITHDRAWN' });
    const said = `Wskaźniki ${text}`;
    expect(await similarTo(null, said)).toEqual([open.id]);
    expect((await similarTo(coordinator, said)).sort()).toEqual([open.id, inside.id].sort());
    expect((await similarTo(chair, said)).sort()).toEqual([open.id, inside.id, waiting.id].sort());
    expect((await likeness(null, open.id)).map(({ proposalId }) => proposalId)).toEqual([]);
    expect(await likeness(chair, open.id)).toHaveLength(2);
  });

  it('are found by their words in the search of all, by their audience, until they are merged or withdrawn', async () => {
    const scene = await proposing.scene();
    const { author, entity, coordinator } = scene;
    const opened = await proposing.reviewed(scene, author, entity, {
      ...{ title: 'Stypendia szkoleniowe', text: OTHER, audience: 'FORUM' as const },
    });
    await settled(t);
    const index = () => t.app.get(SearchIndexer, { strict: false }).catchUp(t.app.get(Db));
    const SEARCH = `{ search(query: "stypendium szkoleniowe", filter: { types: [Proposal] }) { nodes { subject { ... on Proposal { id } } } } }`;
    const found = async (who: typeof author | null) =>
      (await t.get<{ search: { nodes: { subject: { id: string } }[] } }>(who, SEARCH)).search.nodes.map(
        ({ subject }) => subject.id,
      );
    await index();
    expect(await found(coordinator)).toEqual([opened.id]);
    expect(await found(null)).toEqual([]);
    await proposing.step(author, 'withdrawProposal', opened);
    expect(await found(coordinator)).toEqual([]);
  });

  it('are found by their index among thousands', async () => {
    const { convent, entity } = await proposing.scene();
    await t.sql(
      `INSERT INTO proposal (id, entity_id, reviewer_convent_id, state, title, text, reasons, audience, entities, bodies,
         submitted_at, opened_at, state_since, created_at)
       SELECT uuidv7(), $1, $2, 'UNDER_REVIEW', 'Postulat ' || n, md5(n::text) || ' ' || md5((n * 7)::text), 'x', 'PUBLIC',
         ARRAY[$1::uuid], ARRAY[$2::uuid], now(), now(), now(), now() FROM generate_series(1, 5000) n`,
      [entity.id, convent.id],
    );
    await t.sql(`ANALYZE proposal`);
    const scans = async () =>
      Number(
        (
          await t.sql<{ n: string }>(
            `SELECT idx_scan AS n FROM pg_stat_user_indexes WHERE indexrelname = 'proposal_words'`,
          )
        )[0]!.n,
      );
    const before = await scans();
    // The server tells of its indexes once a second at most.
    for (let i = 0; i < 100 && (await scans()) === before; i++) {
      const began = performance.now();
      await similarTo(null, TEXT);
      expect(performance.now() - began).toBeLessThan(patience(2_000));
      await new Promise((done) => setTimeout(done, 300));
    }
    expect(await scans()).toBeGreaterThan(before);
  });
});
