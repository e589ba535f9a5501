import { words } from '#convents';

export const dossierStateNames = { DRAFT: 'przygotowywany', FROZEN: 'zamknięty', DISPATCHED: 'wysłany' };
export type DossierState = keyof typeof dossierStateNames;
export const DossierState = words<DossierState>('DossierState', 'Where a dossier stands (stan pakietu).', {
  DRAFT: 'being prepared; only for its body (przygotowywany)',
  FROZEN: 'closed and sealed: nothing of it ever changes (zamknięty)',
  DISPATCHED: 'sent to at least one addressee (wysłany)',
});

export const addresseeNames = {
  MINISTRY: 'ministerstwo',
  GOVERNMENT: 'Prezes Rady Ministrów',
  PRESIDENT: 'Prezydent RP',
  SEJM: 'Marszałek Sejmu',
  SEJM_COMMITTEE: 'komisja sejmowa',
  SENATE: 'Marszałek Senatu',
  SENATE_COMMITTEE: 'komisja senacka',
  PARLIAMENTARY_GROUP: 'klub albo zespół parlamentarny',
  OMBUDSMAN: 'Rzecznik Praw Obywatelskich',
  CENTRAL_OFFICE: 'urząd centralny albo fundusz państwowy',
  VOIVODE: 'wojewoda',
  VOIVODESHIP_MARSHAL: 'marszałek województwa',
  ROPS: 'regionalny ośrodek polityki społecznej',
  LOCAL_GOVERNMENT: 'gmina albo powiat',
  SOCIAL_COUNCIL: 'rada albo komitet doradczy',
  OTHER: 'inny adresat',
};
export type AddresseeKind = keyof typeof addresseeNames;
export const AddresseeKind = words<AddresseeKind>(
  'AddresseeKind',
  'What kind of office a dossier goes to (rodzaj adresata).',
  {
    MINISTRY: 'a ministry (ministerstwo)',
    GOVERNMENT: 'the prime minister and chancellery (Prezes Rady Ministrów, KPRM)',
    PRESIDENT: 'the president of the republic (Prezydent RP)',
    SEJM: 'the marshal of the Sejm (Marszałek Sejmu)',
    SEJM_COMMITTEE: 'a committee of the Sejm (komisja sejmowa)',
    SENATE: 'the marshal of the Senate (Marszałek Senatu)',
    SENATE_COMMITTEE: 'a committee of the Senate (komisja senacka)',
    PARLIAMENTARY_GROUP: 'a club or group of members of parliament (klub, zespół parlamentarny)',
    OMBUDSMAN: 'the commissioner for human rights (Rzecznik Praw Obywatelskich)',
    CENTRAL_OFFICE: 'a central office or state fund, such as PFRON (urząd centralny, fundusz)',
    VOIVODE: 'a voivode (wojewoda)',
    VOIVODESHIP_MARSHAL: 'the marshal of a voivodeship (marszałek województwa)',
    ROPS: 'a regional centre of social policy (ROPS)',
    LOCAL_GOVERNMENT: 'a gmina or powiat (gmina, powiat)',
    SOCIAL_COUNCIL: 'an advisory council or committee (rada, komitet)',
    OTHER: 'another one (inny)',
  },
);

export const channelNames = {
  E_DORECZENIA: 'e-Doręczenia',
  EPUAP: 'ePUAP',
  POST: 'poczta',
  EMAIL: 'e-mail',
  IN_PERSON: 'osobiście',
};
export type DispatchChannel = keyof typeof channelNames;
export const DispatchChannel = words<DispatchChannel>('DispatchChannel', 'How a dossier was sent (sposób wysłania).', {
  E_DORECZENIA: 'registered electronic delivery (e-Doręczenia)',
  EPUAP: 'the older electronic mailbox (ePUAP)',
  POST: 'by post (poczta)',
  EMAIL: 'by e-mail',
  IN_PERSON: 'handed in (osobiście)',
});

export const basisNames = {
  NONE: 'bez terminu',
  DAYS_7: '7 dni',
  DAYS_14: '14 dni',
  DAYS_30: '30 dni',
  MONTH: 'miesiąc',
  TWO_MONTHS: '2 miesiące',
  THREE_MONTHS: '3 miesiące',
  OWN_DATE: 'data z pisma',
};
export type DueBasis = keyof typeof basisNames;
export const DueBasis = words<DueBasis>('DueBasis', 'From what the day of the answer follows (podstawa terminu).', {
  NONE: 'no answer is awaited, as of a copy for information (do wiadomości)',
  DAYS_7: '7 days, as between offices (7 dni)',
  DAYS_14: '14 days (14 dni)',
  DAYS_30: '30 days (30 dni)',
  MONTH: 'a month, as for a request or complaint under the code of administrative procedure (miesiąc)',
  TWO_MONTHS: 'two months (2 miesiące)',
  THREE_MONTHS: 'three months, as for a petition (3 miesiące)',
  OWN_DATE: 'a day that the letter names (data z pisma)',
});

