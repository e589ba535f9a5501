import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { jest } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import fc from 'fast-check';
import { GraphQLError } from 'graphql';
import pg from 'pg';
import {
  canonical,
  Config,
  DateTime,
  Day,
  Forbidden,
  Lifecycle,
  present,
  refusalIn,
  Text,
  UUID,
  type Grounds,
  type Tx,
} from '#core';

describe('Config', () => {
  it('has defaults that work on a laptop', () => {
    expect(Config.load({})).toMatchObject({ PORT: 3000, HOST: '127.0.0.1', DATA_DIR: '.konwent', TRUST_PROXY: false });
  });

  it('names everything that is wrong at once', () => {
    expect(() => Config.load({ PORT: 'x', DATABASE_URL: 'mysql://', LOG_LEVEL: 'loud' })).toThrow(
      /DATABASE_URL.*PORT.*LOG_LEVEL/s,
    );
  });

  it('takes no setting that it does not know', () => {
    expect(Config.load({ PATH: '/bin', PORT: '80' })).not.toHaveProperty('PATH');
  });
});

describe('scalars', () => {
  it.each([
    [Day, '2024-02-29', '2024-02-29'],
    [UUID, '0190A1B2-C3D4-7E5F-8A9B-0C1D2E3F4A5B', '0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b'],
    [DateTime, '2024-10-23T12:00:00+02:00', new Date('2024-10-23T10:00:00Z')],
  ])('%s reads %s', (scalar, text, value) => expect(scalar.parseValue(text)).toEqual(value));

  it.each([
    [Day, '2023-02-29'],
    [Day, '2024-2-1'],
    [Day, 20240101],
    [DateTime, '2024-10-23T12:00:00'],
    [DateTime, '2024-02-30T00:00:00Z'],
    [DateTime, '0'],
    [UUID, 'not-an-id'],
    [UUID, null],
  ])('%s refuses %s as the user’s mistake', (scalar, value) => {
    expect(() => scalar.parseValue(value)).toThrow(
      expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT' } }) as Error,
    );
  });

  it('a day or instant read and written is the same', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        (date) => {
          const text = date.toISOString();
          return (
            DateTime.serialize(DateTime.parseValue(text)) === text &&
            Day.parseValue(text.slice(0, 10)) === text.slice(0, 10)
          );
        },
      ),
    );
  });
});

class Letter {
  @Text({ max: 5 }) title: string;
  @Text({ max: 20, lines: true }) body: string;
  @Text({ max: 3, each: true }) tags: string[];
}
const letter = (given: object) => plainToInstance(Letter, { title: 'a', body: 'b', tags: [], ...given });

describe('Text', () => {
  it('trims and composes, so that equal words are equal', () => {
    expect(letter({ title: '  Z\u0307o  ' }).title).toBe('Żo');
    expect(letter({ tags: [' a ', 'o\u0301'] }).tags).toEqual(['a', 'ó']);
  });

  it.each([
    ['an empty one', { title: '   ' }],
    ['a long one', { title: 'żółtko' }],
    ['a line break where one line is meant', { title: 'a\nb' }],
    ['a NUL', { body: 'a\u0000' }],
    ['half of a surrogate pair', { body: '\ud800' }],
    ['another kind of value', { title: 7 }],
    ['a bad one in a list', { tags: ['abcd'] }],
  ])('refuses %s in Polish', (_, given) => {
    const [error] = validateSync(letter(given));
    expect(Object.values(error!.constraints!).join()).toMatch(/Tekst|Oczekiwano/);
  });

  it('takes lines where they are meant', () => expect(validateSync(letter({ body: 'a\n\tb' }))).toEqual([]));
});

describe('present', () => {
  const log = jest.fn();
  const shown = (error: unknown) => present(error, 'id-1', log).toJSON();

  it('hides what is not ours, and logs it under the id that it shows', () => {
    const failure = new Error('duplicate key value violates "secret_table"');
    expect(shown(new GraphQLError('x', { originalError: failure }))).toMatchObject({
      extensions: { code: 'INTERNAL', correlationId: 'id-1' },
    });
    expect(JSON.stringify(shown(failure))).not.toContain('secret_table');
    expect(log).toHaveBeenCalledWith(failure, 'id-1');
  });

  it.each([
    [Forbidden({ reason: 'bo nie' }), 'FORBIDDEN'],
    [Object.assign(new Error('x'), { code: '23505' }), 'CONFLICT'],
    [Object.assign(new Error('x'), { driverError: { code: '57014' } }), 'BUSY'],
    [Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 'BUSY'],
    [new Error('Connection terminated unexpectedly'), 'BUSY'],
    [new GraphQLError('Syntax Error', { extensions: { code: 'GRAPHQL_PARSE_FAILED' } }), 'GRAPHQL_PARSE_FAILED'],
    [new GraphQLError('Variable "$x"'), 'BAD_USER_INPUT'],
  ])('gives %s the code %s', (error, code) => expect(shown(error).extensions).toMatchObject({ code }));
});

describe('refusalIn', () => {
  it('takes a database that does not answer for a busy one', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const client = new pg.Client({ host: '127.0.0.1', port, user: 'x', connectionTimeoutMillis: 50 });
    const error: unknown = await client.connect().catch((reason: unknown) => reason);
    silent.close();
    expect(refusalIn(error)?.extensions.code).toBe('BUSY');
  });
});

describe('Lifecycle', () => {
  interface Facts {
    state: 'OPEN' | 'SHUT';
    key: boolean;
    jammed: boolean;
  }
  const grounds = ({ key }: Facts): Grounds | undefined => (key ? { id: 'mandate' } : undefined);
  const door = new Lifecycle<Facts['state'], Facts, 'open' | 'shut'>(
    {
      open: {
        from: ['SHUT'],
        to: 'OPEN',
        grounds,
        who: 'Kto ma klucz.',
        unless: ({ jammed }) => (jammed ? 'Zacięte.' : undefined),
      },
      shut: { from: ['OPEN'], to: 'SHUT', grounds: () => true, who: '' },
    },
    { OPEN: 'otwarte', SHUT: 'zamknięte' },
  );
  const tx = { allow: jest.fn() } as unknown as Tx & { allow: jest.Mock };

  it('refuses an act with the very reason that it told beforehand', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('OPEN', 'SHUT'),
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom('open', 'shut'),
        (state, key, jammed, action) => {
          const facts = { state, key, jammed } as Facts;
          const told = door.available(facts).find((each) => each.action === action)!;
          let refused: string | null = null;
          try {
            door.take(tx, action as 'open', facts);
          } catch (error) {
            refused = (error as Error).message;
          }
          expect({ allowed: refused === null, reason: refused }).toEqual({
            allowed: told.allowed,
            reason: told.reason,
          });
        },
      ),
    );
  });

  it('notes the mandate under which it is done', () => {
    door.take(tx, 'open', { state: 'SHUT', key: true, jammed: false });
    expect(tx.allow).toHaveBeenLastCalledWith({ id: 'mandate' });
  });
});

describe('canonical', () => {
  it('is one text for one value, whatever the order of its keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
        const turned = Object.fromEntries(Object.entries(object).reverse());
        return canonical(object) === canonical(turned);
      }),
    );
  });
});
