import { PdfTokens, type Token } from './pdf-tokens.ts';

/** Why what is signed in a PDF is not the whole file. */
export type CoverageProblem =
  | 'NO_SIGNATURE'
  | 'NOT_SIGNED'
  | 'NOT_FROM_START'
  | 'SEVERAL_GAPS'
  | 'GAP_IS_NOT_CONTENTS'
  | 'BYTES_APPENDED'
  | 'BYTES_MISSING'
  | 'MALFORMED';

/** Says nothing about whether a signature is valid or whose it is: only which bytes it is about. */
export type PdfCoverage =
  | { readonly whole: true; readonly signatures: number }
  | { readonly whole: false; readonly signatures: number; readonly reason: CoverageProblem };

interface Dictionary {
  ranges: (readonly string[] | null)[];
  contents: Token[];
}

interface Range {
  readonly start: number;
  readonly gap: number;
  readonly resumes: number;
  readonly end: number;
}

const LARGEST = 9_999_999_999;

/** Gathers the dictionaries that hold a ByteRange, each with the numbers in it and the hexadecimal Contents beside it. */
class SignatureDictionaries {
  readonly found: Dictionary[] = [];
  private readonly open: Dictionary[] = [];
  /** The numbers of the array that is being read. */
  private numbers: string[] | null = null;
  private key = '';

  constructor(bytes: Uint8Array) {
    for (const token of new PdfTokens(bytes)) this.take(token);
  }

  private take(token: Token): void {
    const { kind, text } = token;
    if (this.numbers) this.takeNumber(token, this.numbers);
    else if (this.key === 'ByteRange') this.begin(token);
    if (this.key === 'Contents' && kind === 'hex') this.open.at(-1)?.contents.push(token);
    if (kind === 'open') this.open.push({ ranges: [], contents: [] });
    if (kind === 'close') this.close();
    this.key = kind === 'name' ? text : '';
  }

  private begin({ kind }: Token): void {
    if (kind === 'array') this.numbers = [];
    else this.open.at(-1)?.ranges.push(null);
  }

  private takeNumber({ kind, text }: Token, numbers: string[]): void {
    if (kind === 'word') return void numbers.push(text);
    this.open.at(-1)?.ranges.push(kind === 'arrayEnd' ? numbers : null);
    this.numbers = null;
  }

  private close(): void {
    const closed = this.open.pop();
    if (closed?.ranges.length) this.found.push(closed);
  }
}

function rangeOf({ ranges }: Dictionary): Range | CoverageProblem {
  const [numbers] = ranges;
  if (ranges.length !== 1 || !numbers || numbers.length < 4 || numbers.length % 2) return 'MALFORMED';
  if (numbers.length > 4) return 'SEVERAL_GAPS';
  const [start, length, resumes, rest] = numbers.map((each) => (/^\d{1,10}$/.test(each) ? Number(each) : NaN));
  const range = { start: start!, gap: start! + length!, resumes: resumes!, end: resumes! + rest! };
  return Object.values(range).every((each) => each <= LARGEST) ? range : 'MALFORMED';
}

function problemOf(bytes: Uint8Array, { contents }: Dictionary, { start, gap, resumes }: Range) {
  if (start !== 0) return 'NOT_FROM_START';
  const [token] = contents;
  if (contents.length !== 1 || token!.at !== gap || token!.end !== resumes) return 'GAP_IS_NOT_CONTENTS';
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset + gap + 1, resumes - gap - 2).toString('latin1');
  if (!/^[0-9a-f\s]+$/i.test(hex)) return 'GAP_IS_NOT_CONTENTS';
  return /[^0\s]/.test(hex) ? undefined : 'NOT_SIGNED';
}

/** Whether the last signature covers the file from its first byte to its last, but for the signature itself. */
export function pdfCoverage(bytes: Uint8Array): PdfCoverage {
  const dictionaries = new SignatureDictionaries(bytes).found;
  const signatures = dictionaries.length;
  const no = (reason: CoverageProblem): PdfCoverage => ({ whole: false, signatures, reason });
  if (!signatures) return no('NO_SIGNATURE');
  let last = 0;
  for (const dictionary of dictionaries) {
    const range = rangeOf(dictionary);
    if (typeof range === 'string') return no(range);
    const problem = problemOf(bytes, dictionary, range);
    if (problem) return no(problem);
    last = Math.max(last, range.end);
  }
  if (last === bytes.length) return { whole: true, signatures };
  return no(last < bytes.length ? 'BYTES_APPENDED' : 'BYTES_MISSING');
}
