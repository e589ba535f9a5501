import fc from 'fast-check';
import { laws, shape } from '#test/draft.random';
import { checkDraft, parseStatute, printStatute } from '#drafting';

const counter = () => {
  let last = 0;
  return () => `p${++last}`;
};
const read = (text: string) => parseStatute(text, counter());

describe('a printed law', () => {
  it('is read as the same units, without a doubt about what they are', () => {
    fc.assert(
      fc.property(laws, (law) => {
        checkDraft(law);
        const printed = printStatute(law);
        const { draft } = read(printed);
        expect({ ...draft, units: shape(draft.units) }).toEqual({ ...law, units: shape(law.units) });
        expect(printStatute(draft)).toBe(printed);
      }),
      { numRuns: 300 },
    );
  });
});
