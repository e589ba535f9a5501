import { newId } from '#core';
import { useApp } from '#test/app';
import { nasty } from '#test/given';
import { GivenMinutes } from '#test/given.minutes';
import { Minuting } from '#test/minutes';
import { areaRow } from '#test/practice-rows';
import { proposalData, Proposing, TOLD } from '#test/proposals';
import { connect } from '#test/socket';

const PROVISIONS = [
  { act: 'Dz. U. z 2003 r. Nr 122, poz. 1143', path: 'Art. 5 ust. 2 pkt 3 lit. a' },
  { act: '(Dz. U. z 2003 r. Nr 122, poz. 1143 oraz z 2022 r. poz. 218)', path: 'art.5 ust.2 pkt 3 lit.a' },
  { act: 'DU/2025/83' },
];

describe('a proposal', () => {
  const t = useApp();
  const proposing = new Proposing(t);

  it('is its origin’s alone as a draft, its reviewers’ once submitted, its audience’s under review', async () => {
    const scene = await proposing.scene();
    const { convent, entity, area, author, staff, chair, fellow, coordinator } = scene;
    const stranger = await t.given.person();
    const seen = async (id: string) => {
      const readers = { author, staff, chair, fellow, coordinator, stranger, public: null };
      const found = await Promise.all(
        Object.entries(readers).map(async ([name, who]) => ((await proposing.see(who, id)) ? [name] : [])),
      );
      return found.flat();
    };
    const drafted = await proposing.draft(staff, entity, area);
    expect(await seen(drafted.id)).toEqual(['author', 'staff']);
    const submitted = await proposing.submit(author, drafted, convent, 'FORUM');
    expect(submitted).toMatchObject({ state: 'SUBMITTED', audience: 'FORUM', reviewer: { id: convent.id } });
    expect(await seen(drafted.id)).toEqual(['author', 'staff', 'chair']);
    await proposing.step(chair, 'takeProposalUnderReview', submitted);
    expect(await seen(drafted.id)).toEqual(['author', 'staff', 'chair', 'fellow', 'coordinator']);
    const open = await proposing.reviewed(scene, author, entity, { audience: 'PUBLIC' });
    expect(await seen(open.id)).toHaveLength(7);
    expect((await proposing.see(null, open.id))!.acts).toEqual([]);
    expect((await proposing.see(author, open.id))!.acts.map(({ action }) => action)).toEqual([
      ...['takeProposalUnderReview', 'submitProposal', 'draftProposal'],
    ]);
  });

  it('keeps its texts as they were written, areas and provisions in canonical form, each act under its mandate', async () => {
    const { entity, area, author } = await proposing.scene();
    const more = await areaRow(t);
    const data = proposalData([area, more], { provisions: PROVISIONS });
    const drafted = await proposing.do(author, 'draftProposal', { originId: entity.id.toUpperCase(), data });
    const { title, text, reasons } = data;
    expect(drafted).toMatchObject({ title, text, reasons, state: 'DRAFT', origin: { id: entity.id } });
    expect(drafted.areas.map(({ changeArea }) => changeArea.id).sort()).toEqual([area.id, more.id].sort());
    expect(drafted.provisions).toEqual([
      { act: 'Dz.U. 2003 nr 122 poz. 1143', eli: 'DU/2003/1143', path: 'art. 5 ust. 2 pkt 3 lit. a' },
      { act: 'Dz.U. 2025 poz. 83', eli: 'DU/2025/83', path: null },
    ]);
    expect(drafted.acts[0]!.mandate).not.toBeNull();
    const edited = await proposing.step(author, 'editProposal', drafted, {
      data: { ...proposalData([more]), provisions: [{ act: 'M.P. 2020 poz. 7', path: '§ 3' }] },
    });
    expect(edited.areas).toEqual([{ changeArea: { id: more.id } }]);
    expect(edited.provisions).toEqual([{ act: 'M.P. 2020 poz. 7', eli: 'MP/2020/7', path: '§ 3' }]);
    expect(await proposing.refusal(author, 'editProposal', { proposalId: edited.id, expectedVersion: 1, data })).toBe(
      'VERSION_CONFLICT',
    );
  });

  it.each([
    [{ act: 'DU/2003/1143' }, 'provisions.0.act', 'z numerem'],
    [{ act: 'Kodeks dobrych praktyk' }, 'provisions.0.act', 'Nie rozpoznano miejsca ogłoszenia'],
    [{ act: 'Dz.U. 2025 nr 3 poz. 83' }, 'provisions.0.act', 'Nie rozpoznano miejsca ogłoszenia'],
    [{ act: 'DU/2025/83', path: 'lit. a art. 5' }, 'provisions.0.path', 'Nie rozpoznano jednostki'],
    [{ act: 'DU/2025/83', path: '<b>art. 5</b>' }, 'provisions.0.path', 'Nie rozpoznano jednostki'],
  ])('refuses the provision %j at its field, in Polish', async (provision, path, words) => {
    const { entity, area, author } = await proposing.scene();
    const data = proposalData([area], { provisions: [provision] });
    const { errors } = await proposing.ask(author, 'draftProposal', { originId: entity.id, data });
    expect(errors[0]!.extensions.code).toBe('INVALID_INPUT');
    const [field] = errors[0]!.extensions.fields as { path: string; message: string }[];
    expect(field!.path).toContain(path);
    expect(field!.message).toContain(words);
  });

  it('is refused with what it needs missing, with a PESEL, or of an area that there is not', async () => {
    const { entity, area, author } = await proposing.scene();
    const code = (data: object) => proposing.refusal(author, 'draftProposal', { originId: entity.id, data });
    expect(await code(proposalData([]))).toBe('INVALID_INPUT');
    expect(await code(proposalData([area], { title: ' ' }))).toBe('INVALID_INPUT');
    expect(await code(proposalData([area], { title: 'x'.repeat(301) }))).toBe('INVALID_INPUT');
    expect(await code(proposalData([area], { reasons: 'PESEL 44051401359' }))).toBe('INVALID_INPUT');
    expect(await code(proposalData([{ id: newId() }]))).toBe('NOT_FOUND');
    const nobody = { originId: newId(), data: proposalData([area]) };
    expect(await proposing.refusal(author, 'draftProposal', nobody)).toBe('NOT_FOUND');
  });

  it('may come of a conclusion, which tells of it; not of one that was withdrawn or is hidden', async () => {
    const { convent, chair, area, author, entity } = await proposing.scene();
    const meeting = await new Minuting(t).meeting([convent]);
    const minutes = new GivenMinutes(t);
    await minutes.minutes(meeting, 'PUBLISHED');
    const conclusion = await minutes.conclusion(meeting);
    const data = proposalData([area]);
    const input = { originId: convent.id, conclusionId: conclusion.id, data };
    const drafted = await proposing.do(chair, 'draftProposal', input);
    expect(drafted.source).toEqual({ id: conclusion.id, proposals: { nodes: [{ id: drafted.id }] } });
    await t.sql(`UPDATE conclusion SET withdrawn_at = now() WHERE id = $1`, [conclusion.id]);
    expect(await proposing.refusal(chair, 'draftProposal', input)).toBe('CONCLUSION_WITHDRAWN');
    const elsewhere = await new Minuting(t).meeting([await t.given.convent()]);
    const hidden = await minutes.conclusion(elsewhere);
    const theirs = { originId: entity.id, conclusionId: hidden.id, data };
    expect(await proposing.refusal(author, 'draftProposal', theirs)).toBe('NOT_FOUND');
  });

  it('goes where it may: the convents of an entity, the convent itself, the forum', async () => {
    const { forum, convent, entity, area, author, chair, coordinator } = await proposing.scene();
    const [strange, joining] = [await t.given.convent(), await t.given.convent()];
    await t.given.membership(joining, entity, { state: 'APPLIED' });
    const drafted = await proposing.draft(author, entity, area);
    const to = (reviewerId: string) =>
      proposing.refusal(author, 'submitProposal', {
        ...{ proposalId: drafted.id, expectedVersion: drafted.version, reviewerId, audience: 'FORUM' },
      });
    expect(await to(strange.id)).toBe('REVIEWING_BODY_UNFIT');
    expect(await to(joining.id)).toBe('REVIEWING_BODY_UNFIT');
    expect(await to(entity.id)).toBe('NOT_FOUND');
    expect(await to(newId())).toBe('NOT_FOUND');
    expect(await to(forum.id)).toBeUndefined();
    const own = await proposing.submit(chair, await proposing.draft(chair, convent, area), convent);
    expect(own.reviewer!.id).toBe(convent.id);
    const ofForum = await proposing.submit(coordinator, await proposing.draft(coordinator, forum, area), forum);
    expect(ofForum.state).toBe('SUBMITTED');
  });

  it('is taken back by its origin until it is taken up, with the reason for all whom it concerns', async () => {
    const scene = await proposing.scene();
    const { entity, author, chair } = scene;
    const opened = await proposing.reviewed(scene, author, entity);
    expect(await proposing.refusal(chair, 'withdrawProposal', { proposalId: opened.id, expectedVersion: 3 })).toBe(
      'FORBIDDEN',
    );
    const reason = nasty('Nieaktualne');
    const gone = await proposing.step(author, 'withdrawProposal', opened, { reason });
    expect(gone).toMatchObject({ state: 'WITHDRAWN', fate: { state: 'WITHDRAWN', reason, livesOnInId: opened.id } });
    expect(gone.availableActions.some(({ allowed }) => allowed)).toBe(false);
    const again = { proposalId: opened.id, expectedVersion: gone.version };
    expect(await proposing.refusal(author, 'withdrawProposal', again)).toBe('WRONG_STATE');
  });

  it('is submitted or withdrawn once, though both are asked ten at once', async () => {
    const { convent, entity, area, author, staff } = await proposing.scene();
    const drafted = await proposing.draft(author, entity, area);
    const step = { proposalId: drafted.id, expectedVersion: drafted.version };
    const codes = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        i % 2
          ? proposing.refusal(staff, 'withdrawProposal', step)
          : proposing.refusal(author, 'submitProposal', { ...step, reviewerId: convent.id, audience: 'PUBLIC' }),
      ),
    );
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect(new Set(codes.filter(Boolean))).toEqual(new Set(['VERSION_CONFLICT']));
    const seen = await proposing.see(author, drafted.id);
    expect(seen!.acts).toHaveLength(2);
  });

  it('is listed by state, area, origin and reviewer, page by page, in both orders', async () => {
    const scene = await proposing.scene();
    const { convent, entity, other, author, fellow, area } = scene;
    const made = [];
    for (let i = 0; i < 3; i++) made.push(await proposing.reviewed(scene, author, entity));
    const theirs = await proposing.submit(fellow, await proposing.draft(fellow, other, area), convent);
    const list = async (filter: object, more = 'first: 100') =>
      (
        await t.get<{ proposals: { totalCount: number; nodes: { id: string }[] } }>(
          scene.chair,
          `query ($filter: ProposalFilter) { proposals(filter: $filter, ${more}) { totalCount nodes { id } } }`,
          { filter },
        )
      ).proposals;
    const ids = made.map(({ id }) => id).reverse();
    const found = await list({ changeAreas: [area.id] });
    expect(found.nodes.map(({ id }) => id)).toEqual([theirs.id, ...ids]);
    expect((await list({ changeAreas: [area.id], states: ['SUBMITTED'] })).nodes).toEqual([{ id: theirs.id }]);
    expect((await list({ origin: entity.id })).totalCount).toBe(3);
    expect((await list({ reviewer: convent.id, merged: false })).totalCount).toBe(4);
    expect((await list({ reviewer: convent.id, merged: true })).totalCount).toBe(0);
    const page = await list({ origin: entity.id }, `first: 1, after: "${ids[0]}", orderBy: LAST_CHANGED`);
    expect(page.nodes).toEqual([{ id: ids[1] }]);
  });

  it('tells whoever follows it of every change, as far as they may see', async () => {
    const { convent, chair, entity, area, author } = await proposing.scene();
    const drafted = await proposing.draft(author, entity, area);
    const socket = connect(t, author.token);
    const following = socket.listen(`subscription ($id: ID!) { proposalChanged(id: $id) ${TOLD} }`, { id: drafted.id });
    const next = async () => (await following.next()).data as unknown as { proposalChanged: { state: string } } | null;
    expect((await next())!.proposalChanged.state).toBe('DRAFT');
    const submitted = await proposing.submit(author, drafted, convent);
    expect((await next())!.proposalChanged.state).toBe('SUBMITTED');
    await proposing.step(chair, 'takeProposalUnderReview', submitted);
    expect((await next())!.proposalChanged.state).toBe('UNDER_REVIEW');
    following.stop();
    await socket.end();
  });
});
