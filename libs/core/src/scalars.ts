import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';

const scalar = <In>(name: string, description: string, parse: (text: string) => In | undefined, form: string) => {
  const read = (value: unknown): In => {
    const result = typeof value === 'string' ? parse(value) : undefined;
    if (result === undefined)
      throw new GraphQLError(`${name}: oczekiwano ${form}`, { extensions: { code: 'BAD_USER_INPUT' } });
    return result;
  };
  return new GraphQLScalarType<In, string>({
    name,
    description,
    serialize: (value) => (value instanceof Date ? value.toISOString() : String(value)),
    parseValue: read,
    parseLiteral: (node: ValueNode) => read(node.kind === Kind.STRING ? node.value : undefined),
  });
};

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;
const DAY = /^(?!0000)\d{4}-\d\d-\d\d$/;
const UUID_FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A day of the calendar as `YYYY-MM-DD`, if there is such a day. */
function realDay(text: string): string | undefined {
  const time = DAY.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text) ? text : undefined;
}

export const DateTime = scalar(
  'DateTime',
  'An instant in UTC with milliseconds, such as 2024-10-23T10:00:00.000Z (chwila).',
  (text) =>
    INSTANT.test(text) && realDay(text.slice(0, 10)) && !Number.isNaN(Date.parse(text)) ? new Date(text) : undefined,
  'chwili ze strefą, np. 2024-10-23T12:00:00+02:00',
);

export const Day = scalar('Day', 'A day in Poland as YYYY-MM-DD (dzień).', realDay, 'dnia, np. 2024-10-23');

export const UUID = scalar(
  'UUID',
  'A UUID in its 36-character form.',
  (text) => (UUID_FORM.test(text) ? text.toLowerCase() : undefined),
  'identyfikatora UUID',
);
