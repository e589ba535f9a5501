import { words } from '#convents';
import type { RichText } from '#texts';
import type { CostRange, MoneySource, PracticeLanguage, TargetGroup } from './words.ts';

export type CardFormat = 'TEXT' | 'RICH' | 'WORD' | 'WORDS' | 'AREAS' | 'TAGS' | 'YEAR' | 'EMAIL' | 'PHONE';

/** What one field of the card asks; people with no training fill it in by these words alone. */
export interface CardField {
  readonly format: CardFormat;
  readonly label: string;
  readonly help: string;
  readonly min?: number;
  readonly max: number;
  /** Without it a card is not handed in. */
  readonly required?: true;
  /** For the schema. */
  readonly english: string;
}

export interface Card {
  title: string | null;
  summary: string | null;
  problem: RichText | null;
  actions: RichText | null;
  steps: RichText | null;
  partners: RichText | null;
  resources: RichText | null;
  results: RichText | null;
  evidence: RichText | null;
  conditions: RichText | null;
  risks: RichText | null;
  targetGroups: TargetGroup[];
  costRange: CostRange | null;
  moneySources: MoneySource[];
  changeAreaIds: string[];
  tags: string[];
  language: PracticeLanguage;
  startedIn: number | null;
  contactUnit: string | null;
  contactEmail: string | null;
  contactPhone: string | null;
}
export type CardKey = keyof Card;

/** The whole card, in the order in which it is filled in and read. */
export const CARD: Readonly<Record<CardKey, CardField>> = {
  title: {
    ...{ format: 'TEXT', label: 'Tytuł', min: 5, max: 160, required: true, english: 'Its title.' },
    help: 'Krótko i po ludzku: co się robi i dla kogo. Na przykład: „Piekarnia, w której uczą się osoby po długiej przerwie w pracy”.',
  },
  summary: {
    ...{ format: 'TEXT', label: 'W dwóch zdaniach', min: 20, max: 400, required: true, english: 'In two sentences.' },
    help: 'Dwa zdania dla kogoś, kto ma pół minuty: co robicie i co to daje.',
  },
  problem: {
    ...{ format: 'RICH', label: 'Problem', max: 3_000, required: true, english: 'What was wrong, and for whom.' },
    help: 'Co było nie tak, kogo to dotyczyło i skąd to wiecie. Wystarczy kilka zdań.',
  },
  targetGroups: {
    ...{ format: 'WORDS', label: 'Dla kogo', max: 6, required: true, english: 'For whom it is (grupy docelowe).' },
    help: 'Zaznacz grupy, dla których to robicie – najwyżej sześć.',
  },
  actions: {
    ...{ format: 'RICH', label: 'Co zrobiono', max: 8_000, required: true, english: 'What was done.' },
    help: 'Opowiedz, co robicie, tak jak koleżance z innego centrum: kto, z kim, jak często, gdzie.',
  },
  steps: {
    ...{ format: 'RICH', label: 'Krok po kroku', max: 8_000, english: 'What to do one after another (kroki).' },
    help: 'Lista kroków od pomysłu do działania, najlepiej z czasem, który każdy zajął.',
  },
  partners: {
    ...{ format: 'RICH', label: 'Partnerzy', max: 3_000, english: 'Who works with it, and as what.' },
    help: 'Instytucje i firmy, z którymi to robicie, i rola każdej z nich. Bez nazwisk.',
  },
  resources: {
    ...{ format: 'RICH', label: 'Zasoby', max: 3_000, english: 'What it takes: people, rooms, equipment.' },
    help: 'Ludzie (etaty, godziny), lokal, sprzęt, wiedza – także to, co było już na miejscu.',
  },
  costRange: {
    ...{ format: 'WORD', label: 'Koszt w roku', max: 1, required: true, english: 'What it costs in a year (koszt).' },
    help: 'Ile to kosztuje w ciągu roku ponad zwykłą działalność. Szacunek wystarczy.',
  },
  moneySources: {
    ...{ format: 'WORDS', label: 'Źródła finansowania', max: 6, english: 'Who pays (źródła finansowania).' },
    help: 'Z czego to opłacacie. Można zaznaczyć kilka.',
  },
  results: {
    ...{ format: 'RICH', label: 'Efekty', max: 5_000, required: true, english: 'What came of it.' },
    help: 'Co się zmieniło: liczby (ile osób, w jakim czasie) i to, czego nie da się policzyć.',
  },
  evidence: {
    ...{ format: 'RICH', label: 'Skąd to wiadomo', max: 3_000, english: 'How the results are known (dowody).' },
    help: 'Ankiety, sprawozdania, dane urzędu pracy, rozmowy – to, na czym opierają się podane efekty.',
  },
  conditions: {
    ...{
      format: 'RICH',
      label: 'Co musi być, żeby to powtórzyć',
      max: 4_000,
      required: true,
      english: 'What it takes to copy it.',
    },
    help: 'Co jest konieczne, co tylko pomaga, a co może przeszkodzić gdzie indziej.',
  },
  risks: {
    ...{ format: 'RICH', label: 'Ryzyka i trudności', max: 3_000, english: 'What may go wrong.' },
    help: 'Co poszło nie tak albo mogło pójść, i jak sobie z tym radzicie.',
  },
  changeAreaIds: {
    ...{
      format: 'AREAS',
      label: 'Obszary zmian',
      max: 5,
      required: true,
      english: 'The change areas that it belongs to (obszary zmian).',
    },
    help: 'Od jednego do pięciu obszarów zmian z katalogu forum.',
  },
  tags: {
    ...{
      format: 'TAGS',
      label: 'Słowa kluczowe',
      max: 10,
      english: 'Words by which it is found, in small letters (słowa kluczowe).',
    },
    help: 'Najwyżej dziesięć słów, po których ktoś mógłby tego szukać, każde do 40 znaków.',
  },
  language: {
    ...{ format: 'WORD', label: 'Język', max: 1, required: true, english: 'In which language it is written.' },
    help: 'Język, w którym napisano kartę.',
  },
  startedIn: {
    ...{ format: 'YEAR', label: 'Od roku', max: 4, english: 'The year in which it began.' },
    help: 'Rok, w którym zaczęliście.',
  },
  contactUnit: {
    ...{
      format: 'TEXT',
      label: 'Kontakt: komórka lub stanowisko',
      min: 3,
      max: 120,
      required: true,
      english: 'Whom to ask: a unit or a function, no person (kontakt).',
    },
    help: 'Dział albo stanowisko, nie nazwisko – karta przeżyje zmianę osoby. Na przykład: „dział reintegracji zawodowej”.',
  },
  contactEmail: {
    ...{ format: 'EMAIL', label: 'Kontakt: e-mail', max: 200, english: 'The office’s e-mail.' },
    help: 'Ogólny adres podmiotu, nie prywatny. Będzie widoczny dla wszystkich, którzy widzą kartę.',
  },
  contactPhone: {
    ...{ format: 'PHONE', label: 'Kontakt: telefon', max: 30, english: 'The office’s telephone.' },
    help: 'Telefon do biura.',
  },
};

