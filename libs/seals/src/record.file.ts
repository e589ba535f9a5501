import { canonicalJson, NotCanonical } from './canonical.json.ts';
import { DETACHED, isInstant, KID, KIND, RECORD_FORMAT, type SealedRecord } from './record.format.ts';
import { isObject, quoted, Wrong, type JsonObject } from './record.problem.ts';

function textOf(file: string | Uint8Array): string {
  if (typeof file === 'string') return file;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(file);
  } catch {
    throw new Wrong('NOT_UTF8', 'Plik nie jest tekstem UTF-8: co najmniej jeden jego bajt jest uszkodzony.');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Wrong(
      'NOT_JSON',
      'Plik nie jest poprawnym JSON-em: jest ucięty, coś do niego dopisano albo uszkodzono znak, który go spina.',
    );
  }
}

/** The envelope, if the file is exactly what a node writes: nothing missing, nothing more, not even a space. */
export function readRecord(file: string | Uint8Array): SealedRecord {
  const text = textOf(file);
  const value = parse(text);
  if (!isObject(value)) throw new Wrong('NOT_A_RECORD', 'Plik nie jest zapisem Konwentu: nie jest obiektem JSON.');
  if (value.format !== RECORD_FORMAT)
    throw new Wrong('FORMAT_UNKNOWN', `Pole „format” to nie ${RECORD_FORMAT}: to nie jest zapis Konwentu.`);
  refuseForm(value, ENVELOPE, '');
  refuseForm(value.seal as JsonObject, SEAL, 'seal.');
  refuseOtherBytes(text, value);
  return value as unknown as SealedRecord;
}

type Form = Record<string, (value: unknown) => boolean>;
const text = (form: (text: string) => boolean) => (value: unknown) => typeof value === 'string' && form(value);

const ENVELOPE: Form = {
  format: (value) => value === RECORD_FORMAT,
  kind: text((value) => KIND.test(value)),
  record: isObject,
  seal: isObject,
};
const SEAL: Form = {
  kid: text((value) => KID.test(value)),
  sealedAt: text(isInstant),
  jws: text((value) => DETACHED.test(value)),
};

function refuseForm(value: JsonObject, form: Form, prefix: string): void {
  const missing = Object.keys(form).find((name) => !Object.hasOwn(value, name));
  if (missing) throw new Wrong('MEMBER_MISSING', `Brakuje pola „${prefix}${missing}”.`);
  const unknown = Object.keys(value).find((name) => !Object.hasOwn(form, name));
  if (unknown !== undefined)
    throw new Wrong('MEMBER_UNKNOWN', `Pole ${quoted(prefix + unknown)} nie należy do zapisu: zostało dopisane.`);
  const wrong = Object.keys(form).find((name) => !form[name]!(value[name]));
  if (wrong) throw new Wrong('MEMBER_MALFORMED', `Pole „${prefix}${wrong}” ma niedozwoloną wartość.`);
}

function refuseOtherBytes(given: string, value: JsonObject): void {
  let canonical: string;
  try {
    canonical = canonicalJson(value);
  } catch (error) {
    if (!(error instanceof NotCanonical)) throw error;
    throw new Wrong('NOT_CANONICAL', `Pole ${quoted(error.path)} ma wartość, jakiej węzeł nie zapisuje.`);
  }
  if (given === canonical) return;
  let at = 0;
  while (given[at] === canonical[at]) at++;
  throw new Wrong(
    'NOT_CANONICAL',
    `Od znaku ${at + 1} plik nie jest taki, jakim zapisał go węzeł: jest ${quoted(given.slice(at), 24)} zamiast ` +
      `${quoted(canonical.slice(at), 24)}. Dodano odstęp, powtórzono lub przestawiono pole albo inaczej zapisano znak.`,
  );
}
