import { newId } from '#core';
import type { MergeState, ProposalAudience, ProposalState } from '#proposals';
import type { Asker, TestApp } from './app.ts';
import { nasty, type Someone } from './given.ts';
import { areaRow } from './practice-rows.ts';
import { recommendationRow } from './recommendation-rows.ts';

type Id = { id: string };

const INPUTS = {
  draftProposal: 'DraftProposalInput',
  editProposal: 'EditProposalInput',
  submitProposal: 'SubmitProposalInput',
  withdrawProposal: 'WithdrawProposalInput',
  takeProposalUnderReview: 'ProposalStepInput',
  declineProposal: 'ProposalReasonInput',
  forwardProposal: 'ProposalReasonInput',
  proposeProposalMerge: 'ProposeProposalMergeInput',
  agreeToProposalMerge: 'AgreeToProposalMergeInput',
  objectToProposalMerge: 'ObjectToProposalMergeInput',
  callOffProposalMerge: 'EndProposalMergeInput',
  undoProposalMerge: 'EndProposalMergeInput',
} as const;
export type ProposalMutation = keyof typeof INPUTS;

export interface ToldProposal extends Id {
  readonly state: ProposalState;
  readonly version: number;
  readonly title: string;
  readonly text: string;
  readonly reasons: string;
  readonly audience: ProposalAudience | null;
  readonly origin: Id & { __typename: string };
  readonly reviewer: Id | null;
  readonly source: (Id & { proposals: { nodes: Id[] } }) | null;
  readonly areas: { changeArea: Id }[];
  readonly provisions: { act: string; eli: string; path: string | null }[];
  readonly mergedInto: Id | null;
  readonly mergedFrom: (Id & { origin: Id })[];
  readonly merge: Id | null;
  readonly formedBy: Id[];
  readonly recommendationId: string | null;
  readonly acts: { action: string; state: ProposalState; reason: string | null; mandate: Id | null }[];
  readonly fate: { state: ProposalState; livesOnInId: string; reason: string | null; acts: { action: string }[] };
  readonly availableActions: { action: string; allowed: boolean; reason: string | null }[];
}

export interface ToldMerge extends Id {
  readonly state: MergeState;
  readonly reason: string | null;
  readonly result: Id | null;
  readonly parts: { proposal: Id | null }[];
  readonly consents: { body: Id; answer: string | null; reason: string | null; mandate: Id | null }[];
  readonly availableActions: { action: string; allowed: boolean; reason: string | null }[];
}

const ID = '{ __typename ... on Entity { id } ... on Convent { id } ... on Forum { id } }';
const BODY = '{ __typename ... on Convent { id } ... on Forum { id } }';
const ACTIONS = 'availableActions { action allowed reason }';
export const TOLD = `{ id state version title text reasons audience recommendationId origin ${ID} reviewer ${BODY}
  source { id proposals { nodes { id } } } areas { changeArea { id } } provisions { act eli path }
  mergedInto { id } mergedFrom { id origin ${ID} } merge { id } formedBy { id }
  acts { action state reason mandate { id } } fate { state livesOnInId reason acts { action } } ${ACTIONS} }`;
const MERGE = `{ id state reason result { id } parts { proposal { id } }
  consents { body ${ID} answer reason mandate { id } } ${ACTIONS} }`;
const document = (act: ProposalMutation) =>
  `mutation ($input: ${INPUTS[act]}!) { ${act}(input: $input) ${act.endsWith('Merge') ? MERGE : TOLD} }`;

/** What a proposal says, with texts that would break careless code. */
export const proposalData = (areas: readonly Id[], more: object = {}) => ({
  ...{ title: nasty('Postulat'), text: `${nasty('Treść')}\n${nasty('dalej')}`, reasons: nasty('Uzasadnienie') },
  ...{ changeAreaIds: areas.map(({ id }) => id), provisions: [], ...more },
});

export const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
export const mergeData = () => ({
  ...{ title: nasty('Jeden postulat'), text: nasty('Treść wspólna'), reasons: nasty('Razem'), answerBy: inDays(7) },
});

