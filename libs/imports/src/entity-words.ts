import { EntityKind, FounderKind } from '#convents';
import { fold } from './name-key.ts';

/** Beginnings of folded words that tell a kind, the more telling first. */
const KIND_WORDS: [EntityKind, RegExp][] = [
  [EntityKind.CIS, /\b(cis|centr(um|a) integracji spolecznej|social integration cent(re|er))\b/],
  [EntityKind.KIS, /\b(kis|klub(u|y)? integracji spolecznej|social integration club)\b/],
  [EntityKind.ZAZ, /\b(p?zaz|zaklad(u|y)? aktywnosci zawodowej)\b/],
  [EntityKind.WTZ, /\b(wtz|warsztat(u|y|ow)? terapii zajeciowej)\b/],
  [EntityKind.SOCIAL_COOPERATIVE, /\b(spoldzieln[a-z]+ socjaln[a-z]+|social cooperative)\b/],
  [EntityKind.SOCIAL_ENTERPRISE, /\b(przedsiebiorstw[ao] spoleczne(go)?|social enterprise)\b/],
  [EntityKind.ROPS, /\b(rops|dops|mcps|(osrod[a-z]+|centrum) polityki spolecznej)\b/],
  [EntityKind.OWES, /\b(owes|osrod[a-z]+ wsparcia ekonomii spolecznej)\b/],
  [EntityKind.CUS, /\b(cus|centrum uslug spolecznych)\b/],
  [EntityKind.PCPR, /\b(pcpr|powiatowe centrum pomocy rodzinie)\b/],
  [EntityKind.PUP, /\b(pup|gup|mup|(powiatow|grodzk|miejsk|gmin)[a-z]+ urz(ad|edu) pracy)\b/],
  [EntityKind.OPS, /\b([mg]{0,2}ops|mopr|mgopr|osrod[a-z]+ pomocy (spolecznej|rodzinie))\b/],
  [EntityKind.NGO, /\b(ngo|organizacja pozarzadowa|stowarzyszeni[ea]|fundacj[ai]|towarzystwo|caritas)\b/],
  [
    EntityKind.LOCAL_GOVERNMENT,
    /\b(jst|local government|samorzad[a-z]*|(urzad )?(gmina|gminy|miasto|miasta|powiat))\b/,
  ],
  [EntityKind.OTHER, /^(other|inn[aey]( podmiot)?)$/],
];

const FOUNDER_WORDS: [FounderKind, RegExp][] = [
  [FounderKind.SOCIAL_COOPERATIVE, /\b(social cooperative|spoldzieln[a-z]+)\b/],
  [FounderKind.CHURCH, /\b(church|kosci[a-z]+|parafia|caritas|diecezja|zakon)\b/],
  [FounderKind.NGO, /\b(ngo|organizacja pozarzadowa|stowarzyszenie|fundacja|towarzystwo)\b/],
  [FounderKind.COUNTY, /\b(county|powiat[a-z]*)\b/],
  [FounderKind.VOIVODESHIP, /\b(voivodeship|wojewodztw[a-z]+|samorzad wojewodztwa)\b/],
  [FounderKind.MUNICIPALITY, /\b(municipality|gmin[a-z]+|miast[a-z]*|jst|[mg]{0,2}ops)\b/],
  [FounderKind.UNKNOWN, /^(unknown|nieznan[a-z]+|nie podano)$/],
];

const first = <T>(words: [T, RegExp][], text: string): T | null => {
  const folded = fold(text);
  return words.find(([, pattern]) => pattern.test(folded))?.[0] ?? null;
};

/** The kind that a word of the "kind" column names, in full, inflected or short; null when it names none. */
export const kindOfWords = (text: string): EntityKind | null => first(KIND_WORDS, text);

export const founderKindOfWords = (text: string): FounderKind | null => first(FOUNDER_WORDS, text);

const ABBREVIATION = /(?<!\p{L})(CIS|KIS|ZAZ|WTZ|ROPS|OWES|[MG]{0,2}OPS|MOPR|CUS|PCPR|PUP)(?!\p{L})/u;

/** The abbreviation in a name that an official one would spell out. */
export const abbreviationIn = (name: string): string | null => ABBREVIATION.exec(name)?.[1] ?? null;

/** TERYT code, name, and the nouns for the region with their genitives. */
const REGIONS: [teryt: string, name: string, ...nouns: string[]][] = [
  ['02', 'dolnośląskie', 'Dolny Śląsk', 'Dolnego Śląska'],
  ['04', 'kujawsko-pomorskie', 'Kujawy i Pomorze', 'Kujaw i Pomorza'],
  ['06', 'lubelskie', 'Lubelszczyzna', 'Lubelszczyzny'],
  ['08', 'lubuskie', 'Ziemia Lubuska', 'Ziemi Lubuskiej'],
  ['10', 'łódzkie', 'Ziemia Łódzka', 'Ziemi Łódzkiej'],
  ['12', 'małopolskie', 'Małopolska', 'Małopolski'],
  ['14', 'mazowieckie', 'Mazowsze', 'Mazowsza'],
  ['16', 'opolskie', 'Opolszczyzna', 'Opolszczyzny'],
  ['18', 'podkarpackie', 'Podkarpacie', 'Podkarpacia'],
  ['20', 'podlaskie', 'Podlasie', 'Podlasia'],
  ['22', 'pomorskie', 'Pomorze', 'Pomorza'],
  ['24', 'śląskie', 'Śląsk', 'Śląska', 'Górny Śląsk', 'Górnego Śląska'],
  ['26', 'świętokrzyskie', 'Ziemia Świętokrzyska', 'Ziemi Świętokrzyskiej', 'Kielecczyzna', 'Kielecczyzny'],
  ['28', 'warmińsko-mazurskie', 'Warmia i Mazury', 'Warmii i Mazur'],
  ['30', 'wielkopolskie', 'Wielkopolska', 'Wielkopolski'],
  ['32', 'zachodniopomorskie', 'Pomorze Zachodnie', 'Pomorza Zachodniego'],
];

const ADJECTIVE_ENDINGS = ['ie', 'i', 'a', 'iego', 'iemu', 'im', 'iej'];

/** All names are adjectives in -kie; a hyphenated one changes in its last part only. */
const forms = (name: string): string[] => ADJECTIVE_ENDINGS.map((ending) => name.replace(/ie$/, ending));

const CODES = new Map(
  REGIONS.flatMap(([teryt, name, ...nouns]) =>
    [...forms(name), ...nouns].map((word): [string, string] => [fold(word), teryt]),
  ),
);

export const voivodeshipName = (teryt: string): string | undefined => REGIONS.find(([code]) => code === teryt)?.[1];

/** The two digits of a TERYT code of any level or an ISO code, also where a spreadsheet dropped the leading zero. */
export const voivodeshipOfCode = (text: string): string | null => {
  const digits = text.replace(/^PL-/i, '').replace(/\s/g, '');
  if (!/^\d{1,7}$/.test(digits)) return null;
  const lostZero = [1, 3, 5].includes(digits.length);
  const code = (lostZero ? `0${digits}` : digits).slice(0, 2);
  return voivodeshipName(code) ? code : null;
};

/** The TERYT code behind a name, an adjective in any case, a region's noun, or a code. */
export const voivodeshipOfWords = (text: string): string | null =>
  CODES.get(fold(text).replace(/^woj(ewodztw(o|a|ie))? /, '')) ?? voivodeshipOfCode(text);
