import fc from 'fast-check';
import { patience } from '#test/patience';
import { wordDiff } from './index.ts';

const words = fc.constantFrom(
  'Żółć',
  'gęślą',
  'jaźń',
  '3',
  '5',
  'lat',
  '<script>',
  '„a”',
  ' ',
  '. ',
  'ą',
  '👩‍🔧',
  '&amp;',
  '-',
);
const phrase = fc.array(words, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''));

describe('word diffs', () => {
  it('hold both texts, and no two changes side by side', () => {
    fc.assert(
      fc.property(phrase, phrase, fc.array(words, { maxLength: 30 }), (a, b, rest) => {
        const [old, now] = [`${a}${rest.join('')}`, `${rest.slice(2).join('')}${b}`];
        const changes = wordDiff(old, now);
        expect(changes.map(({ before }) => before).join('')).toBe(old);
        expect(changes.map(({ after }) => after).join('')).toBe(now);
        for (const [i, { kind, before, after }] of changes.entries()) {
          expect(kind === 'KEPT').toBe(before === after);
          expect(kind).toBe(before === after ? 'KEPT' : !before ? 'ADDED' : !after ? 'REMOVED' : 'REPLACED');
          if (i && kind !== 'KEPT') expect(changes[i - 1]!.kind).toBe('KEPT');
        }
      }),
    );
  });

  it('replace whole Polish words, and never run two together', () => {
    expect(wordDiff('Trwa 3 lata, żółć.', 'Trwa 5 lat, żółta.')).toEqual([
      { kind: 'KEPT', before: 'Trwa ', after: 'Trwa ' },
      { kind: 'REPLACED', before: '3', after: '5' },
      { kind: 'KEPT', before: ' ', after: ' ' },
      { kind: 'REPLACED', before: 'lata', after: 'lat' },
      { kind: 'KEPT', before: ', ', after: ', ' },
      { kind: 'REPLACED', before: 'żółć', after: 'żółta' },
      { kind: 'KEPT', before: '.', after: '.' },
    ]);
    expect(wordDiff('', '')).toEqual([]);
    expect(wordDiff('', 'a')).toEqual([{ kind: 'ADDED', before: '', after: 'a' }]);
  });

  it('of texts with nothing in common are one replacement, soon', () => {
    const long = (word: string) => Array.from({ length: 4_000 }, (_, i) => `${word}${i}`).join(' ');
    const start = performance.now();
    const changes = wordDiff(long('a'), long('b'));
    expect(performance.now() - start).toBeLessThan(patience(2_000));
    expect(changes.map(({ before }) => before).join('')).toBe(long('a'));
  });
});
