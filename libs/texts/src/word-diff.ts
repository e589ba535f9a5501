import { Field, ObjectType, registerEnumType } from '@nestjs/graphql';
import { diffWordsWithSpace } from 'diff';

export enum ChangeKind {
  KEPT = 'KEPT',
  REMOVED = 'REMOVED',
  ADDED = 'ADDED',
  REPLACED = 'REPLACED',
}
registerEnumType(ChangeKind, {
  name: 'TextChangeKind',
  description: 'What became of a piece of text (rodzaj zmiany).',
  valuesMap: {
    KEPT: { description: 'The same before and after (bez zmian).' },
    REMOVED: { description: 'Only before (usunięto).' },
    ADDED: { description: 'Only after (dodano).' },
    REPLACED: { description: 'Other words in their place; show a gap or an arrow between the two (zamieniono).' },
  },
});

@ObjectType({
  description:
    'A piece of a text that changed or not. All `before` in a row are the old text, all `after` the new one (fragment porównania).',
})
export class TextChange {
  @Field(() => ChangeKind) kind: ChangeKind;
  @Field({ description: 'What stood there; empty where it was added.' }) before: string;
  @Field({ description: 'What stands there now; empty where it was removed.' }) after: string;
}

const words = new Intl.Segmenter('pl', { granularity: 'word' });
/** Texts that have less in common than this many changes apart are shown as one replaced by the other. */
const MOST_CHANGES = 500;

const kept = (text: string): TextChange => ({ kind: ChangeKind.KEPT, before: text, after: text });
const changed = (before: string, after: string): TextChange => ({
  kind: before && after ? ChangeKind.REPLACED : before ? ChangeKind.REMOVED : ChangeKind.ADDED,
  ...{ before, after },
});

/**
 * What changed from one text to another, word by word. What was removed and what was added in the same place are one
 * piece with two texts, so that nobody reads "3" and "5" as "35".
 */
export function wordDiff(before: string, after: string): TextChange[] {
  if (before === after) return before ? [kept(before)] : [];
  const options = { intlSegmenter: words, maxEditLength: MOST_CHANGES };
  const parts = diffWordsWithSpace(before, after, options) ?? [
    { value: before, removed: true, added: false },
    { value: after, removed: false, added: true },
  ];
  const changes: TextChange[] = [];
  let [gone, come] = ['', ''];
  const flush = () => {
    if (gone || come) changes.push(changed(gone, come));
    [gone, come] = ['', ''];
  };
  for (const { value, removed, added } of parts) {
    if (removed) gone += value;
    else if (added) come += value;
    else {
      flush();
      changes.push(kept(value));
    }
  }
  flush();
  return changes;
}