export const CARD_KEYS = Object.keys(CARD) as CardKey[];
export const isRich = (key: CardKey): boolean => CARD[key].format === 'RICH';
export const isMany = (key: CardKey): boolean => ['WORDS', 'AREAS', 'TAGS'].includes(CARD[key].format);

/** `targetGroups` as the enum says it: TARGET_GROUPS. */
export const wordOf = (key: CardKey): PracticeField => key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
export type PracticeField = string;
export const PracticeField = words(
  'PracticeField',
  'A field of the card (pole karty).',
  Object.fromEntries(
    CARD_KEYS.map((key) => [wordOf(key), `${CARD[key].english.replace(/\.$/, '')} (${CARD[key].label}).`]),
  ),
);

const formats: Record<CardFormat, string> = {
  TEXT: 'a plain text (tekst)',
  RICH: 'a formatted text of type RichText (tekst sformatowany)',
  WORD: 'one word of a list (jedno z listy)',
  WORDS: 'several words of a list (kilka z listy)',
  AREAS: 'ids of change areas (obszary zmian)',
  TAGS: 'words of your own (własne słowa)',
  YEAR: 'a year (rok)',
  EMAIL: 'an e-mail address (adres e-mail)',
  PHONE: 'a telephone number (telefon)',
};
export const CardFormat = words('PracticeFieldFormat', 'What a field of the card holds (rodzaj pola).', formats);
