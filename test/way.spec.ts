import { newId } from '#core';
import { dossierChecks } from '#dossiers';
import { contentHash, verifyRecord } from '#seals';
import { useApp } from './app.ts';
import type { ToldCirculation } from './circulations.ts';
import { dayIn, type ToldDispatch } from './dossiers.ts';
import { inDays, type ToldProposal } from './proposals.ts';
import type { ToldRecommendation } from './recommendations.ts';
import { allowedOf, until, Way } from './way.ts';

type Version = ToldRecommendation['draft'] & object extends { versions: (infer V)[] } ? V : never;
const REFUSALS = 'nothing is changed by a refusal';
/** Long enough for forty remarks on a busy machine: the server’s clock ends it, and nobody moves that. */
const ROUND_MS = Number(process.env.TEST_ROUND_MS ?? 12_000);

/** From a sentence said at a meeting to a law, on a node that held nothing. */
describe('the whole way of a recommendation', () => {
  const t = useApp();
  let way: Way;
  let one: ToldProposal;
  let two: ToldProposal;
  let merged: ToldProposal;
  let rec: ToldRecommendation;
  let circulation: ToldCirculation;
  let remarkIds: string[];
  let dispatch: ToldDispatch;
  beforeAll(async () => {
    way = new Way(t);
    await way.founded();
  });

  const fate = async (who: { token: string }, { id }: { id: string }) => (await way.propose.see(who, id))!.fate;
  const table = async (name = 'remarkTable') => {
    type Told = Record<string, { rows: { remarkId: string; verdict: string | null; joinedTo: number | null }[] }>;
    const query = `query ($id: ID!) { ${name}(circulationId: $id) { rows { remarkId verdict joinedTo } } }`;
    return (await t.get<Told>(way.coordinator, query, { id: circulation.id }))[name]!.rows;
  };
  /** The code of a refusal, after which everything is as it was. */
  const refused = async (act: () => Promise<string | undefined>): Promise<string | undefined> => {
    const events = () => t.sql(`SELECT count(*)::int AS n, max(id)::text AS last FROM event`);
    const look = async () => [await way.see(rec.id), circulation && (await table()), await events()];
    const before = await look();
    const code = await act();
    expect([REFUSALS, await look()]).toEqual([REFUSALS, before]);
    return code;
  };

  it('begins with what a meeting concluded, out of which an entity makes a proposal', async () => {
    const of = way.region('pomorski');
    const text = 'Reintegracja społeczno-zawodowa powinna być zadaniem własnym samorządu.';
    const conclusion = await way.concluded(of, text);
    const data = {
      ...{ title: 'Zadanie własne gminy', text, reasons: 'Tak mówiono na spotkaniu.', changeAreaIds: [way.areaId] },
      provisions: [{ act: 'Dz.U. 2003 nr 122 poz. 1143', path: 'art. 3 ust. 1' }],
    };
    const input = { originId: of.entity.id, conclusionId: conclusion.id, data };
    one = await way.propose.do(of.speaker, 'draftProposal', input);
    expect(one).toMatchObject({
      state: 'DRAFT',
      source: { id: conclusion.id, proposals: { nodes: [{ id: one.id }] } },
    });
    expect(await way.propose.see(way.coordinator, one.id)).toBeUndefined();
    const own = { ...data, title: 'Centrum albo klub w każdym powiecie', text: 'Potrzebny jest podmiot w powiecie.' };
    const { chair, id } = way.region('lubelski');
    two = await way.propose.do(chair, 'draftProposal', { originId: id, data: own });
    [one, two] = [
      await way.propose.submit(of.speaker, one, way.forum),
      await way.propose.submit(chair, two, way.forum),
    ];
    expect(await way.waits(way.coordinator)).toEqual(['proposalReviewAwaited', 'proposalReviewAwaited']);
    for (const each of [one, two]) await way.propose.step(way.coordinator, 'takeProposalUnderReview', each);
    expect(await way.waits(way.coordinator)).toEqual([]);
  });

  it('goes on as one proposal, with the consent of both origins', async () => {
    const [speaker, chair] = [way.region('pomorski').speaker, way.region('lubelski').chair];
    const said = {
      title: 'Reintegracja zadaniem własnym gminy',
      text: 'Zadanie i sieć.',
      reasons: 'To samo dwa razy.',
    };
    const merge = await way.propose.propose(way.coordinator, [one, two], { ...said, answerBy: inDays(7) });
    for (const who of [speaker, chair]) expect(await way.waits(who)).toContain('proposalMergeToConfirm');
    const agree = (who: { token: string }, bodyId: string) =>
      way.propose.do<{ state: string; result: { id: string } | null }>(who, 'agreeToProposalMerge', {
        ...{ mergeId: merge.id, bodyId },
      });
    expect((await agree(speaker, way.region('pomorski').entity.id)).state).toBe('PROPOSED');
    const done = await agree(chair, way.region('lubelski').id);
    expect(done.state).toBe('MERGED');
    for (const who of [speaker, chair]) expect(await way.waits(who)).not.toContain('proposalMergeToConfirm');
    merged = (await way.propose.see(way.coordinator, done.result!.id))!;
    expect(merged.mergedFrom.map(({ id }) => id).sort()).toEqual([one.id, two.id].sort());
    expect(await fate(speaker, one)).toMatchObject({ state: 'UNDER_REVIEW', livesOnInId: merged.id });
  });

  it('is taken up into the first recommendation of the year, and drafted as changes of an act', async () => {
    const { title, act } = way.sample;
    const input = { bodyId: way.forum.id, title, act, form: 'LAW', changeAreaIds: [way.areaId] };
    rec = await way.recs.do(way.coordinator, 'createRecommendation', { ...input, proposalIds: [merged.id] });
    expect(rec).toMatchObject({ state: 'DRAFTING', number: `R-${new Date().getFullYear()}/01` });
    expect(allowedOf(rec)).toEqual([
      ...['editRecommendation', 'takeUpProposals', 'addRecommendationPractice', 'removeRecommendationPractice'],
      'circulateRecommendation',
    ]);
    expect(await fate(way.region('pomorski').speaker, one)).toMatchObject({ state: 'TAKEN_UP' });
    const draft = await way.written(rec.draft!.id, 0);
    expect(draft.text!.printed).toContain('W ustawie z dnia 13 czerwca 2003 r. o zatrudnieniu socjalnym (Dz. U.');
    expect(draft.text!.amendments.map(({ change }) => change.sentence)).toEqual([
      ...['w art. 3 ust. 1 otrzymuje brzmienie:', 'po art. 3 dodaje się art. 3x w brzmieniu:'],
      ...['w art. 10 ust. 2 otrzymuje brzmienie:'],
      'w art. 18 w ust. 2 wyrazy „do końca lutego” zastępuje się wyrazami „do 31 marca”',
    ]);
    expect(await way.recs.see(way.region('dolnoslaski').chair, rec.id)).toBeUndefined();
    // Who is behind it sees that it is written, and not the text.
    expect(await way.see(rec.id, way.region('lubelski').chair)).toMatchObject({ state: 'DRAFTING', draft: null });
  });

  it('goes round with forty remarks; what is refused meanwhile changes nothing', async () => {
    rec = await way.see(rec.id);
    const closesAt = new Date(Date.now() + ROUND_MS).toISOString();
    const circle = { wholeForum: true, membersOfConventIds: [...way.regions.values()].map(({ id }) => id) };
    const before = (await way.recs.drafting.see(way.coordinator, rec.draft!.id))!.versions[0]!;
    rec = await way.recs.step(way.coordinator, 'circulateRecommendation', rec, {
      ...{ circle, closesAt, silence: 'NO_REMARKS', note: 'Prosimy o uwagi.' },
    });
    expect([rec.state, rec.draft!.state, allowedOf(rec)]).toEqual(['IN_CIRCULATION', 'LOCKED', []]);
    circulation = (await way.circulate.see(way.coordinator, rec.circulations[0]!.circulation!.id))!;
    expect([circulation.version!.contentHash, circulation.parties.totalCount]).toEqual([before.contentHash, 6]);
    for (const who of way.chairs) expect(await way.waits(who)).toEqual(['answerCirculation']);
    const units = await way.units(circulation.version!.id, rec.draft!.id);
    remarkIds = await way.remarked(circulation, units);
    const { chair, id } = way.region('dolnoslaski');
    const answer = { circulationId: circulation.id, organisationId: id, answer: 'REMARKS' };
    await way.circulate.do(chair, 'answerCirculation', answer);
    expect(await way.waits(chair)).toEqual([]);
    expect(Date.parse(closesAt)).toBeGreaterThan(Date.now());

    const late = way.region('lubelski');
    const elsewhere = { circulationId: circulation.id, organisationId: late.id, kind: 'EDITORIAL', text: 'Gdzie?' };
    expect(
      await refused(() => way.circulate.refusal(late.chair, 'submitRemark', { ...elsewhere, unitId: newId() })),
    ).toBe('UNIT_NOT_IN_VERSION');
    const vote = { contentHash: before.contentHash, closesAt: inDays(1) };
    expect(await refused(() => way.recs.refused(way.coordinator, 'putRecommendationToVote', rec, vote))).toBe(
      'VOTE_BEFORE_CIRCULATION_CLOSED',
    );
    const draft = (await way.recs.drafting.see(way.coordinator, rec.draft!.id))!;
    const edit = { text: ['Art. 1. Inny.'] };
    expect(await refused(() => way.recs.drafting.refused(way.coordinator, 'replaceDraftText', draft, edit))).toBe(
      'WRONG_STATE',
    );
    const other = { title: 'Inny', changeAreaIds: [way.areaId] };
    expect(await refused(() => way.recs.refused(way.coordinator, 'editRecommendation', rec, other))).toBe(
      'RECOMMENDATION_FROZEN',
    );
    // Somebody reads that they may still answer, and writes when the time is over, before any job has noticed.
    const read = (await way.circulate.see(late.chair, circulation.id))!;
    expect([read.state, allowedOf(read)]).toEqual(['OPEN', expect.arrayContaining(['answerCirculation'])]);
    await until(closesAt);
    const tooLate = { ...answer, organisationId: late.id };
    expect(await refused(() => way.circulate.refusal(late.chair, 'answerCirculation', tooLate))).toBe(
      'CIRCULATION_OVER',
    );
    await way.worked();
    rec = await way.see(rec.id);
    expect(rec).toMatchObject({ state: 'CONSOLIDATING', draft: { state: 'OPEN' } });
    expect(rec.remarks).toMatchObject({ total: 40, late: 0, undisposed: 40 });
    expect((await way.circulate.see(late.chair, circulation.id))!.parties.nodes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ answer: expect.objectContaining({ answer: 'NO_REMARKS', silent: true }) }),
        expect.objectContaining({ answer: expect.objectContaining({ answer: 'REMARKS', silent: false }) }),
      ]),
    );
    expect(await way.waits(way.coordinator)).toEqual(['disposeRemarks']);
  });

  it('becomes a second version, which carries out what was accepted', async () => {
    const draft = await way.written(rec.draft!.id, 1);
    const second = draft.versions.find(({ number }) => number === 2)!;
    const units = await way.units(second.id, rec.draft!.id);
    // A unit that only the second version has is none of the circulated one.
    const { chair, id: organisationId } = way.region('lubelski');
    const fresh = { unitId: units.get('art. 1 pkt 5')!, organisationId, kind: 'EDITORIAL', text: 'Nowe.' };
    expect(fresh.unitId).toBeDefined();
    expect(
      await refused(() => way.circulate.refusal(chair, 'submitRemark', { ...fresh, circulationId: circulation.id })),
    ).toBe('UNIT_NOT_IN_VERSION');
    const leading = way.remarks.findIndex(({ like }) => like);
    await way.circulate.do(way.coordinator, 'joinRemarks', {
      ...{ circulationId: circulation.id, leadingId: remarkIds[way.remarks[leading]!.like! - 1]! },
      remarkIds: [remarkIds[leading]!],
    });
    const dispositions = way.remarks.flatMap(({ verdict, reason, change, like }, i) => {
      const carriedOut = change && { versionId: second.id, unitId: units.get(change)! };
      return like ? [] : [{ remarkId: remarkIds[i]!, verdict, reason, ...(carriedOut && { carriedOut }) }];
    });
    const bare = dispositions.map((each) => ({ ...each, reason: undefined }));
    const dispose = (all: object[]) => ({ circulationId: circulation.id, dispositions: all });
    expect(await refused(() => way.circulate.refusal(way.coordinator, 'disposeRemarks', dispose(bare)))).toBe(
      'DISPOSITION_WITHOUT_REASON',
    );
    await way.circulate.do(way.coordinator, 'disposeRemarks', dispose(dispositions));
    expect(await way.waits(way.coordinator)).toEqual(['recommendationToVote']);
    expect((await table()).map(({ verdict }) => verdict)).not.toContain(null);
    expect((await table()).filter(({ joinedTo }) => joinedTo)).toHaveLength(1);
    for (const [i, { upheld, by }] of way.remarks.entries()) {
      if (!by) continue;
      const of = way.region(way.remarks[i]!.for!);
      const who = way.remarks[i]!.for === 'cis' ? of.speaker : of.chair;
      const { disposition } = (await way.circulate.remark(who, remarkIds[i]!))!;
      const reply = upheld ? { reply: 'OBJECTED', reason: upheld } : { reply: 'ACKNOWLEDGED' };
      await way.circulate.do(who, 'answerDisposition', { dispositionId: disposition!.id, ...reply });
    }
    const upheld = way.remarks.flatMap(({ upheld }, i) => (upheld ? [remarkIds[i]!] : []));
    const substantive = upheld.filter((id) => way.remarks[remarkIds.indexOf(id)]!.kind === 'SUBSTANTIVE');
    expect((await table('divergenceRecord')).map(({ remarkId }) => remarkId).sort()).toEqual(substantive.sort());
    const anchors = `query ($id: ID!, $version: ID) { remarkAnchors(circulationId: $id, versionId: $version) { from to whole same changed moved gone } }`;
    const { remarkAnchors } = await t.get<{ remarkAnchors: Record<string, number> }>(way.coordinator, anchors, {
      ...{ id: circulation.id, version: second.id },
    });
    const on = (paths: (string | null)[]) => way.remarks.filter(({ unit }) => paths.includes(unit)).length;
    expect(remarkAnchors).toEqual({
      ...{ from: 1, to: 2, whole: on([null]), same: 0, moved: 0, gone: 0 },
      // The wordings stand below their points; the last point ends with another sign now.
      changed: 40 - on([null]),
    });
    expect(await fate(chair, two)).toMatchObject({ state: 'TAKEN_UP' });
  });

  it('is adopted by the convents, by the double majority', async () => {
    rec = await way.see(rec.id);
    expect(allowedOf(rec)).toEqual(expect.arrayContaining(['reviseRecommendation', 'putRecommendationToVote']));
    const [second, first] = [2, 1].map((number) => rec.draft!.versions.find((each) => each.number === number)!) as [
      Version,
      Version,
    ];
    const vote = { closesAt: inDays(1), doubleMajority: true };
    const old = { ...vote, contentHash: first.contentHash };
    expect(await refused(() => way.recs.refused(way.coordinator, 'putRecommendationToVote', rec, old))).toBe(
      'RECOMMENDATION_VERSION_NOT_LAST',
    );
    const { contentHash: hash } = second;
    rec = await way.recs.step(way.coordinator, 'putRecommendationToVote', rec, { ...vote, contentHash: hash });
    expect(rec).toMatchObject({ state: 'IN_VOTE', polls: { nodes: [{ state: 'OPEN', subjectHash: hash }] } });
    const early = way.send.data([rec]);
    const dossier = await way.send.do(way.coordinator, 'draftDossier', { bodyId: way.forum.id, data: early });
    const freeze = { dossierId: dossier.id, expectedVersion: dossier.version };
    expect(await refused(() => way.send.refusal(way.coordinator, 'freezeDossier', freeze))).toBe(
      'RECOMMENDATION_NOT_ADOPTED',
    );
    expect(
      await refused(() =>
        way.send.refusal(way.coordinator, 'registerDispatch', { ...freeze, data: way.send.letter() }),
      ),
    ).toBe('DOSSIER_NOT_FROZEN');
    const pollId = rec.polls.nodes[0]!.id;
    for (const who of way.chairs) {
      expect(await way.waits(who)).toContain('voteAwaited');
      await way.polls.cast(who, pollId, 'FOR');
      expect(await way.waits(who)).not.toContain('voteAwaited');
    }
    await way.polls.close(way.coordinator, pollId);
    await way.worked();
    expect(await way.waits(way.coordinator)).toContain('recommendationResultToPublish');
    expect(await way.polls.publish(way.coordinator, pollId)).toMatchObject({ outcome: 'ADOPTED', votesCast: 3 });
    rec = await way.see(rec.id);
    expect(rec).toMatchObject({ state: 'ADOPTED', adoptedVersion: { id: second.id, contentHash: hash } });
    expect([rec.draft!.state, allowedOf(rec)]).toEqual(['LOCKED', []]);
    const draft = (await way.recs.drafting.see(way.coordinator, rec.draft!.id))!;
    for (const [act, input] of [
      ['replaceDraftText', { text: ['Art. 1. Inny.'] }],
      ['removeDraftAmendment', { amendmentId: draft.text!.amendments[0]!.id }],
    ] as const)
      expect(await refused(() => way.recs.drafting.refused(way.coordinator, act, draft, input))).toBe('WRONG_STATE');
    expect((await way.see(rec.id, null)).adoptedVersion!.content).toContain('w ciągu trzech lat');
    expect(await way.waits(way.coordinator)).toEqual([]);
  });

  it('is sent in a sealed dossier, with what was remarked on it', async () => {
    const items = [
      ...[
        { recommendationId: rec.id, justification: 'Trzy konwenty.', enclosesRemarks: true, enclosesDivergences: true },
      ],
    ];
    let dossier = await way.send.draft(way.coordinator, way.forum, [], { items });
    dossier = await way.send.freeze(way.coordinator, dossier);
    expect(await way.waits(way.coordinator)).toEqual(['dossierToDispatch']);
    const file = await (await fetch(`${t.url}${dossier.recordPath}`)).text();
    const keys: unknown = await (await fetch(`${t.url}/.well-known/konwent-keys.json`)).json();
    const checks = dossierChecks(contentHash);
    expect(await verifyRecord(Buffer.from(file), keys, { checks })).toMatchObject({ ok: true, kind: 'dossier' });
    const forged = file.replace('w ciągu trzech lat', 'w ciągu dwóch lat');
    expect(await verifyRecord(Buffer.from(forged), keys, { checks })).toMatchObject({ ok: false });
    const [sealed] = (
      JSON.parse(file) as { record: { content: { recommendations: { remarks: { rows: object[] }[] }[] } } }
    ).record.content.recommendations;
    expect(sealed!.remarks[0]!.rows).toHaveLength(40);
    const again = { dossierId: dossier.id, expectedVersion: dossier.version, data: way.send.data([rec]) };
    expect(await refused(() => way.send.refusal(way.coordinator, 'editDossier', again))).toBe('DOSSIER_FROZEN');
    dispatch = await way.send.register(way.coordinator, dossier, {
      dueBasis: 'OWN_DATE',
      ownDate: dayIn(3),
      addressee: 'Ministerstwo',
    });
    expect(dispatch).toMatchObject({ nominalOn: dayIn(3), overdue: false, dossier: { state: 'DISPATCHED' } });
    expect(dispatch.dueOn! >= dayIn(3)).toBe(true);
    expect((await way.see(rec.id, null)).state).toBe('DISPATCHED');
    expect(await way.waits(way.coordinator)).toEqual(['answerDue']);
  });

  it('is answered, followed into the law, and implemented, as every origin is told', async () => {
    const origins = [way.region('pomorski').speaker, way.region('lubelski').chair];
    const answer = { ...way.send.answer(dispatch), positions: [{ recommendationId: rec.id, kind: 'PARTLY' }] };
    expect(await refused(() => way.send.refusal(way.coordinator, 'recordResponse', answer))).toBe(
      'POSITION_WITHOUT_REASON',
    );
    await way.send.respond(way.coordinator, dispatch, ['PARTLY']);
    expect(await way.waits(way.coordinator)).toEqual([]);
    expect((await way.see(rec.id)).state).toBe('ANSWERED');
    for (const who of origins) {
      const [notice] = (await way.send.answers(who, rec.id)).notices;
      expect(await way.waits(who)).toContain('answerToRead');
      await way.send.do(who, 'acknowledgeAnswer', { noticeId: notice!.id });
      expect(await way.waits(who)).not.toContain('answerToRead');
    }
    const stage = { stage: 'LISTED', reachedOn: dayIn(0), listNumber: 'UD123' };
    const published = { stage: 'PUBLISHED', reachedOn: dayIn(0), act: 'Dz.U. 2031 poz. 77' };
    for (const data of [stage, published])
      await way.send.do(way.coordinator, 'followUpRecommendation', { recommendationId: rec.id, data });
    const outcome = { recommendationId: rec.id, outcome: 'IMPLEMENTED', reason: 'Ustawa ogłoszona.' };
    await way.send.do(way.coordinator, 'concludeRecommendation', outcome);
    const told = await way.send.answers(null, rec.id);
    expect(told).toMatchObject({ state: 'IMPLEMENTED', lastPosition: { kind: 'PARTLY', addressee: 'Ministerstwo' } });
    expect(told.followUp.map(({ eli }) => eli)).toEqual(['DU/2031/77', null]);
    for (const [who, proposal] of [
      [origins[0]!, one],
      [origins[1]!, two],
    ] as const) {
      expect(await way.waits(who)).toContain('answerToRead');
      const { acts, reason } = await fate(who, proposal);
      expect(acts.map(({ action }) => action).slice(-7)).toEqual([
        ...['takeUp', 'circulateRecommendation', 'putRecommendationToVote', 'voteAdopted'],
        ...['dispatched', 'answered', 'implemented'],
      ]);
      expect(reason).toBe('Ustawa ogłoszona.');
    }
  });
});
