import { words } from '#convents';

export const stateNames = {
  DRAFT: 'szkic',
  SUBMITTED: 'złożona',
  IN_REVIEW: 'w recenzji',
  RETURNED: 'zwrócona z uwagami',
  PUBLISHED: 'opublikowana',
  OUTDATED: 'do sprawdzenia',
  ARCHIVED: 'w archiwum',
};
export type PracticeState = keyof typeof stateNames;
export const PracticeState = words<PracticeState>('PracticeState', 'Where a practice stands (stan dobrej praktyki).', {
  DRAFT: 'being written (szkic)',
  SUBMITTED: 'waits for a reviewer (złożona)',
  IN_REVIEW: 'a reviewer has it (w recenzji)',
  RETURNED: 'came back with remarks (zwrócona z uwagami)',
  PUBLISHED: 'published and checked within a year (opublikowana)',
  OUTDATED: 'published, not checked for over a year (do sprawdzenia)',
  ARCHIVED: 'no longer offered; still readable (w archiwum)',
});

export const stageNames = {
  DRAFT: 'szkic',
  SUBMITTED: 'złożona',
  IN_REVIEW: 'w recenzji',
  RETURNED: 'zwrócona z uwagami',
  ACCEPTED: 'przyjęta',
};
export type PracticeStage = keyof typeof stageNames;
export const PracticeStage = words<PracticeStage>(
  'PracticeStage',
  'Where the working text of a practice stands; after publication the next version goes the same way (etap).',
  {
    DRAFT: 'being written (szkic)',
    SUBMITTED: 'waits for a reviewer (złożona)',
    IN_REVIEW: 'a reviewer has it (w recenzji)',
    RETURNED: 'came back with remarks (zwrócona z uwagami)',
    ACCEPTED: 'the same as what is published (przyjęta)',
  },
);

const audiences = {
  CONVENT: 'the convent and its entities (konwent)',
  FORUM: 'all convents of the forum and their entities (forum)',
  PUBLIC: 'everyone (wszyscy)',
};
export type PracticeAudience = keyof typeof audiences;
export const PracticeAudience = words('PracticeAudience', 'Who may read a practice (krąg odbiorców).', audiences);
/** Each reaches further than the one before it. */
export const REACH: readonly PracticeAudience[] = ['CONVENT', 'FORUM', 'PUBLIC'];

const groups = {
  LONG_TERM_UNEMPLOYED: 'long-term unemployed (długotrwale bezrobotni)',
  HOMELESS: 'homeless (osoby w kryzysie bezdomności)',
  ADDICTED: 'people with addictions (osoby uzależnione)',
  MENTAL_CRISIS: 'people with mental disorders (osoby z zaburzeniami psychicznymi)',
  DISABLED: 'people with disabilities (osoby z niepełnosprawnościami)',
  LEAVING_PRISON: 'people leaving prison (zwalniani z zakładów karnych)',
  LEAVING_CARE: 'young people leaving foster care (usamodzielniani z pieczy zastępczej)',
  YOUNG: 'young people neither working nor learning (młodzi niepracujący i nieuczący się)',
  OLDER: 'people over 50 (osoby po 50. roku życia)',
  REFUGEES: 'refugees and migrants (uchodźcy i migranci)',
  FAMILIES: 'families, carers, single parents (rodziny, opiekunowie, samodzielni rodzice)',
  STAFF_OF_ENTITIES: 'staff of the entities themselves (kadra podmiotów)',
  OTHER: 'others (inni)',
};
export type TargetGroup = keyof typeof groups;
export const TargetGroup = words('TargetGroup', 'For whom a practice is (grupa docelowa).', groups);

const costs = {
  NONE: 'nothing beyond the usual work (bez dodatkowych kosztów)',
  UP_TO_5: 'up to 5,000 zł a year (do 5 tys. zł rocznie)',
  UP_TO_20: '5,000 to 20,000 zł a year (5–20 tys. zł rocznie)',
  UP_TO_100: '20,000 to 100,000 zł a year (20–100 tys. zł rocznie)',
  OVER_100: 'over 100,000 zł a year (ponad 100 tys. zł rocznie)',
};
export type CostRange = keyof typeof costs;
export const CostRange = words('CostRange', 'What a practice costs in a year (koszt).', costs);

const money = {
  MUNICIPALITY: 'the municipality (gmina)',
  COUNTY: 'the county (powiat)',
  VOIVODESHIP: 'the voivodeship (samorząd województwa)',
  STATE_PROGRAMME: 'a programme of a ministry (program rządowy)',
  LABOUR_FUND: 'the Labour Fund (Fundusz Pracy)',
  EU_FUNDS: 'European funds (fundusze europejskie)',
  PFRON: 'the fund for people with disabilities (PFRON)',
  OWN_INCOME: 'income of its own (przychody własne)',
  DONATIONS: 'donors (darczyńcy)',
  OTHER: 'others (inne)',
};
export type MoneySource = keyof typeof money;
export const MoneySource = words('MoneySource', 'Who pays for a practice (źródło finansowania).', money);

const languages = {
  PL: 'Polish (polski)',
  EN: 'English (angielski)',
  UK: 'Ukrainian (ukraiński)',
  DE: 'German (niemiecki)',
};
export type PracticeLanguage = keyof typeof languages;
export const PracticeLanguage = words('PracticeLanguage', 'The language of a card (język).', languages);

/** The words of each list of the card with what they mean, Polish in brackets. */
export const cardWords = { targetGroups: groups, costRange: costs, moneySources: money, language: languages } as const;

export const replicationNames = { REPORTED: 'zgłoszone', CONFIRMED: 'potwierdzone', WITHDRAWN: 'wycofane' };
export type ReplicationState = keyof typeof replicationNames;
export const ReplicationState = words<ReplicationState>(
  'ReplicationState',
  'Where a replication stands (stan wdrożenia).',
  {
    REPORTED: 'waits for the representative of the entity that reports it (zgłoszone)',
    CONFIRMED: 'confirmed by that representative; it counts (potwierdzone)',
    WITHDRAWN: 'taken back (wycofane)',
  },
);
