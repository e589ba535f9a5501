import type { TestApp } from './app.ts';
import { inDays, type Declaring, type Told } from './declarations.ts';
import type { Someone } from './given.ts';
import { OPEN, Polls, soon } from './polls.ts';

type Convent = { id: string; chair: Someone };

export const hashOf = ({ currentVersion }: Told): string => currentVersion.contentHash;

/** Accessions and the polls of the forum's members on them, through the API. */
export class Acceding {
  readonly polls: Polls;

  constructor(
    private readonly t: TestApp,
    private readonly declare: Declaring,
    private readonly coordinator: Someone,
    private readonly members: readonly Convent[],
  ) {
    this.polls = new Polls(t);
  }

  async asked(): Promise<{ late: Convent; draft: Told }> {
    const late = await this.declare.convent();
    const draft = await this.declare.draft(late.chair, 'ACCESSION', [late]);
    return { late, draft: await this.declare.do(late.chair, 'submitAccession', { declarationId: draft.id }) };
  }

  async drafted(draft: Told): Promise<string> {
    const input = { declarationId: draft.id, contentHash: hashOf(draft), closesAt: soon() };
    return (await this.declare.do(this.coordinator, 'draftAccessionPoll', input)).id;
  }

  async opened(draft: Told): Promise<string> {
    const pollId = await this.drafted(draft);
    await this.t.get(this.coordinator, OPEN, { input: { pollId, expectedVersion: 1 } });
    return pollId;
  }

  /** A closed one; the votes are those of the members in their order. */
  async voted(draft: Told, votes: readonly ('FOR' | 'AGAINST' | 'ABSTAIN')[]): Promise<string> {
    const pollId = await this.opened(draft);
    for (const [i, vote] of votes.entries()) await this.polls.cast(this.members[i]!.chair, pollId, vote);
    await this.polls.close(this.coordinator, pollId);
    return pollId;
  }

  async opening({ chair }: Convent, { id }: Told): Promise<object> {
    const { version } = await this.declare.see(chair, id);
    return { declarationId: id, expectedVersion: version, deadline: inDays(7) };
  }

  refusal = async (late: Convent, draft: Told): Promise<string | undefined> =>
    this.declare.refusal(late.chair, 'openDeclaration', await this.opening(late, draft));
}