/** Proposals by the API alone. */
export class Proposing {
  constructor(private readonly t: TestApp) {}

  do = async <T = ToldProposal>(who: Asker, act: ProposalMutation, input: object): Promise<T> =>
    (await this.t.get<Record<string, T>>(who, document(act), { input }))[act]!;

  ask = (who: Asker, act: ProposalMutation, input: object) => this.t.ask(who, document(act), { input });

  refusal = (who: Asker, act: ProposalMutation, input: object): Promise<string | undefined> =>
    this.t.refusal(who, document(act), { input });

  see = async (who: Asker, id: string): Promise<ToldProposal | undefined> =>
    ((await this.t.ask(who, `query ($id: ID!) { proposal(id: $id) ${TOLD} }`, { id })).data?.proposal ?? undefined) as
      | ToldProposal
      | undefined;

  seeMerge = async (who: Asker, id: string): Promise<ToldMerge | undefined> =>
    ((await this.t.ask(who, `query ($id: ID!) { proposalMerge(id: $id) ${MERGE} }`, { id })).data?.proposalMerge ??
      undefined) as ToldMerge | undefined;

  /** A convent of the forum with its officers, two member entities with their people, and the forum's coordinator. */
  async scene() {
    const { given } = this.t;
    const forum = await given.forum();
    const [convent, entity, other] = [await given.convent(), await given.entity(), await given.entity({ kind: 'KIS' })];
    await given.standing(convent, forum);
    await given.membership(convent, entity);
    await given.membership(convent, other);
    const [chair, secretary] = [await given.holder('CHAIR', convent), await given.holder('SECRETARY', convent)];
    const [author, staff] = [await given.holder('REPRESENTATIVE', entity), await given.holder('STAFF', entity)];
    const fellow = await given.holder('REPRESENTATIVE', other);
    const coordinator = await given.holder('COORDINATOR', forum);
    const area = await areaRow(this.t);
    return { forum, convent, entity, other, chair, secretary, author, staff, fellow, coordinator, area };
  }

  draft = (who: Someone, origin: Id, area: Id, more: object = {}): Promise<ToldProposal> =>
    this.do(who, 'draftProposal', { originId: origin.id, data: proposalData([area], more) });

  step = (who: Asker, act: ProposalMutation, { id, version }: Id & { version: number }, more: object = {}) =>
    this.do(who, act, { proposalId: id, expectedVersion: version, ...more });

  submit = (who: Asker, proposal: ToldProposal, reviewer: Id, audience: ProposalAudience = 'PUBLIC') =>
    this.step(who, 'submitProposal', proposal, { reviewerId: reviewer.id, audience });

  /** A proposal of an entity that a convent reviews. */
  async reviewed(
    { convent, chair, area }: Pick<Awaited<ReturnType<Proposing['scene']>>, 'convent' | 'chair' | 'area'>,
    who: Someone,
    origin: Id,
    { audience = 'PUBLIC', ...more }: { audience?: ProposalAudience } & Record<string, unknown> = {},
  ): Promise<ToldProposal> {
    const submitted = await this.submit(who, await this.draft(who, origin, area, more), convent, audience);
    return this.step(chair, 'takeProposalUnderReview', submitted);
  }

  propose = (who: Asker, parts: readonly Id[], more: object = {}): Promise<ToldMerge> =>
    this.do<ToldMerge>(who, 'proposeProposalMerge', {
      ...{ proposalIds: parts.map(({ id }) => id), ...mergeData(), ...more },
    });
}

interface Wanted {
  readonly state?: ProposalState;
  readonly audience?: ProposalAudience;
  readonly reviewer?: Id;
  readonly opened?: boolean;
  readonly title?: string;
  readonly text?: string;
  readonly area?: Id;
}

