import { defineError } from '#core';

export const UnitUnknown = defineError<{ unitId: string }>(
  'TEXT_UNIT_UNKNOWN',
  'W tym tekście nie ma takiej jednostki.',
);
export const UnitMisplaced = defineError<{ kind: string; parent: string | null }>(
  'UNIT_MISPLACED',
  'Jednostka tego rodzaju nie może stać w tym miejscu: artykuł dzieli się na ustępy, ustęp na punkty, punkt na litery, litera na tiret.',
);
export const UnitInItself = defineError('UNIT_IN_ITSELF', 'Jednostki nie można przenieść do niej samej.');
export const LabelNotLegal = defineError<{ label: string }>(
  'LABEL_NOT_LEGAL',
  ({ label }) =>
    `Oznaczenie${label ? ` „${label}”` : ''} nie jest właściwe dla tej jednostki: przykładami są 5, 5a, 5¹, a, IV.`,
);
export const LabelOutOfOrder = defineError<{ label: string }>(
  'LABEL_OUT_OF_ORDER',
  ({ label }) => `Oznaczenie${label ? ` „${label}”` : ''} powtarza się albo nie mieści się między sąsiednimi.`,
);
export const NoLabelBetween = defineError<{ before: string | null; after: string | null }>(
  'NO_LABEL_BETWEEN',
  'Między tymi jednostkami nie ma wolnego oznaczenia. Podaj oznaczenie albo przenumeruj jednostki.',
);
export const QuotedNumbering = defineError(
  'QUOTED_NUMBERING',
  'Jednostki w cytowanym brzmieniu noszą oznaczenia aktu, który zmieniają: nadaj je pojedynczo.',
);
export const SplitOutsideText = defineError<{ at: number; length: number }>(
  'SPLIT_OUTSIDE_TEXT',
  'Podział ma przypaść między dwoma słowami tekstu jednostki.',
);
export const UnitsNotJoinable = defineError<{ reason: 'NO_NEXT' | 'LIST_BETWEEN' }>(
  'UNITS_NOT_JOINABLE',
  ({ reason }) =>
    reason === 'LIST_BETWEEN'
      ? 'Pierwsza jednostka kończy się wyliczeniem: połączenie rozerwałoby je z tekstem następnej.'
      : 'Za tą jednostką nie ma następnej tego samego rodzaju, z którą można ją połączyć.',
);
export const DraftTooLarge = defineError<{ limit: string; most: number; found: number }>(
  'DRAFT_TOO_LARGE',
  ({ limit, most }) => {
    const what: Record<string, string> = {
      pasted: 'Wklejony tekst jest za długi (w znakach)',
      units: 'Tekst ma za dużo jednostek',
      depth: 'Jednostki są zagnieżdżone za głęboko',
      text: 'Tekst jednostki jest za długi (w znakach)',
      title: 'Tytuł jednostki jest za długi (w znakach)',
      heading: 'Nagłówek tekstu jest za długi (w znakach)',
    };
    return `${what[limit] ?? 'Tekst przekracza granicę wielkości'}${most ? `: najwyżej ${most}` : ''}.`;
  },
);
export const TextNotPlain = defineError<{ unitId: string }>(
  'TEXT_NOT_PLAIN',
  'Tekst jednostki jest jednym akapitem: bez podziału na wiersze i znaków sterujących.',
);
export const PathUnreadable = defineError<{ path: string }>(
  'PATH_UNREADABLE',
  'Nie można odczytać wskazania przepisu. Zapisz je jak w przykładzie: art. 5 ust. 2 pkt 3 lit. a tiret drugie.',
);
export const CitationUnreadable = defineError<{ citation: string }>(
  'CITATION_UNREADABLE',
  'Nie można odczytać miejsca ogłoszenia. Przykłady: Dz.U. 2003 nr 122 poz. 1143, Dz.U. 2025 poz. 83, DU/2025/83.',
);
export const AmendmentUnfit = defineError<{ reason: string }>(
  'AMENDMENT_UNFIT',
  ({ reason }) => reason ?? 'Z tych danych nie można ułożyć przepisu zmieniającego.',
);
