import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { amendmentsIn, compareVersions, parseStatute, printStatute, type Unit } from '#drafting';

const read = (name: string): string => readFileSync(join('libs/drafting/samples', name), 'utf8');
/** Name → what stands below it. */
const blocks = (text: string): Map<string, string> =>
  new Map(
    text
      .split(/^#### /m)
      .slice(1)
      .map((block) => [block.slice(0, block.indexOf('\n')), block.slice(block.indexOf('\n') + 1).trimEnd()]),
  );

const outline = (units: readonly Unit[], depth = 0): string[] =>
  units.flatMap(({ kind, label, title, text, children, closing }) => [
    [`${'  '.repeat(depth)}${kind}`, label, title && `<${title}>`, text && `| ${text}`].filter(Boolean).join(' '),
    ...outline(children, depth + 1),
    ...(closing ? [`${'  '.repeat(depth)}= ${closing}`] : []),
  ]);

function understood(pasted: string): string {
  const { draft, doubts } = parseStatute(pasted);
  return [
    ...(draft.heading ? draft.heading.split('\n').map((line) => `^ ${line}`) : []),
    ...outline(draft.units),
    ...doubts.map(({ kind, line }) => `? ${kind} ${line}`),
  ].join('\n');
}

const [structures, expected] = [blocks(read('structures.txt')), blocks(read('structures.expected.txt'))];

describe('a sample', () => {
  it('stands for each expectation', () => expect([...structures.keys()]).toEqual([...expected.keys()]));

  it.each([...structures])('%s', (name, pasted) => {
    expect(understood(pasted)).toBe(expected.get(name));
    const { draft } = parseStatute(pasted);
    const printed = printStatute(draft);
    const again = parseStatute(printed).draft;
    if (!expected.get(name)!.includes('? QUOTE_OPEN')) expect(printStatute(again)).toBe(printed);
    expect(compareVersions(draft, draft).every(({ changes }) => changes.length === 0)).toBe(true);
    expect(() => amendmentsIn(draft)).not.toThrow();
  });
});
