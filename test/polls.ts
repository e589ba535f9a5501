import { newId } from '#core';
import type { TestApp } from './app.ts';
import { nasty, type Someone } from './given.ts';

type Id = { id: string };
export interface Member {
  readonly entity: Id;
  readonly speaker: Someone;
}
export interface VotingConvent {
  readonly convent: Id;
  readonly chair: Someone;
  readonly secretary: Someone;
  readonly members: Member[];
}

export const soon = (seconds = 3_600): string => new Date(Date.now() + seconds * 1_000).toISOString();

export const CREATE = `mutation ($input: CreatePollInput!) { createPoll(input: $input) { id version state } }`;
export const EDIT = `mutation ($input: EditPollInput!) { editPoll(input: $input) { id version question } }`;
export const OPEN = `mutation ($input: OpenPollInput!) { openPoll(input: $input) { id state rollSize frozenHash } }`;
export const CAST = `mutation ($input: CastVoteInput!) { castVote(input: $input) { id choice optionIds receipt } }`;
export const CLOSE = `mutation ($input: EndPollInput!) { closePoll(input: $input) { id state } }`;
export const CANCEL = `mutation ($input: EndPollInput!) { cancelPoll(input: $input) { id state } }`;
export const EXTEND = `mutation ($input: ExtendPollInput!) { extendPoll(input: $input) { id closesAt } }`;
export const PUBLISH = `mutation ($input: PublishPollInput!) { publishPoll(input: $input) { id state
  result { outcome votesCast inFavour against abstaining invalid weightInFavour weightAgainst weightAbstaining recordHash
    counts { votes elected inRunOff option { label position } } } } }`;

export interface Result {
  readonly outcome: string;
  readonly votesCast: number;
  readonly recordHash: string;
  readonly counts: { votes: number; elected: boolean; inRunOff: boolean; option: { label: string } }[];
}

const WAITING = `{ viewer { obligations(first: 50) { nodes { kind sentence dueAt poll { id } } } } }`;
interface Waiting {
  readonly kind: string;
  readonly sentence: string;
  readonly dueAt: string;
  readonly poll: Id | null;
}

/** The votes that are awaited of somebody, the next deadline first. */
export async function waiting(t: TestApp, who: Someone): Promise<Waiting[]> {
  const { viewer } = await t.get<{ viewer: { obligations: { nodes: Waiting[] } } }>(who, WAITING);
  return viewer.obligations.nodes.filter(({ kind }) => kind === 'voteAwaited');
}
export const awaited = async (t: TestApp, who: Someone): Promise<string[]> =>
  (await waiting(t, who)).map(({ poll }) => poll!.id);

/** The acts of a poll in tests, each through the API. */
export class Polls {
  constructor(private readonly t: TestApp) {}

  /** A convent whose members each have somebody who speaks for them. */
  async convent(members: number, voivodeship = '22'): Promise<VotingConvent> {
    const { given } = this.t;
    const convent = await given.convent({ voivodeship });
    const [chair, secretary] = [await given.holder('CHAIR', convent), await given.holder('SECRETARY', convent)];
    return {
      convent,
      chair,
      secretary,
      members: await Promise.all(Array.from({ length: members }, () => this.member(convent))),
    };
  }

  async member(convent: Id): Promise<Member> {
    const entity = await this.t.given.entity();
    await this.t.given.membership(convent, entity);
    return { entity, speaker: await this.t.given.holder('REPRESENTATIVE', entity) };
  }

  async joinForum(convent: Id): Promise<Id> {
    const forum = await this.t.given.forum();
    await this.t.given.standing(convent, forum);
    return forum;
  }

  data(more: object = {}): object {
    return { electorate: 'CONVENT_MEMBERS', question: nasty('Czy przyjąć wniosek?'), closesAt: soon(), ...more };
  }

  async draft(by: Someone, body: Id, more: object = {}, rest: object = {}): Promise<string> {
    const input = { bodyId: body.id, data: this.data(more), ...rest };
    return (await this.t.get<{ createPoll: Id }>(by, CREATE, { input })).createPoll.id;
  }

  async open(by: Someone, body: Id, more: object = {}, rest: object = {}): Promise<string> {
    const pollId = await this.draft(by, body, more, rest);
    await this.t.get(by, OPEN, { input: { pollId, expectedVersion: 1 } });
    return pollId;
  }

  cast = (by: Someone, pollId: string, vote: object | string) =>
    this.t.get<{ castVote: { id: string; receipt: string | null; choice: string | null } }>(by, CAST, {
      input: { pollId, ...(typeof vote === 'string' ? { choice: vote } : vote), clientMutationId: crypto.randomUUID() },
    });

  code = (by: Someone | null, pollId: string, vote: object | string) =>
    this.t.refusal(by, CAST, { input: { pollId, ...(typeof vote === 'string' ? { choice: vote } : vote) } });

  close = (by: Someone, pollId: string) => this.t.get(by, CLOSE, { input: { pollId, reason: 'Wszyscy zagłosowali.' } });

  async publish(by: Someone, pollId: string): Promise<Result> {
    const { publishPoll } = await this.t.get<{ publishPoll: { result: Result } }>(by, PUBLISH, { input: { pollId } });
    return publishPoll.result;
  }

  async result(by: Someone, pollId: string): Promise<Result> {
    await this.close(by, pollId);
    return this.publish(by, pollId);
  }

  /** Moves a deadline as if time had gone by. */
  over = (pollId: string, ago = '1 second') =>
    this.t.sql(`UPDATE poll SET closes_at = now() - $2::interval WHERE id = $1`, [pollId, ago]);

  async options(pollId: string): Promise<string[]> {
    const rows = await this.t.sql<Id>(`SELECT id FROM poll_option WHERE poll_id = $1 ORDER BY position`, [pollId]);
    return rows.map(({ id }) => id);
  }

  async record(pollId: string, by: Someone | null = null): Promise<{ status: number; text: string }> {
    const headers: Record<string, string> = by ? { authorization: `Bearer ${by.token}` } : {};
    const answer = await fetch(`${this.t.url}/records/polls/${pollId}.json`, { headers });
    return { status: answer.status, text: await answer.text() };
  }

  nobody = newId;
}
