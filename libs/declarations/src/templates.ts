import type { Unit } from './content.ts';
import type { DeclarationKind } from './words.ts';

/** What the placeholders of a template are filled from. */
export interface TemplateFacts {
  readonly parties: readonly string[];
  readonly forum: string | null;
  readonly addressee: string | null;
  readonly effectiveOn: string | null;
  /** How many of the parties have to sign; null for all. */
  readonly count: number | null;
}

type Part = [id: string, section: string, heading: string, text: (facts: TemplateFacts) => string];

const listed = ({ parties }: TemplateFacts): string => parties.map((name, i) => `${i + 1}) ${name}`).join(';\n');
const forumIn = ({ forum }: TemplateFacts): string => forum ?? 'Forum';
const only = ({ parties }: TemplateFacts): string => parties[0] ?? '……';
const day = (text: string | null): string => text?.split('-').reverse().join('.') ?? '……';

const entry: Part = [
  'wejscie-w-zycie',
  'Postanowienia końcowe',
  'Wejście w życie',
  ({ count, parties }) =>
    count === null || count >= parties.length
      ? 'Deklaracja wchodzi w życie z chwilą podpisania jej przez ostatnią ze stron.'
      : `Deklaracja wchodzi w życie z chwilą złożenia ${count}. podpisu spośród ${parties.length} stron.`,
];
const whoSigns: Part = ['strony', 'Strony', 'Strony deklaracji', (facts) => `Deklarację składają:\n${listed(facts)}.`];

const TEMPLATES: Record<DeclarationKind, { title: (facts: TemplateFacts) => string; parts: Part[] }> = {
  FOUNDING: {
    title: (facts) => `Deklaracja powołania: ${forumIn(facts)}`,
    parts: [
      whoSigns,
      [
        'powolanie',
        'Powołanie i cel',
        'Powołanie',
        (facts) => `Strony powołują ${forumIn(facts)} jako ponadregionalną reprezentację swoich członków.`,
      ],
      [
        'cel',
        'Powołanie i cel',
        'Cel',
        () =>
          'Celem jest wymiana dobrych praktyk oraz formułowanie rekomendacji dotyczących prawnych, programowych i organizacyjnych ram działania podmiotów zatrudnienia socjalnego.',
      ],
      [
        'siedziba-decyzji',
        'Podejmowanie decyzji',
        'Gdzie zapadają decyzje',
        () =>
          'O sprawach wspólnych decydują strony, każda jednym głosem, na spotkaniu albo w głosowaniu w trybie obiegowym; uchwały są zapisywane wraz z podstawą.',
      ],
      [
        'przystapienie',
        'Podejmowanie decyzji',
        'Przystąpienie',
        () => 'Kolejne konwenty przystępują deklaracją, po uchwale stron o przyjęciu.',
      ],
      [
        'wystapienie',
        'Postanowienia końcowe',
        'Wystąpienie',
        () => 'Strona może wystąpić, składając deklarację o wystąpieniu z podaniem jego dnia.',
      ],
      entry,
    ],
  },
  INTENT: {
    title: (facts) => `Deklaracja chęci przystąpienia: ${only(facts)}`,
    parts: [
      whoSigns,
      ['cel', 'Oświadczenie', 'Chęć przystąpienia', (facts) => `${only(facts)} chce przystąpić do: ${forumIn(facts)}.`],
      [
        'siedziba-decyzji',
        'Oświadczenie',
        'Skutek',
        () => 'Deklaracja nie daje członkostwa; o przyjęciu zdecyduje forum na podstawie deklaracji przystąpienia.',
      ],
      entry,
      ['odwolanie', 'Postanowienia końcowe', 'Wycofanie', () => 'Chęć przystąpienia można wycofać w każdym czasie.'],
    ],
  },
  ACCESSION: {
    title: (facts) => `Deklaracja przystąpienia: ${only(facts)}`,
    parts: [
      whoSigns,
      [
        'cel',
        'Oświadczenie',
        'Przystąpienie',
        (facts) =>
          `${only(facts)} przystępuje do: ${forumIn(facts)} i przyjmuje cele określone w deklaracji powołania.`,
      ],
      [
        'siedziba-decyzji',
        'Oświadczenie',
        'Decyzja forum',
        () => 'Podstawą przystąpienia jest uchwała forum o przyjęciu, podjęta przed podpisaniem tej deklaracji.',
      ],
      entry,
      [
        'wystapienie',
        'Postanowienia końcowe',
        'Wystąpienie',
        () => 'Konwent może wystąpić, składając deklarację o wystąpieniu z podaniem jego dnia.',
      ],
    ],
  },
  JOINT_POSITION: {
    title: (facts) => `Wspólne stanowisko – adresat: ${facts.addressee ?? '……'}`,
    parts: [
      whoSigns,
      ['adresat', 'Stanowisko', 'Adresat', ({ addressee }) => `Stanowisko kierujemy do: ${addressee ?? '……'}.`],
      ['cel', 'Stanowisko', 'Treść', () => '[Tu wpisz, czego dotyczy stanowisko, czego strony oczekują i dlaczego.]'],
      [
        'siedziba-decyzji',
        'Stanowisko',
        'Podstawa',
        () => 'Każda ze stron podpisuje stanowisko na podstawie własnej decyzji, podjętej zgodnie z jej regulaminem.',
      ],
      entry,
      ['odstapienie', 'Postanowienia końcowe', 'Zmiana', () => 'Stanowisko zastępuje się nowym, podpisanym tak samo.'],
    ],
  },
  WITHDRAWAL: {
    title: (facts) => `Deklaracja wystąpienia: ${only(facts)}`,
    parts: [
      whoSigns,
      [
        'cel',
        'Oświadczenie',
        'Wystąpienie',
        (facts) =>
          `${only(facts)} występuje z: ${forumIn(facts)}; ostatnim dniem członkostwa jest ${day(facts.effectiveOn)}.`,
      ],
      [
        'siedziba-decyzji',
        'Oświadczenie',
        'Podstawa',
        () => 'O wystąpieniu konwent zdecydował zgodnie z własnym regulaminem.',
      ],
      entry,
      [
        'powrot',
        'Postanowienia końcowe',
        'Ponowne przystąpienie',
        () => 'Konwent może przystąpić ponownie, składając nową deklarację przystąpienia.',
      ],
    ],
  },
};

/** The usual text of a kind, filled in; a starting point to be edited. */
export function template(kind: DeclarationKind, facts: TemplateFacts): { title: string; units: Unit[] } {
  const { title, parts } = TEMPLATES[kind];
  const units = parts.map(([id, section, heading, text], i) => ({
    ...{ id, section, heading },
    ...{ label: `§ ${i + 1}`, text: text(facts) },
  }));
  return { title: title(facts), units };
}
