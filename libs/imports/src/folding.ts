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