export const positionNames = {
  ACCEPTED: 'uwzględniona',
  PARTLY: 'częściowo uwzględniona',
  REFUSED: 'nieuwzględniona',
  PENDING: 'w rozpatrywaniu',
};
export type PositionKind = keyof typeof positionNames;
export const PositionKind = words<PositionKind>(
  'PositionKind',
  'What an addressee says to a recommendation (stanowisko adresata).',
  {
    ACCEPTED: 'it follows it (uwzględniona)',
    PARTLY: 'it follows a part (częściowo uwzględniona)',
    REFUSED: 'it does not follow it (nieuwzględniona)',
    PENDING: 'it has not decided yet (w rozpatrywaniu)',
  },
);

export const stageNames = {
  LISTED: 'ogłoszony w wykazie prac legislacyjnych',
  AGREEMENT: 'uzgodnienia międzyresortowe',
  CONSULTATION: 'konsultacje publiczne',
  OPINIONS: 'opiniowanie',
  STANDING_COMMITTEE: 'Stały Komitet Rady Ministrów',
  LEGAL_COMMISSION: 'komisja prawnicza',
  COUNCIL_OF_MINISTERS: 'Rada Ministrów',
  SEJM: 'Sejm',
  SENATE: 'Senat',
  SIGNED: 'podpisany',
  VETOED: 'zawetowany',
  PUBLISHED: 'ogłoszony',
  IN_FORCE: 'wszedł w życie',
  REJECTED: 'odrzucony',
  WITHDRAWN: 'wycofany',
};
export type LegislativeStage = keyof typeof stageNames;
export const LegislativeStage = words<LegislativeStage>(
  'LegislativeStage',
  'Where a draft of law stands in the legislative process (etap prac legislacyjnych).',
  {
    LISTED: 'in a list of legislative works (ogłoszony w wykazie)',
    AGREEMENT: 'agreed between ministries (uzgodnienia)',
    CONSULTATION: 'in public consultation (konsultacje publiczne)',
    OPINIONS: 'before those whose opinion the law asks for (opiniowanie)',
    STANDING_COMMITTEE: 'before the standing committee of the council of ministers (Stały Komitet RM)',
    LEGAL_COMMISSION: 'before the legal commission (komisja prawnicza)',
    COUNCIL_OF_MINISTERS: 'before the council of ministers (Rada Ministrów)',
    SEJM: 'in the Sejm',
    SENATE: 'in the Senate (Senat)',
    SIGNED: 'signed (podpisany)',
    VETOED: 'sent back by the president (zawetowany)',
    PUBLISHED: 'published in the journal of laws (ogłoszony)',
    IN_FORCE: 'in force (wszedł w życie)',
    REJECTED: 'rejected (odrzucony)',
    WITHDRAWN: 'withdrawn (wycofany)',
  },
);
/** From here on there is an act to be named. */
export const PUBLISHED_STAGES: readonly LegislativeStage[] = ['PUBLISHED', 'IN_FORCE'];

export const outcomeNames = {
  IMPLEMENTED: 'zrealizowana',
  PARTLY_IMPLEMENTED: 'zrealizowana częściowo',
  NOT_IMPLEMENTED: 'niezrealizowana',
};
export type RecommendationOutcome = keyof typeof outcomeNames;
export const RecommendationOutcome = words<RecommendationOutcome>(
  'RecommendationOutcome',
  'What became of a recommendation in the end (wynik rekomendacji).',
  {
    IMPLEMENTED: 'the law or the practice follows it (zrealizowana)',
    PARTLY_IMPLEMENTED: 'it follows a part of it (zrealizowana częściowo)',
    NOT_IMPLEMENTED: 'it does not follow it (niezrealizowana)',
  },
);

export const noticeStateNames = { TOLD: 'do przeczytania', READ: 'przeczytana' };
export type AnswerNoticeState = keyof typeof noticeStateNames;
export const AnswerNoticeState = words<AnswerNoticeState>(
  'AnswerNoticeState',
  'Whether whoever was told has taken note (stan powiadomienia).',
  {
    TOLD: 'waits to be read (do przeczytania)',
    READ: 'somebody has taken note for the organisation (przeczytana)',
  },
);
