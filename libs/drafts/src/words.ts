import { registerEnumType } from '@nestjs/graphql';
import { words } from '#convents';
import { DoubtKind, Operation, UnitAct, UnitChange, UnitKind, UnitPart } from '#drafting';

export const stateNames = { OPEN: 'w opracowaniu', LOCKED: 'zamknięty do zmian', ARCHIVED: 'w archiwum' };
export type DraftState = keyof typeof stateNames;
export const DraftState = words<DraftState>('DraftState', 'Where a draft stands (stan projektu).', {
  OPEN: 'being written (w opracowaniu)',
  LOCKED: 'not changed for now: something else rests on its text, such as a circulation (zamknięty do zmian)',
  ARCHIVED: 'no longer written; still readable (w archiwum)',
});

const forms = {
  LAW: 'in legal units: articles, paragraphs, points (tekst prawny)',
  PROSE: 'in sections and paragraphs (tekst ciągły)',
};
export type DraftForm = keyof typeof forms;
export const DraftForm = words<DraftForm>('DraftForm', 'Of what units a text is made (postać tekstu).', forms);

/** The names of the pure half, each with its Polish term. */
function known<T extends string>(it: Record<string, T>, name: string, description: string, terms: Record<T, string>) {
  const valuesMap = Object.fromEntries(
    Object.entries<string>(terms).map(([key, term]) => [key, { description: term }]),
  );
  registerEnumType(it, { name, description, valuesMap: valuesMap as never });
}

known(UnitKind, 'UnitKind', 'What a unit of a text is, largest first (rodzaj jednostki redakcyjnej).', {
  PART: 'część',
  BOOK: 'księga',
  TITLE: 'tytuł',
  DIVISION: 'dział',
  CHAPTER: 'rozdział',
  SUBCHAPTER: 'oddział',
  ARTICLE: 'artykuł',
  PARAGRAPH: 'paragraf',
  SUBSECTION: 'ustęp',
  POINT: 'punkt',
  LETTER: 'litera',
  INDENT: 'tiret',
  DOUBLE_INDENT: 'podwójne tiret',
  QUOTE: 'a new wording within an amending act (nowe brzmienie)',
  SECTION: 'sekcja',
  PASSAGE: 'akapit',
});

known(UnitAct, 'UnitAct', 'What was done to a unit (co zrobiono z jednostką).', {
  INSERTED: 'added, or put back (dodano)',
  DELETED: 'taken out with all in it (usunięto)',
  MOVED: 'put elsewhere (przeniesiono)',
  RENUMBERED: 'given another label (przenumerowano)',
  SPLIT: 'split off another unit (wydzielono)',
  JOINED: 'joined to another unit (połączono)',
  REWORDED: 'given other words (zmieniono brzmienie)',
});

known(UnitPart, 'UnitPart', 'What of a unit is meant (część jednostki).', {
  WHOLE: 'all of it (całość)',
  TITLE: 'its title (tytuł)',
  INTRODUCTION: 'the words before its list (wprowadzenie do wyliczenia)',
  CLOSING: 'the words after its list (część wspólna)',
});

known(Operation, 'AmendmentOperation', 'What is done to a provision (rodzaj zmiany przepisu).', {
  NEW_WORDING: 'otrzymuje brzmienie',
  INSERT_AFTER: 'po … dodaje się …',
  APPEND: 'w … dodaje się …',
  REPEAL: 'uchyla się',
  REPLACE_WORDS: 'wyrazy … zastępuje się wyrazami …',
  INSERT_WORDS: 'po wyrazach … dodaje się wyrazy …',
  DELETE_WORDS: 'skreśla się wyrazy …',
  RENUMBER: 'otrzymuje nowe oznaczenie',
  NUMBER_CONTENT: 'dotychczasową treść oznacza się jako ust. 1',
});

known(UnitChange, 'UnitChange', 'What became of a unit between two versions (co stało się z jednostką).', {
  ADDED: 'dodano',
  REMOVED: 'usunięto',
  CHANGED: 'other words or another kind (zmieniono)',
  MOVED: 'przeniesiono',
  RENUMBERED: 'przenumerowano',
});

known(DoubtKind, 'DraftDoubtKind', 'Why a place of a pasted text needs a look (rodzaj wątpliwości).', {
  GAP: 'a label is missing before this one (luka w oznaczeniach)',
  ORDER: 'a label repeats or is out of order (kolejność oznaczeń)',
  SUPERSCRIPT: 'the end of a label was raised (indeks górny)',
  MAYBE_UNIT: 'a line was taken for text, though it begins like a unit (może jednostka)',
  LEVEL_SKIPPED: 'a level is left out (pominięty poziom)',
  NO_INTRODUCTION: 'a list has no introduction (brak wprowadzenia)',
  LONE_ITEM: 'a list has one item (jeden element)',
  DASH: 'a dash may mean several things (myślnik)',
  HYPHEN: 'a word cut at the end of a line (dzielenie wyrazu)',
  LONE_NUMBER: 'a number alone in its line was left out (numer strony)',
  QUOTE_OPEN: 'a quotation does not end (niezamknięty cudzysłów)',
  QUOTE_STRAY: 'a quotation ends that did not begin (cudzysłów bez pary)',
  AFTER_QUOTE: 'text follows a quotation (tekst po cytacie)',
  EMPTY_UNIT: 'a unit has no text (pusta jednostka)',
  NO_UNITS: 'no units were found (brak jednostek)',
  AMENDMENT: 'a provision looks like an amending one and is not understood (nierozpoznana zmiana)',
});
