import { plainText, type RichText } from '#texts';
import { CARD, CARD_KEYS, isRich, type Card } from './card.ts';

/** A practice as everyone may have it: the published version alone, with what is known of it. */
export interface PublicPractice {
  readonly id: string;
  readonly state: 'PUBLISHED' | 'OUTDATED' | 'ARCHIVED';
  readonly sample: boolean;
  readonly number: number;
  /** All of the version as it is hashed. */
  readonly content: string;
  readonly contentHash: string;
  readonly publishedAt: Date;
  /** When this version was published, or opened to everyone. */
  readonly updatedAt: Date;
  readonly checkedOn: string | null;
  readonly replications: number;
  readonly entity: {
    readonly id: string;
    readonly name: string;
    readonly town: string | null;
    readonly region: string;
  };
  readonly convent: string | null;
  readonly areas: readonly { readonly slug: string; readonly name: string }[];
  readonly files: readonly PublicFile[];
}

export interface PublicFile {
  readonly fileId: string;
  readonly name: string;
  readonly title: string;
  readonly altText: string | null;
  readonly mediaType: string;
  readonly sha256: string;
  readonly size: number;
}

export const cardIn = ({ content }: PublicPractice): Card => (JSON.parse(content) as { card: Card }).card;

/** The formatted fields one after another under their Polish names, without formatting. */
export const wordsOf = (card: Card): string =>
  CARD_KEYS.filter((key) => isRich(key) && card[key])
    .map((key) => `${CARD[key].label}\n${plainText(card[key] as RichText)}`)
    .join('\n\n');

/** JSON that stays data also inside a `script` element of whoever puts it there: `</script>` cannot end it. */
export const inertJson = (value: unknown): string =>
  JSON.stringify(value, null, 2).replace(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
