import { words } from '#convents';

export const circulationStateNames = {
  OPEN: 'tryb obiegowy otwarty',
  CLOSED: 'tryb obiegowy zamknięty',
  CANCELLED: 'tryb obiegowy odwołany',
};
export type CirculationState = keyof typeof circulationStateNames;
export const CirculationState = words<CirculationState>(
  'CirculationState',
  'Where a circulation stands (stan trybu obiegowego).',
  {
    OPEN: 'announced; answers are taken from its opening to its closing time (otwarty)',
    CLOSED: 'over: silence has been written down (zamknięty)',
    CANCELLED: 'called off before its end (odwołany)',
  },
);

export const answerNames = {
  NO_REMARKS: 'bez uwag',
  REMARKS: 'zgłasza uwagi',
  ABSTAINS: 'nie zajmuje stanowiska',
  OBJECTS_TO_PROCEDURE: 'sprzeciwia się trybowi',
};
export type AnswerKind = keyof typeof answerNames;
export const AnswerKind = words<AnswerKind>(
  'CirculationAnswerKind',
  'What an organisation answers (odpowiedź w trybie obiegowym).',
  {
    NO_REMARKS: 'it has none (bez uwag)',
    REMARKS: 'it sends remarks (zgłasza uwagi)',
    ABSTAINS: 'it says nothing to the matter (nie zajmuje stanowiska)',
    OBJECTS_TO_PROCEDURE: 'the matter should not be settled in writing; with a reason (sprzeciw wobec trybu)',
  },
);

const silences = {
  NO_REMARKS: 'whoever is silent has no remarks (milczenie oznacza brak uwag)',
  ABSTAINS: 'whoever is silent abstains (milczenie oznacza brak stanowiska)',
};
export type CirculationSilence = keyof typeof silences;
export const CirculationSilence = words(
  'CirculationSilence',
  'What silence means at the end of a circulation (skutek milczenia).',
  silences,
);

export const remarkStateNames = {
  SUBMITTED: 'uwaga zgłoszona',
  WITHDRAWN: 'uwaga wycofana',
  DISPOSED: 'uwaga rozpatrzona',
};
export type RemarkState = keyof typeof remarkStateNames;
export const RemarkState = words<RemarkState>('RemarkState', 'Where a remark stands (stan uwagi).', {
  SUBMITTED: 'waits for a disposition (zgłoszona)',
  WITHDRAWN: 'taken back by whoever made it (wycofana)',
  DISPOSED: 'there is a disposition (rozpatrzona)',
});

export const remarkClassNames = { SUBSTANTIVE: 'merytoryczna', LEGISLATIVE: 'legislacyjna', EDITORIAL: 'redakcyjna' };
export type RemarkClass = keyof typeof remarkClassNames;
export const RemarkClass = words<RemarkClass>('RemarkClass', 'What a remark is about (rodzaj uwagi).', {
  SUBSTANTIVE: 'the substance (merytoryczna)',
  LEGISLATIVE: 'the technique of law-making (legislacyjna)',
  EDITORIAL: 'language and form (redakcyjna)',
});

export const channelNames = {
  PLATFORM: 'platforma',
  LINK: 'link imienny',
  LETTER: 'pismo',
  EMAIL: 'e-mail',
  MEETING: 'spotkanie',
};
export type RemarkChannel = keyof typeof channelNames;
export const RemarkChannel = words<RemarkChannel>('RemarkChannel', 'How a remark came (sposób zgłoszenia).', {
  PLATFORM: 'here, by whoever makes it (platforma)',
  LINK: 'here, by an outsider with their link (link imienny)',
  LETTER: 'by letter (pismo)',
  EMAIL: 'by e-mail',
  MEETING: 'said at a meeting (spotkanie)',
});

export const verdictNames = {
  ACCEPTED: 'uwzględniona',
  PARTIALLY_ACCEPTED: 'częściowo uwzględniona',
  REJECTED: 'nieuwzględniona',
  CLARIFIED: 'wyjaśniona',
  OUT_OF_SCOPE: 'poza zakresem',
};
export type Verdict = keyof typeof verdictNames;
export const Verdict = words<Verdict>('DispositionVerdict', 'What becomes of a remark (stanowisko do uwagi).', {
  ACCEPTED: 'the text follows it (uwzględniona)',
  PARTIALLY_ACCEPTED: 'the text follows a part of it (częściowo uwzględniona)',
  REJECTED: 'the text stays (nieuwzględniona)',
  CLARIFIED: 'an explanation answers it (wyjaśniona)',
  OUT_OF_SCOPE: 'it is about something else (poza zakresem)',
});

const replies = {
  ACKNOWLEDGED: 'the author takes note (przyjęto do wiadomości)',
  OBJECTED: 'the author upholds the remark (podtrzymano uwagę)',
};
export type DispositionReply = keyof typeof replies;
export const DispositionReply = words(
  'DispositionReply',
  'What the author of a remark says to its disposition (odpowiedź autora uwagi).',
  replies,
);
