import type { INestApplicationContext } from '@nestjs/common';
import { Db } from '#core';
import {
  CastingService,
  ClosingService,
  Electorate,
  OpeningService,
  PollKind,
  PollsService,
  PollVisibility,
  type Choice,
} from '#voting';
import { acting } from './demo.acting.ts';

const DAY_MS = 86_400_000;
const LABEL = 'Dane przykładowe: nikt naprawdę o tym nie głosował.';
const PLAIN = {
  ...{ kind: PollKind.DECISION, functions: [], options: [], seats: 1, visibility: PollVisibility.PUBLIC },
  ...{ amendsRules: false, secret: false, doubleMajority: false, explanation: LABEL },
};

/** Whose votes the sample has: the founders', by the e-mail of whoever plays their chair. */
const VOTES: [email: string, choice: Choice][] = [
  ['chair.dolnoslaski@demo.invalid', 'FOR'],
  ['chair.lubelski@demo.invalid', 'FOR'],
  ['chair.pomorski@demo.invalid', 'ABSTAIN'],
];

/** Two polls that say of themselves that they are made up: a published roll call of the forum, and one open now. */
export async function addPolls(app: INestApplicationContext, forumId: string, conventId: string): Promise<void> {
  const by = acting(app.get(Db));
  const polls = app.get(PollsService, { strict: false });
  const opening = app.get(OpeningService, { strict: false });
  const casting = app.get(CastingService, { strict: false });
  const closing = app.get(ClosingService, { strict: false });
  const opened = (email: string, bodyId: string, electorate: Electorate, question: string, closesAt: Date) =>
    by(email, async (tx) => {
      const { id: pollId } = await polls.create(tx, { bodyId, data: { ...PLAIN, electorate, question, closesAt } });
      await opening.open(tx, { pollId, expectedVersion: 1 });
      return pollId;
    });
  const soon = new Date(Date.now() + 14 * DAY_MS);

  const coordinator = 'coordinator.forum@demo.invalid';
  const meeting = 'Przykład: czy spotkać się jesienią w Gdańsku?';
  const decided = await opened(coordinator, forumId, Electorate.FORUM_CONVENTS, meeting, soon);
  for (const [email, choice] of VOTES) await by(email, (tx) => casting.cast(tx, { pollId: decided, choice }));
  await by(coordinator, (tx) => closing.close(tx, { pollId: decided, reason: 'Wszystkie konwenty oddały głos.' }));
  await by(coordinator, (tx) => polls.publish(tx, decided));

  const plan = 'Przykład: czy przyjąć plan pracy konwentu na przyszły rok?';
  await opened('chair.pomorski@demo.invalid', conventId, Electorate.CONVENT_MEMBERS, plan, soon);
}
