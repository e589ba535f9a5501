import { words } from '#convents';

const kinds = {
  FOUNDING: 'founds the forum (deklaracja powołania)',
  INTENT: 'a wish to join the forum, which gives nothing more (chęć przystąpienia)',
  ACCESSION: 'joins the forum once it has decided so (przystąpienie)',
  JOINT_POSITION: 'several convents under one text for somebody (wspólne stanowisko)',
  WITHDRAWAL: 'leaves the forum on a day (wystąpienie)',
};
export type DeclarationKind = keyof typeof kinds;
export const DeclarationKind = words('DeclarationKind', 'What a declaration does (rodzaj deklaracji).', kinds);

export const stateNames = {
  DRAFT: 'projekt',
  OPEN_FOR_SIGNATURE: 'otwarta do podpisu',
  IN_FORCE: 'obowiązuje',
  LAPSED: 'wygasła',
  WITHDRAWN: 'wycofana',
  SUPERSEDED: 'zastąpiona',
};
const states = {
  DRAFT: 'being written, not public (projekt)',
  OPEN_FOR_SIGNATURE: 'frozen, gathers signatures (otwarta do podpisu)',
  IN_FORCE: 'in force and public (obowiązuje)',
  LAPSED: 'the deadline passed before enough had signed (wygasła)',
  WITHDRAWN: 'taken back before it was in force (wycofana)',
  SUPERSEDED: 'was in force; a later one took its place (zastąpiona)',
};
export type DeclarationState = keyof typeof states;
export const DeclarationState = words('DeclarationState', 'Where a declaration stands (stan deklaracji).', states);

const rules = {
  ALL: 'when all parties have signed (wszystkie strony)',
  N_OF: 'when so many of the parties have signed (n-ta strona)',
};
export type EntryRule = keyof typeof rules;
export const EntryRule = words('EntryRule', 'When a declaration enters into force (wejście w życie).', rules);

const methods = {
  PLATFORM: 'here, after a fresh proof of identity (w platformie)',
  PAPER: 'on paper, with its scan; of the past also as reported (na papierze)',
  PDF: 'a signed PDF, attached as evidence and not validated (podpisany PDF, bez walidacji)',
};
export type SignatureMethod = keyof typeof methods;
export const SignatureMethod = words('SignatureMethod', 'How it was signed (sposób podpisania).', methods);
