import { Field } from '@nestjs/graphql';
import pg from 'pg';
import { AvailableAction, Config } from '#core';
import { Convent, EntityContact, Forum, Voivodeship } from '#convents';
import { freshDatabase, type TestDatabase } from '#test/database';
import { startApi } from '../../../apps/api/api.ts';
import { extend, marksOf, One } from './marks.ts';

describe('the check before the start', () => {
  let database: TestDatabase;

  beforeAll(async () => (database = await freshDatabase()));
  afterAll(() => database.drop());

  it('names every reason why the schema cannot be read, and the server does not start', async () => {
    const owner = new pg.Client(database.ownerUrl);
    await owner.connect();
    await owner.query('DROP INDEX mandate_forum').finally(() => owner.end());
    marksOf(Forum).visible = undefined;
    extend(
      Convent,
      'unknown',
      Field(() => String),
    );
    extend(
      Convent,
      'hidden',
      Field(() => EntityContact),
      One(() => EntityContact, 'id'),
    );
    extend(
      Convent,
      'absent',
      Field(() => Voivodeship),
      One(() => Voivodeship, 'foundedOn'),
    );
    extend(
      AvailableAction,
      'convent',
      Field(() => Convent),
    );
    const config = Config.load({ PORT: '0', LOG_LEVEL: 'silent' });
    const refusal = await startApi(config, database.url).then(
      ({ close }) => close(),
      (error: Error) => error.message.split('\n').map((line) => line.trim()),
    );
    expect(refusal).toEqual([
      'the schema cannot be read:',
      'Forum: no @Visible rule says who may see its rows',
      'Convent.unknown: the read engine cannot reach this field',
      'Forum.mandates: no index begins with mandate.forum_id',
      'ForumStanding.forum: not null, but its row may be hidden or absent',
      'ConventStanding.forum: not null, but its row may be hidden or absent',
      'Convent.hidden: not null, but its row may be hidden or absent',
      'Convent.absent: not null, but its row may be hidden or absent',
      'Mandate.body: not null, but its row may be hidden',
      'MeetingBody.body: not null, but its row may be hidden',
      'Representation.body: not null, but its row may be hidden',
      'Draft.body: not null, but its row may be hidden',
      'Circulation.body: not null, but its row may be hidden',
      'Resolution.body: not null, but its row may be hidden',
      'Task.owner: not null, but its row may be hidden',
      'MeetingReport.body: not null, but its row may be hidden',
      'Proposal.origin: not null, but its row may be hidden',
      'ProposalConsent.body: not null, but its row may be hidden',
      'ProposalMerge.body: not null, but its row may be hidden',
      'Recommendation.leadBody: not null, but its row may be hidden',
      'Dossier.body: not null, but its row may be hidden',
      'AnswerNotice.body: not null, but its row may be hidden',
      'Declaration.body: not null, but its row may be hidden',
      'AvailableAction.convent: the read engine cannot reach this field',
    ]);
  });
});
