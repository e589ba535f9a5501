/** Rows that come again: a letter for each role, a text for each target. */
export const EVERYONE = '++++++++++';
export const NOBODY = 'UFFFFFFFFF';
export const UNSEEN = 'UNNNNNNNNN';
export const SIGNED_IN = 'U+++++++++';
export const PUBLIC = [EVERYONE, EVERYONE, 'NNNNNNNNNN'];
/** Of a body in which the role may have an office; its own is that of its convent where it has none of its own. */
export const IMPORT = ['UNN+++N+NN', UNSEEN, UNSEEN];
export const THEIRS = [SIGNED_IN, UNSEEN, UNSEEN];
export const DRAFT = IMPORT;
/** Those with any mandate in the body see what it has convened. */
export const CONVENED = ['UNN+++N+FN', UNSEEN, UNSEEN];
export const GUEST = [EVERYONE, '-', 'GGGGGGGGGG'];
/** The members of the body also read what is circulated, and may say so. */
export const CIRCLE = ['UNN+++N++N', UNSEEN, UNSEEN];
export const OF_PEOPLE = ['U++NNNNNNN', UNSEEN, UNSEEN];
export const REVIEW = ['UFF+++NNNN', UNSEEN, UNSEEN];
export const OF_PARTY = ['UNN+++NNNN', UNSEEN, UNSEEN];
