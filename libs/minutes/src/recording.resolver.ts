import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Db, Me, type Actor } from '#core';
import { one, type Read } from '#reads';
import {
  AddRecordingInput,
  ConfirmRecordingDeletedInput,
  ConsentToRecordingInput,
  Recording,
  RecordingConsent,
} from './recording.entity.ts';
import { Recordings } from './recording.service.ts';

@Resolver()
export class RecordingsResolver {
  constructor(
    private readonly db: Db,
    private readonly recordings: Recordings,
  ) {}

  @Mutation(() => RecordingConsent, {
    description: 'Your yes or no to being recorded; a withdrawal ends the recording.',
  })
  async consentToRecording(
    @Me() me: Actor,
    @Args('input') input: ConsentToRecordingInput,
  ): Promise<Read<RecordingConsent>> {
    const { id } = await this.db.write(me, input, (tx) => this.recordings.consent(tx, input));
    return one(RecordingConsent, { id });
  }

  @Mutation(() => Recording, { description: 'Adds a recording to which all who were there agreed (nagranie).' })
  async addRecording(@Me() me: Actor, @Args('input') input: AddRecordingInput): Promise<Read<Recording>> {
    const { id } = await this.db.write(me, input, (tx) => this.recordings.add(tx, input));
    return one(Recording, { id });
  }

  @Mutation(() => Recording, { description: 'Says that an outside recording is deleted where it lay.' })
  async confirmRecordingDeleted(
    @Me() me: Actor,
    @Args('input') input: ConfirmRecordingDeletedInput,
  ): Promise<Read<Recording>> {
    const { id } = await this.db.write(me, input, (tx) => this.recordings.confirm(tx, input));
    return one(Recording, { id });
  }
}