/** A proposal in any state, past the rules; the bodies are known by their tables. */
export async function proposalRow(t: Pick<TestApp, 'sql'>, origin: Id, wanted: Wanted = {}): Promise<Id> {
  const { state = 'DRAFT', audience = 'PUBLIC', reviewer, area } = wanted;
  const id = newId();
  const takenUpIn = state === 'TAKEN_UP' ? await recommendationRow(t, reviewer ?? origin) : null;
  const isIn = state !== 'DRAFT';
  const isOpen = wanted.opened ?? !['DRAFT', 'SUBMITTED'].includes(state);
  await t.sql(
    `INSERT INTO proposal (id, convent_id, forum_id, entity_id, reviewer_convent_id, reviewer_forum_id, state, title, text,
       reasons, audience, entities, bodies, submitted_at, opened_at, state_since, recommendation_id, created_at)
     SELECT $1, c.id, f.id, e.id, rc.id, rf.id, $4, $5, $6, $7, CASE WHEN $8 THEN $9 END,
       array_remove(ARRAY[e.id], NULL), array_remove(ARRAY[c.id, f.id, rc.id, rf.id], NULL),
       CASE WHEN $8 THEN now() END, CASE WHEN $10 THEN now() END, now(), $11, now()
     FROM (SELECT 1) one LEFT JOIN convent c ON c.id = $2 LEFT JOIN forum f ON f.id = $2 LEFT JOIN entity e ON e.id = $2
       LEFT JOIN convent rc ON rc.id = $3 LEFT JOIN forum rf ON rf.id = $3`,
    [
      ...[id, origin.id, isIn ? (reviewer?.id ?? null) : null, state],
      ...[wanted.title ?? nasty('Postulat'), wanted.text ?? nasty('Treść'), nasty('Powody')],
      ...[isIn, audience, isOpen, takenUpIn?.id ?? null],
    ],
  );
  if (area)
    await t.sql(`INSERT INTO proposal_area (id, proposal_id, change_area_id) VALUES ($1, $2, $3)`, [
      ...[newId(), id, area.id],
    ]);
  await t.sql(
    `INSERT INTO proposal_act (id, proposal_id, action, state, at, reason) VALUES ($1, $2, 'draftProposal', $3, now(), $4)`,
    [newId(), id, state, wanted.text ?? nasty('Powód')],
  );
  return { id };
}

/** A merge of proposals that a body reviews, past the rules: every other origin is asked. */
export async function mergeRow(
  t: Pick<TestApp, 'sql'>,
  body: Id,
  parts: readonly Id[],
  { state = 'PROPOSED' as MergeState, text = nasty('Razem') } = {},
): Promise<Id & { resultId: string | null }> {
  const id = newId();
  const isMade = ['MERGED', 'UNDONE'].includes(state);
  const result = isMade ? await proposalRow(t, body, { state: 'UNDER_REVIEW', reviewer: body, text }) : null;
  await t.sql(
    `INSERT INTO proposal_merge (id, convent_id, forum_id, state, title, text, reasons, answer_by, result_id, reason, entities,
       bodies, proposed_at, settled_at)
     SELECT $1, (SELECT id FROM convent WHERE id = $2), (SELECT id FROM forum WHERE id = $2), $3, $4, $4, $4,
       now() + interval '7 days', $5, $4, ARRAY(SELECT DISTINCT unnest(entities) FROM proposal WHERE id = ANY ($6)),
       ARRAY(SELECT DISTINCT unnest(bodies) FROM proposal WHERE id = ANY ($6)), now(), CASE WHEN $3 <> 'PROPOSED' THEN now() END`,
    [id, body.id, state, text, result?.id ?? null, parts.map((each) => each.id)],
  );
  for (const part of parts) {
    await t.sql(`INSERT INTO proposal_part (id, merge_id, proposal_id) VALUES ($1, $2, $3)`, [newId(), id, part.id]);
    await t.sql(
      `INSERT INTO proposal_consent (id, merge_id, convent_id, forum_id, entity_id)
       SELECT $1, $2, convent_id, forum_id, entity_id FROM proposal WHERE id = $3 ON CONFLICT DO NOTHING`,
      [newId(), id, part.id],
    );
    if (state === 'PROPOSED' || state === 'MERGED')
      await t.sql(`UPDATE proposal SET merge_id = $2, merged_into_id = $3 WHERE id = $1`, [
        ...[part.id, id, result?.id ?? null],
      ]);
  }
  return { id, resultId: result?.id ?? null };
}
