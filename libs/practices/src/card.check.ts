import { canonicalJson, contentHash } from '#seals';
import { plainText } from '#texts';
import { CARD, CARD_KEYS, isMany, isRich, wordOf, type Card, type CardKey } from './card.ts';

const lengthOf = (card: Card, key: CardKey): number => {
  const value = card[key];
  if (value === null) return 0;
  if (isMany(key)) return (value as unknown[]).length;
  return isRich(key) ? plainText(card[key] as never).trim().length : String(value).trim().length;
};

/** What still keeps a card from being handed in, field by field, in the words of its form. */
export function missingIn(card: Card, year: number): { field: string; label: string; message: string }[] {
  return CARD_KEYS.flatMap((key) => {
    const { label, required, min = 1 } = CARD[key];
    const length = lengthOf(card, key);
    const told = (message: string) => [{ field: wordOf(key), label, message }];
    if (key === 'startedIn' && (card.startedIn ?? 0) > year) return told('Ten rok jeszcze nie nadszedł.');
    if (required && !length) return told('To pole jest wymagane.');
    return length && length < min ? told(`Tekst jest za krótki: napisz co najmniej ${min} znaków.`) : [];
  });
}

/** The fields of a card alone, of whatever holds one. */
export const cardOf = (row: Card): Card =>
  Object.fromEntries(CARD_KEYS.map((key) => [key, row[key] ?? (isMany(key) ? [] : null)])) as unknown as Card;

/** All that a published version says, as it is hashed. */
export interface FrozenCard {
  readonly practiceId: string;
  readonly entityId: string;
  readonly number: number;
  readonly card: Card;
  readonly attachments: readonly object[];
}

/** The canonical text of a version, and its hash. */
export const frozenCard = (version: FrozenCard): { content: string; contentHash: string } => ({
  ...{ content: canonicalJson(version), contentHash: contentHash(version) },
});
