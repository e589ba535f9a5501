import { Config } from '#core';
import { isForeign } from './gate.origin.ts';
import { Recent } from '#core';

describe('an origin', () => {
  const behindProxy = Config.load({ PUBLIC_URL: 'https://konwent.example' });
  it.each([
    ['the public address', { origin: 'https://konwent.example' }, false],
    ['the public address without TLS', { origin: 'http://konwent.example' }, true],
    ['the public address by its fetch', { origin: 'https://konwent.example', 'sec-fetch-site': 'same-origin' }, false],
    ['the address of the server', { origin: 'http://127.0.0.1:3000' }, false],
    ['another port', { origin: 'http://127.0.0.1:3001' }, true],
    ['a name that begins alike', { origin: 'https://konwent.example.evil.example' }, true],
    ['no origin', {}, false],
  ])('%s', (_, headers, foreign) => expect(isForeign(headers, '127.0.0.1:3000', behindProxy)).toBe(foreign));
});

describe('what is kept of late', () => {
  it('forgets what was not asked for the longest', () => {
    const recent = new Recent<number>(2);
    recent.set('a', 1);
    recent.set('b', 2);
    expect(recent.get('a')).toBe(1);
    recent.set('c', 3);
    expect([recent.get('a'), recent.get('b'), recent.get('c')]).toEqual([1, undefined, 3]);
  });
});
