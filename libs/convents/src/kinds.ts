import { registerEnumType } from '@nestjs/graphql';

export enum EntityKind {
  CIS = 'CIS',
  KIS = 'KIS',
  ZAZ = 'ZAZ',
  WTZ = 'WTZ',
  SOCIAL_COOPERATIVE = 'SOCIAL_COOPERATIVE',
  SOCIAL_ENTERPRISE = 'SOCIAL_ENTERPRISE',
  ROPS = 'ROPS',
  OWES = 'OWES',
  OPS = 'OPS',
  CUS = 'CUS',
  PCPR = 'PCPR',
  PUP = 'PUP',
  NGO = 'NGO',
  LOCAL_GOVERNMENT = 'LOCAL_GOVERNMENT',
  OTHER = 'OTHER',
}
registerEnumType(EntityKind, {
  name: 'EntityKind',
  description: 'What an entity is (rodzaj podmiotu).',
  valuesMap: {
    CIS: { description: 'Centre of social integration (centrum integracji społecznej).' },
    KIS: { description: 'Club of social integration (klub integracji społecznej).' },
    ZAZ: { description: 'Vocational activity establishment (zakład aktywności zawodowej).' },
    WTZ: { description: 'Occupational therapy workshop (warsztat terapii zajęciowej).' },
    SOCIAL_COOPERATIVE: { description: 'Social cooperative (spółdzielnia socjalna).' },
    SOCIAL_ENTERPRISE: { description: 'Body with the status of a social enterprise (przedsiębiorstwo społeczne).' },
    ROPS: { description: 'Regional centre of social policy (regionalny ośrodek polityki społecznej).' },
    OWES: { description: 'Support centre of the social economy (ośrodek wsparcia ekonomii społecznej).' },
    OPS: { description: 'Municipal welfare centre (ośrodek pomocy społecznej, also MOPS, GOPS, MOPR).' },
    CUS: { description: 'Centre of social services (centrum usług społecznych).' },
    PCPR: { description: 'County family assistance centre (powiatowe centrum pomocy rodzinie).' },
    PUP: { description: 'County job centre (powiatowy urząd pracy).' },
    NGO: { description: 'Association, foundation or church body (organizacja pozarządowa).' },
    LOCAL_GOVERNMENT: { description: 'Gmina, county or voivodeship (jednostka samorządu terytorialnego).' },
    OTHER: { description: 'Any other body (inny podmiot).' },
  },
});

export enum FounderKind {
  MUNICIPALITY = 'MUNICIPALITY',
  COUNTY = 'COUNTY',
  VOIVODESHIP = 'VOIVODESHIP',
  NGO = 'NGO',
  CHURCH = 'CHURCH',
  SOCIAL_COOPERATIVE = 'SOCIAL_COOPERATIVE',
  UNKNOWN = 'UNKNOWN',
}
registerEnumType(FounderKind, {
  name: 'FounderKind',
  description: 'Who founded an entity or runs it (rodzaj instytucji tworzącej).',
  valuesMap: {
    MUNICIPALITY: { description: 'Gmina or town, also through its welfare centre (gmina).' },
    COUNTY: { description: 'County (powiat).' },
    VOIVODESHIP: { description: "Voivodeship's government (samorząd województwa)." },
    NGO: { description: 'Association or foundation (organizacja pozarządowa).' },
    CHURCH: { description: 'Church legal person (kościelna osoba prawna).' },
    SOCIAL_COOPERATIVE: { description: 'Social cooperative (spółdzielnia socjalna).' },
    UNKNOWN: { description: 'The source does not say (nie podano).' },
  },
});
