import { words } from '#convents';

const purposes = {
  ACCOUNT: 'who you are here (konto)',
  SIGN_IN: 'signing in (logowanie)',
  INVITATIONS: 'being invited to the network (zaproszenia)',
  MANDATES: 'for whom you act (mandaty)',
  ACTS: 'what was done for organisations, with the mandate it was done under (czynności)',
  MEETINGS: 'taking part in meetings (spotkania)',
  VOTES: 'for whom you may vote (głosowania)',
  DECLARATIONS: 'signatures of organisations (podpisy)',
  DRAFTS: 'writing drafts together (projekty)',
  CIRCULATION: 'remarks on drafts (uwagi)',
  FILES: 'files that you sent (pliki)',
  CONTACTS: 'reaching an organisation (kontakt)',
  SECURITY: 'keeping accounts safe (bezpieczeństwo)',
  PRIVACY: 'your requests about your data (dane osobowe)',
};
export type DataPurpose = keyof typeof purposes;
export const DataPurpose = words('DataPurpose', 'What personal data is kept for (cel przetwarzania).', purposes);

const states = {
  WAITING: 'to be done at `dueAt`, unless it is cancelled (oczekuje)',
  CANCELLED: 'cancelled (odwołane)',
  DONE: 'done, for good (wykonane)',
};
export type ErasureState = keyof typeof states;
export const ErasureState = words('ErasureState', 'How far an erasure has come (stan).', states);
export const erasureStateNames: Record<ErasureState, string> = {
  WAITING: 'oczekuje',
  CANCELLED: 'odwołane',
  DONE: 'wykonane',
};

const askers = {
  PERSON: 'the person (osoba, której dane dotyczą)',
  OPERATOR: 'the operator of the node, whom the person asked (operator)',
  CLOCK: 'nobody: the time for which it was kept is over (upływ czasu)',
};
export type AskedBy = keyof typeof askers;
export const AskedBy = words('ErasureAskedBy', 'Who asked for an erasure (wnioskodawca).', askers);

/** For what people read. */
export const purposeWords: Record<DataPurpose, string> = {
  ACCOUNT: 'konto i tożsamość w sieci',
  SIGN_IN: 'logowanie i jego bezpieczeństwo',
  INVITATIONS: 'zaproszenie do sieci',
  MANDATES: 'działanie w imieniu organizacji',
  ACTS: 'czynności dokonane w imieniu organizacji',
  MEETINGS: 'udział w spotkaniach',
  VOTES: 'prawo głosu',
  DECLARATIONS: 'podpisy pod deklaracjami',
  DRAFTS: 'praca nad projektami',
  CIRCULATION: 'uwagi w trybie obiegowym',
  FILES: 'przesłane pliki',
  CONTACTS: 'kontakt z organizacją',
  SECURITY: 'ochrona kont i wykrywanie powtórzeń',
  PRIVACY: 'Twoje wnioski o dane',
};

export const fateWords = (fate: string): string => {
  const known: Record<string, string> = {
    deleted: 'usuwane razem z zapisem',
    neutral: 'zastępowane słowami „Osoba, której dane usunięto”',
    blank: 'usuwane, zapis zostaje bez nich',
    sealed: 'nieczytelne po zniszczeniu klucza osoby',
    kept: 'zostaje jako ślad czynności, bez nazwiska',
  };
  return known[fate] ?? 'usuwane po upływie czasu przechowywania';
};

/** Names of columns that people meet in their own data; others are told as they are. */
export const columnWords: Record<string, string> = {
  id: 'identyfikator',
  display_name: 'imię i nazwisko albo funkcja',
  created_at: 'utworzono',
  email: 'adres e-mail',
  email_key: 'adres e-mail do porównań',
  operator: 'operator węzła',
  password_changed_at: 'zmiana hasła',
  person_id: 'osoba',
  client: 'przeglądarka albo program',
  last_seen_at: 'ostatnio widziano',
  last_used_at: 'ostatnio użyto',
  expires_at: 'ważne do',
  fresh_until: 'potwierdzenie tożsamości do',
  revoked_at: 'zakończono',
  accepted_at: 'przyjęto',
  used_at: 'użyto',
  spent_at: 'użyto',
  name: 'nazwa',
  scopes: 'zakres',
  invited_by: 'zaprosił(a)',
  actor: 'kto',
  at: 'kiedy',
  type: 'rodzaj',
  state: 'stan',
  action: 'czynność',
  function: 'funkcja',
  basis: 'podstawa',
  ended_basis: 'podstawa zakończenia',
  valid: 'okres',
  proposed_by: 'zgłosił(a)',
  mandate_id: 'mandat',
  sentence: 'sprawa',
  due_at: 'termin',
  file_name: 'nazwa pliku',
  uploaded_by: 'przesłał(a)',
  uploaded_at: 'przesłano',
  size: 'rozmiar',
  note: 'notatka',
  reason: 'powód',
  answer: 'odpowiedź',
  mode: 'forma udziału',
  registered_at: 'zgłoszono',
  decided_at: 'rozstrzygnięto',
  consents: 'zgoda',
  text: 'treść',
  wording: 'proponowane brzmienie',
  method: 'sposób',
  signed_at: 'podpisano',
  convent_id: 'konwent',
  entity_id: 'podmiot',
  meeting_id: 'spotkanie',
  asked_by: 'wnioskodawca',
  asked_at: 'złożono',
  settled_at: 'zakończono',
};
