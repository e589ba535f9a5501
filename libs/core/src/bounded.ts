const LONGEST = 10_000;
const BROKEN = /[\0\p{Cs}]/u;

/** Whether PostgreSQL and people can hold the text: bounded, without NUL and without halves of characters. */
export const isBounded = (text: string): boolean =>
  (text.length <= LONGEST || (text.length <= 2 * LONGEST && [...text].length <= LONGEST)) && !BROKEN.test(text);
