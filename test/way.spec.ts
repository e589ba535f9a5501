import { newId } from '#core';
import { useApp } from './app.ts';
import { inDays } from './proposals.ts';
import { allowedOf, until } from './way.ts';
import { itIsDecided } from './way.decided.ts';
import { WayTold } from './way.told.ts';

/** Long enough for forty remarks on a busy machine: the server’s clock ends it, and nobody moves that. */
const ROUND_MS = Number(process.env.TEST_ROUND_MS ?? 10_000);

/** From a sentence said at a meeting to a law, on a node that held nothing. */
describe('the whole way of a recommendation', () => {
  const t = useApp();
  const way = new WayTold(t);
  beforeAll(() => way.founded());

  it('begins with what a meeting concluded, out of which an entity makes a proposal', async () => {
    const of = way.region('pomorski');
    const text = 'Reintegracja społeczno-zawodowa powinna być zadaniem własnym samorządu.';
    const conclusion = await way.concluded(of, text);
    const data = {
      ...{ title: 'Zadanie własne gminy', text, reasons: 'Tak mówiono na spotkaniu.', changeAreaIds: [way.areaId] },
      provisions: [{ act: 'Dz.U. 2003 nr 122 poz. 1143', path: 'art. 3 ust. 1' }],
    };
    const input = { originId: of.entity.id, conclusionId: conclusion.id, data };
    way.one = await way.propose.do(of.speaker, 'draftProposal', input);
    expect(way.one).toMatchObject({
      state: 'DRAFT',
      source: { id: conclusion.id, proposals: { nodes: [{ id: way.one.id }] } },
    });
    expect(await way.propose.see(way.coordinator, way.one.id)).toBeUndefined();
    const own = { ...data, title: 'Centrum albo klub w każdym powiecie', text: 'Potrzebny jest podmiot w powiecie.' };
    const { chair, id } = way.region('lubelski');
    way.two = await way.propose.do(chair, 'draftProposal', { originId: id, data: own });
    [way.one, way.two] = [
      await way.propose.submit(of.speaker, way.one, way.forum),
      await way.propose.submit(chair, way.two, way.forum),
    ];
    expect(await way.waits(way.coordinator)).toEqual(['proposalReviewAwaited', 'proposalReviewAwaited']);
    for (const each of [way.one, way.two]) await way.propose.step(way.coordinator, 'takeProposalUnderReview', each);
    expect(await way.waits(way.coordinator)).toEqual([]);
  });

  it('goes on as one proposal, with the consent of both origins', async () => {
    const [speaker, chair] = [way.region('pomorski').speaker, way.region('lubelski').chair];
    const said = {
      title: 'Reintegracja zadaniem własnym gminy',
      text: 'Zadanie i sieć.',
      reasons: 'To samo dwa razy.',
    };
    const merge = await way.propose.propose(way.coordinator, [way.one, way.two], { ...said, answerBy: inDays(7) });
    for (const who of [speaker, chair]) expect(await way.waits(who)).toContain('proposalMergeToConfirm');
    const agree = (who: { token: string }, bodyId: string) =>
      way.propose.do<{ state: string; result: { id: string } | null }>(who, 'agreeToProposalMerge', {
        ...{ mergeId: merge.id, bodyId },
      });
    expect((await agree(speaker, way.region('pomorski').entity.id)).state).toBe('PROPOSED');
    const done = await agree(chair, way.region('lubelski').id);
    expect(done.state).toBe('MERGED');
    for (const who of [speaker, chair]) expect(await way.waits(who)).not.toContain('proposalMergeToConfirm');
    way.merged = (await way.propose.see(way.coordinator, done.result!.id))!;
    expect(way.merged.mergedFrom.map(({ id }) => id).sort()).toEqual([way.one.id, way.two.id].sort());
    expect(await way.fate(speaker, way.one)).toMatchObject({ state: 'UNDER_REVIEW', livesOnInId: way.merged.id });
  });

  it('is taken up into the first recommendation of the year, and drafted as changes of an act', async () => {
    const { title, act } = way.sample;
    const input = { bodyId: way.forum.id, title, act, form: 'LAW', changeAreaIds: [way.areaId] };
    way.rec = await way.recs.do(way.coordinator, 'createRecommendation', { ...input, proposalIds: [way.merged.id] });
    expect(way.rec).toMatchObject({ state: 'DRAFTING', number: `R-${new Date().getFullYear()}/01` });
    expect(allowedOf(way.rec)).toEqual([
      ...['editRecommendation', 'takeUpProposals', 'addRecommendationPractice', 'removeRecommendationPractice'],
      'circulateRecommendation',
    ]);
    expect(await way.fate(way.region('pomorski').speaker, way.one)).toMatchObject({ state: 'TAKEN_UP' });
    const draft = await way.written(way.rec.draft!.id, 0);
    expect(draft.text!.printed).toContain('W ustawie z dnia 13 czerwca 2003 r. o zatrudnieniu socjalnym (Dz. U.');
    expect(draft.text!.amendments.map(({ change }) => change.sentence)).toEqual([
      ...['w art. 3 ust. 1 otrzymuje brzmienie:', 'po art. 3 dodaje się art. 3x w brzmieniu:'],
      ...['w art. 10 ust. 2 otrzymuje brzmienie:'],
      'w art. 18 w ust. 2 wyrazy „do końca lutego” zastępuje się wyrazami „do 31 marca”',
    ]);
    expect(await way.recs.see(way.region('dolnoslaski').chair, way.rec.id)).toBeUndefined();
    // Who is behind it sees that it is written, and not the text.
    expect(await way.see(way.rec.id, way.region('lubelski').chair)).toMatchObject({ state: 'DRAFTING', draft: null });
  });

  it('goes round with forty remarks; what is refused meanwhile changes nothing', async () => {
    way.rec = await way.see(way.rec.id);
    const closesAt = new Date(Date.now() + ROUND_MS).toISOString();
    const circle = { wholeForum: true, membersOfConventIds: [...way.regions.values()].map(({ id }) => id) };
    const before = (await way.recs.drafting.see(way.coordinator, way.rec.draft!.id))!.versions[0]!;
    way.rec = await way.recs.step(way.coordinator, 'circulateRecommendation', way.rec, {
      ...{ circle, closesAt, silence: 'NO_REMARKS', note: 'Prosimy o uwagi.' },
    });
    expect([way.rec.state, way.rec.draft!.state, allowedOf(way.rec)]).toEqual(['IN_CIRCULATION', 'LOCKED', []]);
    way.circulation = (await way.circulate.see(way.coordinator, way.rec.circulations[0]!.circulation!.id))!;
    expect([way.circulation!.version!.contentHash, way.circulation!.parties.totalCount]).toEqual([
      before.contentHash,
      6,
    ]);
    for (const who of way.chairs) expect(await way.waits(who)).toEqual(['answerCirculation']);
    const units = await way.units(way.circulation!.version!.id, way.rec.draft!.id);
    way.remarkIds = await way.remarked(way.circulation!, units);
    const { chair, id } = way.region('dolnoslaski');
    const answer = { circulationId: way.circulation!.id, organisationId: id, answer: 'REMARKS' };
    await way.circulate.do(chair, 'answerCirculation', answer);
    expect(await way.waits(chair)).toEqual([]);
    expect(Date.parse(closesAt)).toBeGreaterThan(Date.now());

    const late = way.region('lubelski');
    const elsewhere = {
      circulationId: way.circulation!.id,
      organisationId: late.id,
      kind: 'EDITORIAL',
      text: 'Gdzie?',
    };
    expect(
      await way.refused(() => way.circulate.refusal(late.chair, 'submitRemark', { ...elsewhere, unitId: newId() })),
    ).toBe('UNIT_NOT_IN_VERSION');
    const vote = { contentHash: before.contentHash, closesAt: inDays(1) };
    expect(await way.refused(() => way.recs.refused(way.coordinator, 'putRecommendationToVote', way.rec, vote))).toBe(
      'VOTE_BEFORE_CIRCULATION_CLOSED',
    );
    const draft = (await way.recs.drafting.see(way.coordinator, way.rec.draft!.id))!;
    const edit = { text: ['Art. 1. Inny.'] };
    expect(await way.refused(() => way.recs.drafting.refused(way.coordinator, 'replaceDraftText', draft, edit))).toBe(
      'TEXT_LOCKED',
    );
    const other = { title: 'Inny', changeAreaIds: [way.areaId] };
    expect(await way.refused(() => way.recs.refused(way.coordinator, 'editRecommendation', way.rec, other))).toBe(
      'RECOMMENDATION_FROZEN',
    );
    // Somebody reads that they may still answer, and writes when the time is over, before any job has noticed.
    const read = (await way.circulate.see(late.chair, way.circulation!.id))!;
    expect([read.state, allowedOf(read)]).toEqual(['OPEN', expect.arrayContaining(['answerCirculation'])]);
    await until(closesAt);
    const tooLate = { ...answer, organisationId: late.id };
    expect(await way.refused(() => way.circulate.refusal(late.chair, 'answerCirculation', tooLate))).toBe(
      'CIRCULATION_OVER',
    );
    await way.worked();
    way.rec = await way.see(way.rec.id);
    expect(way.rec).toMatchObject({ state: 'CONSOLIDATING', draft: { state: 'OPEN' } });
    expect(way.rec.remarks).toMatchObject({ total: 40, late: 0, undisposed: 40 });
    expect((await way.circulate.see(late.chair, way.circulation!.id))!.parties.nodes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ answer: expect.objectContaining({ answer: 'NO_REMARKS', silent: true }) }),
        expect.objectContaining({ answer: expect.objectContaining({ answer: 'REMARKS', silent: false }) }),
      ]),
    );
    expect(await way.waits(way.coordinator)).toEqual(['disposeRemarks']);
  });

  itIsDecided(t, way);
});
