const WORD = /[\p{L}\p{N}]+/gu;
const LONGEST_WORD = 64;

/** Small letters without marks, Polish ones and others: what people type when they search. */
export const folded = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replaceAll('ł', 'l');

export interface Word {
  readonly text: string;
  /** Where it begins in its text. */
  readonly at: number;
}

/** The words of a text in their order. What is longer than any word is cut. */
export function wordsOf(text: string): Word[] {
  return [...text.matchAll(WORD)].map(({ 0: word, index }) => ({ text: word.slice(0, LONGEST_WORD), at: index }));
}

/** Words that say nothing of what a text is about. They keep their places, so that phrases stay what they are. */
const STOP_WORDS = new Set(
  `a aby ale albo ani az bardzo bez bo by byc byl byla byli bylo byly bywa ci co czy czyli da dla do gdy gdzie go i ich ile im inne
  iz ja jak jaka jaki jakie jako je jednak jego jej jest jesli jeszcze juz kazdy kiedy kto ktora ktore ktorego ktorej ktory ktorych
  ktorym ktorzy lub ma maja mi mial miec mozna moze mu my na nad nam nas nasz nasza nasze nie nich nim niz no o od oraz po pod
  podczas poniewaz potem przed przez przy roku sa sam sie skad sobie swoj swoje swoich ta tak taka taki takie takze tam te tego tej
  temu ten to tu tych tylko tym u w wiec wraz wszystko wszystkich wszystkie we z za zas ze zeby jestesmy nasi`
    .split(/\s+/)
    .map(folded),
);
export const isStopWord = (word: string): boolean => STOP_WORDS.has(word);
