import { isIn } from './oracle-facts.ts';
import type { Row, Tables } from './world.ts';

const OFFICES = ['CHAIR', 'VICE_CHAIR', 'SECRETARY', 'BOARD_MEMBER', 'COORDINATOR', 'REPRESENTATIVE'];

/** Who sees what of polls and who may vote, said a second time; `held` are the reader's mandates in force. */
export class PollRules {
  constructor(
    private readonly tables: Tables,
    private readonly reader: string | null,
    private readonly held: readonly Row[],
  ) {}

  sees(poll: Row): boolean {
    if (this.offices().includes(poll.body_id)) return true;
    if (poll.opened_at !== null && (this.belongs(poll) || this.attends(poll))) return true;
    if (poll.state !== 'PUBLISHED') return false;
    return poll.visibility === 'PUBLIC' || (poll.visibility === 'FORUM' && this.isInForum());
  }

  /** What the index holds: for all, for the forum, for the circle of its bodies, or for those whom it concerned. */
  finds({ audience, readers }: Row): boolean {
    if (audience === 'PUBLIC' || (audience === 'FORUM' && this.isInForum())) return true;
    const concerned = [this.reader, ...this.held.map((each) => each.body_id)];
    const mine = audience === 'CONCERNED' ? concerned : this.circles();
    return (readers as unknown[]).some((id) => mine.includes(id));
  }

  seesPart = ({ poll_id }: Row): boolean => this.sees(this.poll(poll_id));

  seesVoter({ poll_id }: Row): boolean {
    const poll = this.poll(poll_id);
    const isInside = this.belongs(poll) || this.offices().includes(poll.body_id);
    return this.sees(poll) && (!poll.secret || isInside);
  }

  seesVote({ id, poll_id }: Row): boolean {
    if (this.mayVote(this.tables.poll_voter!.find((each) => each.id === id)!)) return true;
    return !this.poll(poll_id).secret && this.seesResult(poll_id);
  }

  seesResult(id: unknown): boolean {
    const poll = this.poll(id);
    return poll.state === 'PUBLISHED' && this.sees(poll);
  }

  mayVote(voter: Row): boolean {
    const poll = this.poll(voter.poll_id);
    return this.held.some((mandate) => {
      const { function: what, body_id: body, substitutes_id: instead } = mandate;
      if (instead !== null && instead === voter.mandate_id) return true;
      if (voter.convent_id)
        return mandate.convent_id === voter.convent_id && ['CHAIR', 'VICE_CHAIR'].includes(String(what));
      if (voter.entity_id) return mandate.entity_id === voter.entity_id && what === 'REPRESENTATIVE';
      return voter.person_id === this.reader && body === poll.body_id && (poll.functions as unknown[]).includes(what);
    });
  }

  facts({ id, body_id: bodyId, meeting_id, closes_at, may_change }: Row): object {
    const seats = this.tables.poll_voter!.filter((each) => each.poll_id === id && this.mayVote(each));
    const hasVoted = (seat: Row): boolean => this.tables.poll_vote!.some((each) => each.id === seat.id);
    const isDone = may_change === false && seats.every(hasVoted);
    const meeting = this.tables.meeting!.find((each) => each.id === meeting_id);
    const awaitsSession = meeting !== undefined && meeting.state !== 'IN_SESSION';
    const isOver = Date.parse(String(closes_at)) <= Date.now();
    return { bodyId, isOver, awaitsSession, hasSeat: seats.length > 0, isDone };
  }

  private poll = (id: unknown): Row => this.tables.poll!.find((each) => each.id === id)!;

  private belongs(poll: Row): boolean {
    const isSeated = (each: Row): boolean => each.poll_id === poll.id && this.mayVote(each);
    return this.circles().includes(poll.body_id) || this.tables.poll_voter!.some(isSeated);
  }

  /** The organisers of its meeting; of what organisers decide together, all whom the meeting asked. */
  private attends({ meeting_id, electorate }: Row): boolean {
    const meeting = this.tables.meeting!.find((each) => each.id === meeting_id);
    if (!meeting) return false;
    const among = (ids: unknown, mine: unknown[]): boolean => (ids as unknown[]).some((id) => mine.includes(id));
    if (among(meeting.bodies, this.offices())) return true;
    const circle = [...this.circles(), ...(this.reader ? [this.reader] : [])];
    return electorate === 'ORGANISING_CONVENTS' && among(meeting.readers, circle);
  }

  private offices = (): unknown[] =>
    this.held.filter((each) => OFFICES.includes(String(each.function))).map((each) => each.body_id);

  circles(): unknown[] {
    const own = this.held.filter((each) => each.function !== 'OBSERVER').map((each) => each.body_id);
    const joined = this.tables.membership!.filter(
      (each) => own.includes(each.entity_id) && each.state === 'ACTIVE' && each.kind !== 'OBSERVER',
    );
    const standings = this.members().filter((each) => own.includes(each.convent_id));
    return [...own, ...joined.map((each) => each.convent_id), ...standings.map((each) => each.forum_id)];
  }

  private members = (): Row[] =>
    this.tables.forum_standing!.filter((each) => each.kind === 'MEMBER' && isIn(each, Date.now()));

  isInForum(): boolean {
    const circles = this.circles();
    const bodies = [...this.tables.forum!.map(({ id }) => id), ...this.members().map((each) => each.convent_id)];
    return bodies.some((id) => circles.includes(id));
  }
}

type Reader = string | null;
type ByReader<T> = (row: Row, reader: Reader) => T;

/** The same by type, for whoever reads. */
export function pollPart(tables: Tables, held: (reader: Reader) => readonly Row[]) {
  const of = (reader: Reader): PollRules => new PollRules(tables, reader, held(reader));
  const rules: Record<string, ByReader<boolean>> = {
    Poll: (row, reader) => of(reader).sees(row),
    PollOption: (row, reader) => of(reader).seesPart(row),
    PollAct: (row, reader) => of(reader).seesPart(row),
    PollVoter: (row, reader) => of(reader).seesVoter(row),
    PollVote: (row, reader) => of(reader).seesVote(row),
    PollResult: (row, reader) => of(reader).seesResult(row.id),
    SearchHit: (row, reader) => of(reader).finds(row),
    PollCount: (row, reader) => of(reader).seesResult(row.poll_id),
  };
  const isSeatOf: ByReader<boolean> = (row, reader) => of(reader).mayVote(row);
  const isInForum = (reader: Reader): boolean => of(reader).isInForum();
  return { rules, isSeatOf, isInForum, facts: (_: string, row: Row, reader: Reader): object => of(reader).facts(row) };
}
