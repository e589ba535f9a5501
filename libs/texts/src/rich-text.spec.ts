import fc from 'fast-check';
import { patience } from '#test/patience';
import { composed, plainText, richText, richTextProblem, type RichNode, type RichText } from './index.ts';

const MAX = 100_000;
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

const href = fc.constantFrom('https://example.org/ż?a=1', 'http://example.org', 'mailto:biuro@example.org');
const mark = fc.oneof(
  fc.constant({ type: 'bold' }),
  fc.constant({ type: 'italic' }),
  href.map((to) => ({ type: 'link', attrs: { href: to } })),
);
const marks = fc.uniqueArray(mark, { selector: ({ type }) => type, minLength: 1, maxLength: 3 });
const text = fc
  .tuple(phrase, fc.option(marks))
  .map(([said, given]): RichNode => ({ type: 'text', text: said, ...(given && { marks: given }) }));
const inline = fc.array(fc.oneof(text, fc.constant<RichNode>({ type: 'hardBreak' })), { maxLength: 4 });
const paragraph = inline.map((content): RichNode => ({ type: 'paragraph', ...(content.length && { content }) }));
const heading = fc
  .tuple(fc.constantFrom(2, 3, 4), fc.array(text, { maxLength: 2 }))
  .map(([level, content]): RichNode => ({ type: 'heading', attrs: { level }, content }));
const listOf = (inside: fc.Arbitrary<RichNode>) =>
  fc
    .tuple(fc.constantFrom('bulletList', 'orderedList'), fc.array(inside, { minLength: 1, maxLength: 3 }))
    .map(([type, content]): RichNode => ({ type, content }));
const item = paragraph.map((first): RichNode => ({ type: 'listItem', content: [first] }));
const deepItem = fc
  .tuple(paragraph, listOf(item))
  .map(([first, list]): RichNode => ({ type: 'listItem', content: [first, list] }));
const table = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }), paragraph)
  .map(([height, width, inside]): RichNode => ({
    type: 'table',
    content: Array.from({ length: height }, (_, row) => ({
      type: 'tableRow',
      content: Array.from({ length: width }, () => ({ type: row ? 'tableCell' : 'tableHeader', content: [inside] })),
    })),
  }));
const block = fc.oneof(paragraph, heading, listOf(fc.oneof(item, deepItem)), table);
const documents = fc.array(block, { maxLength: 6 }).map((content): RichText => ({ type: 'doc', content }));

/** All texts of a document, found without knowing what a document is. */
const textsIn = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null) return [];
  const { text: own, ...rest } = value as { text?: string };
  return [...(own ? [own] : []), ...Object.values(rest).flatMap(textsIn)];
};

/** Every place in a document, with a way to put something else there. */
function placesIn(value: unknown, put: (other: unknown) => unknown): ((other: unknown) => unknown)[] {
  if (typeof value !== 'object' || value === null) return [put];
  const inside = Object.keys(value).flatMap((key) =>
    placesIn((value as Record<string, unknown>)[key], (other) => {
      const copy = structuredClone(value) as Record<string, unknown>;
      copy[key] = other;
      return put(copy);
    }),
  );
  return [put, ...inside];
}

const nested = (levels: number): unknown => {
  let inside: unknown = { type: 'paragraph' };
  for (let i = 0; i < levels; i++)
    inside = { type: 'bulletList', content: [{ type: 'listItem', content: [{ type: 'paragraph' }, inside] }] };
  return { type: 'doc', content: [inside] };
};
const linked = (to: unknown) => ({
  type: 'doc',
  content: [
    { type: 'paragraph', content: [{ type: 'text', text: 'a', marks: [{ type: 'link', attrs: { href: to } }] }] },
  ],
});
const doc = (...content: unknown[]) => ({ type: 'doc', content });

