import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { words } from '#convents';
import type { Part } from './limits.ts';

export type UnitTextPart = Uppercase<Part>;
export const UnitTextPart = words<UnitTextPart>(
  'UnitTextPart',
  'Which of the three texts of a unit (część jednostki).',
  {
    TITLE: 'its title (tytuł)',
    TEXT: 'its own words (treść)',
    CLOSING: 'the common part after its list (część wspólna)',
  },
);

@ObjectType({
  description:
    'The document of a unit in which several people write at the same time: three Yjs texts `title`, `text` and `closing` (dokument jednostki).',
})
export class UnitDocumentState {
  @Field(() => ID) unitId: string;
  @Field(() => ID, { description: 'Another one means another document: begin it anew, nothing of the old one fits.' })
  documentId: string;
  @Field(() => Int, { description: 'Counts the updates of the document.' }) seq: number;
  @Field({ description: 'What whoever asked does not have of it: a Yjs update (version 1) in base64.' }) update: string;
  @Field({
    description: 'The state vector of the server (Yjs, version 1) in base64: what is beyond it is to be pushed.',
  })
  stateVector: string;
}

@ObjectType({ description: 'How far the document of a unit got with what was pushed (przyjęta zmiana).' })
export class PushedUnit {
  @Field(() => ID) unitId: string;
  @Field(() => ID) documentId: string;
  @Field(() => Int, { description: 'Counts the updates of the document.' }) seq: number;
}

@ObjectType({ description: 'New updates of a unit’s document (zmiany w jednostce).' })
export class UnitUpdates {
  @Field(() => ID) unitId: string;
  @Field(() => ID) documentId: string;
  @Field(() => Int, { description: 'Counts the updates of the document, these included.' }) seq: number;
  @Field(() => [String], { description: 'Yjs updates (version 1) in base64, in the order in which they apply.' })
  updates: string[];
}

@ObjectType({ description: 'Somebody who has a draft open (obecna osoba).' })
export class DraftPresence {
  @Field(() => ID, { description: 'One open subscription; a person may have several.' }) sessionId: string;
  @Field(() => ID) personId: string;
  @Field({ description: 'Their name as the people see it who work with them (imię i nazwisko albo funkcja).' })
  name: string;
  @Field(() => ID, { nullable: true, description: 'The unit that they are in, if they are in one.' })
  unitId: string | null;
  @Field(() => UnitTextPart, { nullable: true, description: 'In which part of it.' }) part: UnitTextPart | null;
  @Field(() => String, {
    nullable: true,
    description: 'Where their selection begins: a Yjs relative position in base64.',
  })
  anchor: string | null;
  @Field(() => String, { nullable: true, description: 'Where it ends, and the cursor stands.' }) head: string | null;
}

@ObjectType({ description: 'What happens among those who write in a draft at the same time (wspólne pisanie).' })
export class DraftCoediting {
  @Field(() => ID, { description: 'Names this subscription, for the cursor.' }) sessionId: string;
  @Field(() => [UnitUpdates], { description: 'What came since the last message, own pushes too.' })
  updates: UnitUpdates[];
  @Field({
    description:
      'Whether to ask `unitDocuments` again for what is open: at first, after a gap, and when the text was changed otherwise.',
  })
  resync: boolean;
  @Field(() => [DraftPresence], { nullable: true, description: 'Who is here now; null where nothing of that changed.' })
  presence: DraftPresence[] | null;
}
