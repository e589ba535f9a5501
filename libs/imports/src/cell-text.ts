const CONTROLS = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]/g;
const LONE_SURROGATES = /[\ud800-\udfff]/gu;
const NOTHING = /^(-+|–|—|brak|n\/d|nd\.?|nie dotyczy)$/i;

/** Markup stays as it is: it is text here, and whoever shows it escapes it. */
export const cleanText = (raw: string): string =>
  raw.replace(LONE_SURROGATES, '\ufffd').normalize('NFC').replace(CONTROLS, '').replace(/\s+/gu, ' ').trim();

/** The same line by line. */
export const cleanLines = (raw: string): string =>
  raw
    .split(/\r\n?|\n/)
    .map(cleanText)
    .join('\n')
    .trim();

/** What is wrong with the letters of a cell, whatever it says. */
export const letterProblems = (raw: string): ('CONTROL_CHARACTERS' | 'BROKEN_LETTERS')[] => [
  ...(raw.search(CONTROLS) >= 0 ? ['CONTROL_CHARACTERS' as const] : []),
  ...(cleanText(raw).includes('\ufffd') ? ['BROKEN_LETTERS' as const] : []),
];

/** Whether a cell was filled in to say that there is nothing to say. */
export const saysNothing = (text: string): boolean => text === '' || NOTHING.test(text);
