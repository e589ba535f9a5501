/** Letters that Unicode does not take apart into a plain one and its mark. */
const WHOLE: Record<string, string> = { ł: 'l', đ: 'd', ø: 'o', ß: 'ss', æ: 'ae' };

/** Small letters without marks, one space for what is no letter or digit: "Łódź-Bałuty" becomes "lodz baluty". */
export const fold = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[łđøßæ]/g, (letter) => WHOLE[letter] ?? letter)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** What the sector abbreviates; a unit's own abbreviation comes before its operator's in every name met so far. */
const ABBREVIATIONS: Record<string, string> = {
  cis: 'centrum integracji spolecznej',
  kis: 'klub integracji spolecznej',
  zaz: 'zaklad aktywnosci zawodowej',
  wtz: 'warsztat terapii zajeciowej',
  ops: 'osrodek pomocy spolecznej',
  mops: 'miejski osrodek pomocy spolecznej',
  gops: 'gminny osrodek pomocy spolecznej',
  mgops: 'miejsko gminny osrodek pomocy spolecznej',
  mopr: 'miejski osrodek pomocy rodzinie',
  rops: 'regionalny osrodek polityki spolecznej',
  owes: 'osrodek wsparcia ekonomii spolecznej',
  cus: 'centrum uslug spolecznych',
  pcpr: 'powiatowe centrum pomocy rodzinie',
  pup: 'powiatowy urzad pracy',
  psoni: 'polskie stowarzyszenie na rzecz osob z niepelnosprawnoscia intelektualna',
  stow: 'stowarzyszenie',
  fund: 'fundacja',
  tow: 'towarzystwo',
  spoldz: 'spoldzielnia',
};

/** Says nothing about which body is meant: prepositions, legal forms' tails, parts of addresses. */
const NOISE = new Set(
  (
    'w we z ze na przy przez do od dla i oraz o a im sw ul ulica ulicy al pl nr lok pok rz rzecz r jako sie ' +
    'organizacja pozytku publicznego opp spolka z oo sp zoo ngo polska'
  ).split(' '),
);

const ENDINGS = /(?<=.{3})(iego|iej|ego|emu|ych|ich|ymi|imi|ami|ach|om|ie|iu|ia|ii|io|ej|ym|im|em|[aeiouy])$/;

/** Consonants as they stand before other endings: Ostrołęka – w Ostrołęce, Góra – w Górze, Kłoda – w Kłodzie. */
const SOFTENED: [RegExp, string][] = [
  [/dz$/, 'd'],
  [/rz$/, 'r'],
  [/c$/, 'k'],
];

/** One spelling for the forms of a word, right often enough for names of places and bodies; no dictionary. */
export function stem(word: string): string {
  if (/\d/.test(word) || word.length < 4) return word;
  const bare = word.endsWith('ow') ? word : word.replace(ENDINGS, '');
  // The e of Łobez and Kamieniec is gone in "w Łobzie", "w Kamieńcu".
  const firm = bare.replace(/(?<=.{2}[^aeiouy])i?e(?=[bcdfghkmnpstwz]$)/, '');
  return SOFTENED.reduce((all, [soft, hard]) => all.replace(soft, hard), firm);
}

/** A name's words in their order: folded, abbreviations spelled out, noise dropped, each cut to its stem. */
export const keyWords = (name: string): string[] =>
  fold(name)
    .split(' ')
    .flatMap((word) => (ABBREVIATIONS[word] ?? word).split(' '))
    .filter((word) => word !== '' && !NOISE.has(word))
    .map(stem);

/** Equal for two spellings of one name: "CIS w Dębicy" and "Centrum Integracji Społecznej Dębica". */
export const matchKey = (name: string): string => [...new Set(keyWords(name))].join(' ');
