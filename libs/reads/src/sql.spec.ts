import { actor, all, columnOfKey, join, name, numbered, raw, sql } from './sql.ts';

describe('sql', () => {
  it('joins pieces in and makes parameters of everything else', () => {
    const inner = sql`b = ${'; DROP TABLE person; --'} AND ${raw('c')} = ${[1, 2]}`;
    const whole = sql`SELECT ${name('a"b')} WHERE ${inner} OR ${sql``}${sql`d = ${null}`}`;
    expect(numbered(whole)).toEqual({
      text: 'SELECT "a""b" WHERE b = $1 AND c = $2 OR d = $3',
      values: ['; DROP TABLE person; --', [1, 2], null],
    });
  });

  it('has one parameter for the actor, however often it is asked for', () => {
    const { text, values } = numbered(sql`${1} ${actor} ${2} ${sql`(${actor})`} ${1}`);
    expect(text).toBe('$1 $2::uuid $3 ($2::uuid) $4');
    expect([values.length, values[0], values[2], values[3]]).toEqual([4, 1, 2, 1]);
  });

  it('has equal shapes for equal texts, whatever the values', () => {
    expect(sql`a = ${1}`.shape).toBe(sql`a = ${'x'}`.shape);
    expect(sql`a = ${1}`.shape).not.toBe(sql`a = ${1} `.shape);
    expect(sql`a${1}b`.shape).not.toBe(sql`ab${1}`.shape);
  });

  it('keeps conditions apart', () => {
    expect(numbered(all([sql`a OR b`, undefined, sql`c`])).text).toBe('(a OR b) AND (c)');
    expect(numbered(all([undefined])).text).toBe('true');
    expect(numbered(join([], ', ')).text).toBe('');
  });

  it('gives a key longer than a name of PostgreSQL a column that no other key has', () => {
    const long = 'k'.repeat(63);
    expect(columnOfKey(long)).toBe(long);
    expect(columnOfKey(`${long}1`)).toMatch(/^\$.{43}$/);
    expect(columnOfKey(`${long}1`)).not.toBe(columnOfKey(`${long}2`));
  });
});
