import { IntrinsicException } from '@nestjs/common';
import { GraphQLError } from 'graphql';

/** An expected refusal: it rolls the transaction back, and the client reads `extensions.code`. */
export class DomainError extends IntrinsicException {
  readonly extensions: { code: string };

  constructor(code: string, message: string, data: object = {}) {
    super(message);
    this.extensions = { ...data, code };
  }
}

/** Every code a client can meet with its Polish sentence; the schema's enum `ErrorCode` is built from it. */
export const errorCodes = new Map<string, string>();

/** Declares an error once; call the result to get one to throw. `data` reaches the client beside the code. */
export function defineError<Data extends object = object>(code: string, message: string | ((data: Data) => string)) {
  if (errorCodes.has(code)) throw new Error(`error code ${code} is declared twice`);
  errorCodes.set(code, typeof message === 'string' ? message : message({} as Data));
  return (data?: Data) =>
    new DomainError(code, typeof message === 'string' ? message : message(data ?? ({} as Data)), data);
}

export const NotFound = defineError<{ type?: string; id?: string }>(
  'NOT_FOUND',
  'Nie ma takiego obiektu albo nie masz do niego wglądu.',
);
export const SignInFirst = defineError('UNAUTHENTICATED', 'Najpierw się zaloguj.');
export const Forbidden = defineError<{ reason?: string }>(
  'FORBIDDEN',
  ({ reason }) => reason ?? 'Nie masz uprawnienia do tej czynności.',
);
export const InvalidInput = defineError<{ fields: { path: string; rule: string; message: string }[] }>(
  'INVALID_INPUT',
  'Niektóre pola są wypełnione nieprawidłowo.',
);
export const WrongState = defineError<{ state: string; action: string; reason?: string }>(
  'WRONG_STATE',
  ({ state, reason }) => reason ?? `W stanie ${state} tej czynności nie można wykonać.`,
);
export const VersionConflict = defineError<{ currentVersion: number }>(
  'VERSION_CONFLICT',
  'Ktoś zmienił ten zapis w międzyczasie. Wczytaj go ponownie i powtórz zmianę.',
);
export const IdempotencyKeyReused = defineError(
  'IDEMPOTENCY_KEY_REUSED',
  'Ten clientMutationId był już użyty z innymi danymi. Dla nowej czynności użyj nowego.',
);
export const Conflict = defineError<{ rule?: string }>('CONFLICT', 'Ta zmiana jest sprzeczna z istniejącym zapisem.');
export const Busy = defineError(
  'BUSY',
  'Serwer nie nadąża albo nie ma teraz połączenia z bazą. Spróbuj ponownie za chwilę.',
);
export const StorageUnavailable = defineError(
  'STORAGE_UNAVAILABLE',
  'Serwer nie może teraz niczego zapisać: na jego dysku brakuje miejsca albo nie wolno na nim pisać. Odczyt działa. Spróbuj później; operator węzła znajdzie przyczynę w dzienniku.',
);
const INTERNAL_WORDS = 'Błąd wewnętrzny. Zgłoszenie ułatwi podany correlationId.';
defineError('INTERNAL', INTERNAL_WORDS);
export const MalformedRequest = defineError('BAD_REQUEST', 'Zapytanie jest niepoprawne.');

/** Codes that Apollo and graphql-js give by themselves to documents that do not fit the schema. */
for (const [code, message] of [
  ['GRAPHQL_PARSE_FAILED', 'Zapytanie nie jest poprawnym dokumentem GraphQL.'],
  ['GRAPHQL_VALIDATION_FAILED', 'Zapytanie nie pasuje do schematu.'],
  ['BAD_USER_INPUT', 'Zmienne zapytania nie pasują do schematu.'],
  ['OPERATION_RESOLUTION_FAILURE', 'Nie wiadomo, którą operację wykonać.'],
] as const)
  defineError(code, message);

/** A broken constraint of the database, and a database that has no time or is not there. */
const CONFLICTS = ['23505', '23P01', '23503'];
const BUSY = /^(40001|40P01|57014|55P03|53300|57P0\d|08\d{3}|ECONNREFUSED|ECONNRESET|EPIPE)$/;
/** A disk without room, said by PostgreSQL or by the file system; some reasons PostgreSQL tells by its words alone. */
const UNWRITABLE = /^(53100|58030|ENOSPC|EDQUOT|EROFS|EFBIG)$/;
const UNWRITTEN =
  /^could not (?:extend|write|create|open|rename|link|fsync|truncate|remove|allocate)\b.*\b(?:file|directory|block)/;
const LOST =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Client (was closed|has encountered)|Query runner already released)/;

/** Our refusal behind an error, if it is one: thrown as such, or said by the database or about it. */
export function refusalIn(error: unknown): DomainError | undefined {
  if (error instanceof DomainError) return error;
  const { code, driverError, message } = (error ?? {}) as Failure;
  return refusalBehind(String(code ?? driverError?.code), message ?? '');
}

interface Failure {
  code?: string;
  driverError?: { code?: string };
  message?: string;
}

function refusalBehind(state: string, message: string): DomainError | undefined {
  if (CONFLICTS.includes(state)) return Conflict();
  if (UNWRITABLE.test(state) || UNWRITTEN.test(message)) return StorageUnavailable();
  return BUSY.test(state) || LOST.test(message) ? Busy() : undefined;
}

/** What of GraphQL's own errors may be read as it is: not a failure that it only carries or wraps. */
function ownWords(error: unknown): { message: string; code: unknown } | undefined {
  if (!(error instanceof GraphQLError)) return undefined;
  const { originalError, message, extensions } = error;
  if (originalError && !(originalError instanceof GraphQLError)) return undefined;
  const code = extensions.code ?? 'BAD_USER_INPUT';
  return code === 'INTERNAL_SERVER_ERROR' ? undefined : { message, code };
}

/**
 * What a client may read of an error: our own and GraphQL's as they are, a broken constraint as CONFLICT, anything
 * else as INTERNAL; `log` gets what was hidden, with the correlation id that the client sees.
 */
export function present(
  error: unknown,
  correlationId: string,
  log: (error: unknown, correlationId: string) => void,
): GraphQLError {
  const { originalError: cause = error, path, nodes } = error instanceof GraphQLError ? error : {};
  const refusal = refusalIn(cause);
  const own = refusal ? { message: refusal.message, ...refusal.extensions } : ownWords(error);
  if (!own) log(cause, correlationId);
  const { message, ...extensions } = own ?? { message: INTERNAL_WORDS, code: 'INTERNAL' };
  return new GraphQLError(message, { path, nodes, extensions: { ...extensions, correlationId } });
}