describe('formatted texts', () => {
  it('are taken as editors make them, and keep all their words', () => {
    fc.assert(
      fc.property(documents, (made) => {
        expect(richTextProblem(made, MAX)).toBeUndefined();
        const plain = plainText(made);
        let from = 0;
        for (const said of textsIn(made)) {
          const at = plain.indexOf(said, from);
          expect(at).toBeGreaterThanOrEqual(from);
          from = at + said.length;
        }
        expect(JSON.parse(JSON.stringify(made))).toEqual(made);
      }),
    );
  });

  it('are refused or harmless, whatever is put anywhere in them', () => {
    const alien = fc.constantFrom<unknown>(
      ...[
        'script',
        'javascript:alert(1)',
        'a\0b',
        '\ud800',
        7,
        true,
        null,
        {},
        [],
        [[]],
        { type: 'html', html: '<b>' },
      ],
      ...[{ type: 'text', text: 'a', onclick: 'x' }, { type: 'image', attrs: { src: 'x' } }, { type: '__proto__' }],
    );
    fc.assert(
      fc.property(documents, alien, fc.nat(), (made, strange, n) => {
        const places = placesIn(made, (other) => other);
        const spoilt = places[n % places.length]!(strange);
        if (richTextProblem(spoilt, MAX)) return;
        const types = new Set(JSON.stringify(spoilt).match(/"type":"\w+"/g));
        for (const type of types)
          expect(type).toMatch(
            /"(doc|paragraph|heading|bulletList|orderedList|listItem|table|tableRow|tableHeader|tableCell|text|hardBreak|bold|italic|link)"$/,
          );
        expect(JSON.stringify(spoilt)).not.toMatch(/"href":"(?!https?:|mailto:)/);
        expect(() => plainText(spoilt as RichText)).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });

  it.each(['https://example.org/a', 'http://example.org', 'mailto:biuro@example.org', 'HTTPS://EXAMPLE.ORG'])(
    'lead to %s',
    (to) => expect(richTextProblem(linked(to), MAX)).toBeUndefined(),
  );
  it.each([
    ...['javascript:alert(1)', 'JaVaScRiPt:alert(1)', ' https://example.org', 'java\tscript:x', 'data:text/html,x'],
    ...['//example.org', '/a', 'ftp://example.org', 'https://a:b@example.org', 'https:', 'mailto:', 7, null],
    ...['vbscript:x', 'file:///etc/passwd', 'https://example.org/\u0000'],
  ])('do not lead to %j', (to) => expect(richTextProblem(linked(to), MAX)).toMatch('odnośnik'));

  it.each([
    ['no document', '<p>tak</p>', 'oczekiwano dokumentu'],
    ['a list in a list in a list', nested(3), 'zagnieżdżać'],
    ['one nested 20,000 times', nested(20_000), 'zagnieżdżać'],
    ['a thousand and one', doc(...Array(1_001).fill({ type: 'paragraph' })), '1000 elementów'],
    ['an empty list', doc({ type: 'bulletList', content: [] }), 'pusty'],
    ['a heading of the page', doc({ type: 'heading', attrs: { level: 1 } }), 'poziom'],
    ['HTML', doc({ type: 'html', content: [] }), 'nie może stać'],
    ['an attribute', doc({ type: 'paragraph', attrs: { style: 'x' } }), 'nieznane pola'],
    ['a ragged table', doc(ragged()), 'tyle samo'],
    ['a link without end', linked(`https://example.org/${'a'.repeat(2_000)}`), 'odnośnik'],
    ['too much', doc({ type: 'paragraph', content: [{ type: 'text', text: 'a'.repeat(101) }] }), 'dłuższy'],
  ])('are not %s', (_, value, why) => expect(richTextProblem(value, 100)).toMatch(why));

  it('refuse 20,000 levels within milliseconds', () => {
    const bomb = nested(20_000);
    const start = performance.now();
    richTextProblem(bomb, MAX);
    expect(performance.now() - start).toBeLessThan(patience(50));
  });

  it('are composed in every text', () => {
    expect(composed(doc({ type: 'paragraph', content: [{ type: 'text', text: 'o\u0301' }] }))).toEqual(
      doc({ type: 'paragraph', content: [{ type: 'text', text: 'ó' }] }),
    );
  });

  it('come of plain ones, which come back', () => {
    const lines = fc.array(fc.stringMatching(/^[a-ząęż<>&]{1,20}( [a-z]{1,9})?$/), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(lines, { minLength: 1, maxLength: 4 }), (paragraphs) => {
        const made = richText(paragraphs.map((each) => each.join('\n')).join('\n\n'));
        expect(richTextProblem(made, MAX)).toBeUndefined();
        expect(plainText(made)).toBe(paragraphs.map((each) => each.join('\n')).join('\n'));
      }),
    );
  });
});

function ragged(): RichNode {
  const cell = { type: 'tableCell', content: [{ type: 'paragraph' }] };
  return {
    type: 'table',
    content: [
      { type: 'tableRow', content: [cell, cell] },
      { type: 'tableRow', content: [cell] },
    ],
  };
}
