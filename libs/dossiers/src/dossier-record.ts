import type { EnclosedTable } from '#circulation';
import type { VersionContent } from '#drafts';
import type { Problem } from '#seals';
import type { RichText } from '#texts';

/** The remarks of one finished circulation. */
export type RecordedTable = Omit<EnclosedTable, 'draftId'>;

export interface RecordedRecommendation {
  readonly position: number;
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly areas: readonly { readonly number: number; readonly name: string }[];
  readonly justification: string;
  readonly adopted: {
    readonly versionId: string;
    readonly version: number;
    readonly contentHash: string;
    readonly text: VersionContent;
  };
  /** Null where they are not enclosed. */
  readonly remarks: readonly RecordedTable[] | null;
  readonly divergences: readonly RecordedTable[] | null;
}

/** All that a dossier says, as it is hashed. */
export interface DossierContent {
  readonly title: string;
  readonly body: { readonly type: 'Convent' | 'Forum'; readonly id: string; readonly name: string };
  readonly letter: RichText;
  readonly recommendations: readonly RecordedRecommendation[];
}

/** What stands in the sealed record of a dossier. */
export interface DossierRecord {
  readonly id: string;
  readonly frozenAt: string;
  readonly content: DossierContent;
  readonly contentHash: string;
}

/** SHA-256 over canonical JSON; handed in, so that a browser can take this file without the server’s libs. */
type Hash = (value: unknown) => string;

const wrong = (problem: string, message: string): Problem => ({ problem, message });

function recommendationProblem(each: RecordedRecommendation, i: number, hashOf: Hash): Problem | undefined {
  const place = `record.content.recommendations[${i}]`;
  if (each.position !== i + 1) return wrong('ORDER_WRONG', `Pole „${place}.position” nie zgadza się z kolejnością.`);
  if (hashOf(each.adopted.text) !== each.adopted.contentHash)
    return wrong('TEXT_HASH_WRONG', `Skrót w polu „${place}.adopted.contentHash” nie jest skrótem przyjętego tekstu.`);
  if (each.adopted.text.number !== each.adopted.version)
    return wrong('VERSION_WRONG', `Pole „${place}.adopted.version” nie jest numerem wersji przyjętego tekstu.`);
  return undefined;
}

function problemOf(record: Record<string, unknown>, hashOf: Hash): Problem | undefined {
  try {
    const { content, contentHash } = record as unknown as DossierRecord;
    if (hashOf(content) !== contentHash)
      return wrong('CONTENT_HASH_WRONG', 'Skrót w polu „record.contentHash” nie jest skrótem treści pakietu.');
    const { recommendations } = content;
    if (!recommendations.length) return wrong('DOSSIER_EMPTY', 'Pakiet nie zawiera żadnej rekomendacji.');
    if (new Set(recommendations.map(({ id }) => id)).size !== recommendations.length)
      return wrong('RECOMMENDATION_TWICE', 'Ta sama rekomendacja jest w pakiecie dwa razy.');
    for (const [i, each] of recommendations.entries()) {
      const problem = recommendationProblem(each, i, hashOf);
      if (problem) return problem;
    }
    return undefined;
  } catch {
    return wrong('RECORD_MALFORMED', 'Pole „record” nie jest zapisem pakietu.');
  }
}

/** For `verifyRecord`, by the kind of record: what a dossier has to fulfil beyond its seal. */
export const dossierChecks = (contentHash: Hash) => ({
  dossier: (record: Record<string, unknown>) => problemOf(record, contentHash),
});
