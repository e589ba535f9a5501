import { dossierChecks } from '#dossiers';
import { contentHash, verifyRecord } from '#seals';
import type { TestApp } from './app.ts';
import { dayIn } from './dossiers.ts';
import { inDays } from './proposals.ts';
import type { ToldRecommendation } from './recommendations.ts';
import { allowedOf } from './way.ts';
import type { WayTold } from './way.told.ts';

type Version = NonNullable<ToldRecommendation['draft']>['versions'][number];

/** From the remarks to the law. */
export function itIsDecided(t: TestApp, way: WayTold): void {
  it('becomes a second version, which carries out what was accepted', async () => {
    const draft = await way.written(way.rec.draft!.id, 1);
    const second = draft.versions.find(({ number }) => number === 2)!;
    const units = await way.units(second.id, way.rec.draft!.id);
    // A unit that only the second version has is none of the circulated one.
    const { chair, id: organisationId } = way.region('lubelski');
    const fresh = { unitId: units.get('art. 1 pkt 5')!, organisationId, kind: 'EDITORIAL', text: 'Nowe.' };
    expect(fresh.unitId).toBeDefined();
    expect(
      await way.refused(() =>
        way.circulate.refusal(chair, 'submitRemark', { ...fresh, circulationId: way.circulation!.id }),
      ),
    ).toBe('UNIT_NOT_IN_VERSION');
    const leading = way.remarks.findIndex(({ like }) => like);
    await way.circulate.do(way.coordinator, 'joinRemarks', {
      ...{ circulationId: way.circulation!.id, leadingId: way.remarkIds[way.remarks[leading]!.like! - 1]! },
      remarkIds: [way.remarkIds[leading]!],
    });
    const dispositions = way.remarks.flatMap(({ verdict, reason, change, like }, i) => {
      const carriedOut = change && { versionId: second.id, unitId: units.get(change)! };
      return like ? [] : [{ remarkId: way.remarkIds[i]!, verdict, reason, ...(carriedOut && { carriedOut }) }];
    });
    const bare = dispositions.map((each) => ({ ...each, reason: undefined }));
    const dispose = (all: object[]) => ({ circulationId: way.circulation!.id, dispositions: all });
    expect(await way.refused(() => way.circulate.refusal(way.coordinator, 'disposeRemarks', dispose(bare)))).toBe(
      'DISPOSITION_WITHOUT_REASON',
    );
    await way.circulate.do(way.coordinator, 'disposeRemarks', dispose(dispositions));
    expect(await way.waits(way.coordinator)).toEqual(['recommendationToVote']);
    expect((await way.table()).map(({ verdict }) => verdict)).not.toContain(null);
    expect((await way.table()).filter(({ joinedTo }) => joinedTo)).toHaveLength(1);
    for (const [i, { upheld, by }] of way.remarks.entries()) {
      if (!by) continue;
      const of = way.region(way.remarks[i]!.for!);
      const who = way.remarks[i]!.for === 'cis' ? of.speaker : of.chair;
      const { disposition } = (await way.circulate.remark(who, way.remarkIds[i]!))!;
      const reply = upheld ? { reply: 'OBJECTED', reason: upheld } : { reply: 'ACKNOWLEDGED' };
      await way.circulate.do(who, 'answerDisposition', { dispositionId: disposition!.id, ...reply });
    }
    const upheld = way.remarks.flatMap(({ upheld }, i) => (upheld ? [way.remarkIds[i]!] : []));
    const substantive = upheld.filter((id) => way.remarks[way.remarkIds.indexOf(id)]!.kind === 'SUBSTANTIVE');
    expect((await way.table('divergenceRecord')).map(({ remarkId }) => remarkId).sort()).toEqual(substantive.sort());
    const anchors = `query ($id: ID!, $version: ID) { remarkAnchors(circulationId: $id, versionId: $version) { from to whole same changed moved gone } }`;
    const { remarkAnchors } = await t.get<{ remarkAnchors: Record<string, number> }>(way.coordinator, anchors, {
      ...{ id: way.circulation!.id, version: second.id },
    });
    const on = (paths: (string | null)[]) => way.remarks.filter(({ unit }) => paths.includes(unit)).length;
    expect(remarkAnchors).toEqual({
      ...{ from: 1, to: 2, whole: on([null]), same: 0, moved: 0, gone: 0 },
      // The wordings stand below their points; the last point ends with another sign now.
      changed: 40 - on([null]),
    });
    expect(await way.fate(chair, way.two)).toMatchObject({ state: 'TAKEN_UP' });
  });

  it('is adopted by the convents, by the double majority', async () => {
    way.rec = await way.see(way.rec.id);
    expect(allowedOf(way.rec)).toEqual(expect.arrayContaining(['reviseRecommendation', 'putRecommendationToVote']));
    const [second, first] = [2, 1].map((number) => way.rec.draft!.versions.find((each) => each.number === number)!) as [
      Version,
      Version,
    ];
    const vote = { closesAt: inDays(1), doubleMajority: true };
    const old = { ...vote, contentHash: first.contentHash };
    expect(await way.refused(() => way.recs.refused(way.coordinator, 'putRecommendationToVote', way.rec, old))).toBe(
      'RECOMMENDATION_VERSION_NOT_LAST',
    );
    const { contentHash: hash } = second;
    way.rec = await way.recs.step(way.coordinator, 'putRecommendationToVote', way.rec, { ...vote, contentHash: hash });
    expect(way.rec).toMatchObject({ state: 'IN_VOTE', polls: { nodes: [{ state: 'OPEN', subjectHash: hash }] } });
    const early = way.send.data([way.rec]);
    const dossier = await way.send.do(way.coordinator, 'draftDossier', { bodyId: way.forum.id, data: early });
    const freeze = { dossierId: dossier.id, expectedVersion: dossier.version };
    expect(await way.refused(() => way.send.refusal(way.coordinator, 'freezeDossier', freeze))).toBe(
      'RECOMMENDATION_NOT_ADOPTED',
    );
    expect(
      await way.refused(() =>
        way.send.refusal(way.coordinator, 'registerDispatch', { ...freeze, data: way.send.letter() }),
      ),
    ).toBe('DOSSIER_NOT_FROZEN');
    const pollId = way.rec.polls.nodes[0]!.id;
    for (const who of way.chairs) {
      expect(await way.waits(who)).toContain('voteAwaited');
      await way.polls.cast(who, pollId, 'FOR');
      expect(await way.waits(who)).not.toContain('voteAwaited');
    }
    await way.polls.close(way.coordinator, pollId);
    await way.worked();
    expect(await way.waits(way.coordinator)).toContain('recommendationResultToPublish');
    expect(await way.polls.publish(way.coordinator, pollId)).toMatchObject({ outcome: 'ADOPTED', votesCast: 3 });
    way.rec = await way.see(way.rec.id);
    expect(way.rec).toMatchObject({ state: 'ADOPTED', adoptedVersion: { id: second.id, contentHash: hash } });
    expect([way.rec.draft!.state, allowedOf(way.rec)]).toEqual(['LOCKED', []]);
    const draft = (await way.recs.drafting.see(way.coordinator, way.rec.draft!.id))!;
    for (const [act, input] of [
      ['replaceDraftText', { text: ['Art. 1. Inny.'] }],
      ['removeDraftAmendment', { amendmentId: draft.text!.amendments[0]!.id }],
    ] as const)
      expect(await way.refused(() => way.recs.drafting.refused(way.coordinator, act, draft, input))).toBe(
        'TEXT_LOCKED',
      );
    expect((await way.see(way.rec.id, null)).adoptedVersion!.content).toContain('w ciągu trzech lat');
    expect(await way.waits(way.coordinator)).toEqual([]);
  });

  it('is sent in a sealed dossier, with what was remarked on it', async () => {
    const items = [
      ...[
        {
          recommendationId: way.rec.id,
          justification: 'Trzy konwenty.',
          enclosesRemarks: true,
          enclosesDivergences: true,
        },
      ],
    ];
    let dossier = await way.send.draft(way.coordinator, way.forum, [], { items });
    dossier = await way.send.freeze(way.coordinator, dossier);
    expect([dossier.state, allowedOf(dossier)]).toEqual(['FROZEN', ['registerDispatch']]);
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
    const again = { dossierId: dossier.id, expectedVersion: dossier.version, data: way.send.data([way.rec]) };
    expect(await way.refused(() => way.send.refusal(way.coordinator, 'editDossier', again))).toBe('DOSSIER_FROZEN');
    way.dispatch = await way.send.register(way.coordinator, dossier, {
      dueBasis: 'OWN_DATE',
      ownDate: dayIn(3),
      addressee: 'Ministerstwo',
    });
    expect(way.dispatch).toMatchObject({ nominalOn: dayIn(3), overdue: false, dossier: { state: 'DISPATCHED' } });
    expect(way.dispatch.dueOn! >= dayIn(3)).toBe(true);
    expect((await way.see(way.rec.id, null)).state).toBe('DISPATCHED');
    expect(await way.waits(way.coordinator)).toEqual(['answerDue']);
  });

  it('is answered, followed into the law, and implemented, as every origin is told', async () => {
    const origins = [way.region('pomorski').speaker, way.region('lubelski').chair];
    const answer = { ...way.send.answer(way.dispatch), positions: [{ recommendationId: way.rec.id, kind: 'PARTLY' }] };
    expect(await way.refused(() => way.send.refusal(way.coordinator, 'recordResponse', answer))).toBe(
      'POSITION_WITHOUT_REASON',
    );
    expect(allowedOf(way.dispatch)).toContain('recordResponse');
    await way.send.respond(way.coordinator, way.dispatch, ['PARTLY']);
    expect(await way.waits(way.coordinator)).toEqual([]);
    expect((await way.see(way.rec.id)).state).toBe('ANSWERED');
    for (const who of origins) {
      const [notice] = (await way.send.answers(who, way.rec.id)).notices;
      expect(await way.waits(who)).toContain('answerToRead');
      await way.send.do(who, 'acknowledgeAnswer', { noticeId: notice!.id });
      expect(await way.waits(who)).not.toContain('answerToRead');
    }
    const stage = { stage: 'LISTED', reachedOn: dayIn(0), listNumber: 'UD123' };
    const published = { stage: 'PUBLISHED', reachedOn: dayIn(0), act: 'Dz.U. 2031 poz. 77' };
    for (const data of [stage, published])
      await way.send.do(way.coordinator, 'followUpRecommendation', { recommendationId: way.rec.id, data });
    const outcome = { recommendationId: way.rec.id, outcome: 'IMPLEMENTED', reason: 'Ustawa ogłoszona.' };
    await way.send.do(way.coordinator, 'concludeRecommendation', outcome);
    const told = await way.send.answers(null, way.rec.id);
    expect(told).toMatchObject({ state: 'IMPLEMENTED', lastPosition: { kind: 'PARTLY', addressee: 'Ministerstwo' } });
    expect(told.followUp.map(({ eli }) => eli)).toEqual(['DU/2031/77', null]);
    for (const [who, proposal] of [
      [origins[0]!, way.one],
      [origins[1]!, way.two],
    ] as const) {
      expect(await way.waits(who)).toContain('answerToRead');
      const { acts, reason } = await way.fate(who, proposal);
      expect(acts.map(({ action }) => action).slice(-7)).toEqual([
        ...['takeUp', 'circulateRecommendation', 'putRecommendationToVote', 'voteAdopted'],
        ...['dispatched', 'answered', 'implemented'],
      ]);
      expect(reason).toBe('Ustawa ogłoszona.');
    }
  });
}
