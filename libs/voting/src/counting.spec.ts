import fc from 'fast-check';
import { count, type CountedBallot, type CountedPoll } from './counting.ts';

const RUNS = Number(process.env.TEST_RUNS ?? 10_000);
const SEED = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);

const polls = fc.record({
  kind: fc.constantFrom('DECISION', 'ELECTION'),
  rules: fc.record({
    quorumPercent: fc.oneof(fc.constantFrom(0, 33, 50, 51, 67, 100), fc.integer({ min: 0, max: 100 })),
    majority: fc.constantFrom('SIMPLE', 'ABSOLUTE', 'TWO_THIRDS', 'UNANIMOUS'),
    abstentions: fc.constantFrom('COUNTED', 'IGNORED'),
    tie: fc.constantFrom('REJECTED', 'REPEATED'),
    doubleMajority: fc.boolean(),
  }),
  absent: fc.integer({ min: 0, max: 12 }),
  options: fc.integer({ min: 1, max: 5 }),
  seats: fc.integer({ min: 1, max: 4 }),
  maxChoices: fc.integer({ min: 1, max: 4 }),
  ballots: fc.array(
    fc.record({
      places: fc.option(fc.uniqueArray(fc.integer({ min: 0, max: 5 }), { maxLength: 3 }), { nil: undefined, freq: 12 }),
      // Nine in ten answer the question: what a sealed ballot holds besides is only met in an attack.
      plain: fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined, freq: 10 }),
      weight: fc.integer({ min: 0, max: 9 }),
    }),
    { maxLength: 14 },
  ),
});

type Made = Omit<CountedPoll, 'roll'> & { roll: number; ballots: CountedBallot[] };

/** All votes of one poll, each as a word; the rules in exact fractions, as a clerk would go through them with a list. */
function clerk({ kind, rules, roll, options, seats, maxChoices, ballots }: Made) {
  const word = ({ places }: CountedBallot): string => {
    if (places === undefined) return 'broken';
    if (kind === 'DECISION') return places.length === 1 ? (['yes', 'no', 'neither'][places[0]!] ?? 'broken') : 'broken';
    if (places.length > maxChoices || places.some((place) => place >= options)) return 'broken';
    return places.length ? 'somebody' : 'neither';
  };
  let present = 0;
  const piles: Record<string, { heads: number; weight: number }> = {};
  for (const ballot of ballots) {
    present += 1;
    const pile = (piles[word(ballot)] ??= { heads: 0, weight: 0 });
    pile.heads += 1;
    pile.weight += ballot.weight;
  }
  const size = (name: string, by: 'heads' | 'weight') => piles[name]?.[by] ?? 0;
  const needed = Math.ceil((rules.quorumPercent * roll) / 100);
  const isEnough = present >= Math.max(needed, 1);
  if (kind === 'DECISION') {
    const says = (by: 'heads' | 'weight'): string => {
      const [yes, no, neither] = [size('yes', by), size('no', by), size('neither', by)];
      const base = rules.abstentions === 'COUNTED' ? yes + no + neither : yes + no;
      const least = {
        SIMPLE: no + 1,
        ABSOLUTE: Math.floor(base / 2) + 1,
        TWO_THIRDS: Math.max(Math.ceil((2 * base) / 3), 1),
        UNANIMOUS: no > 0 ? Infinity : 1,
      }[rules.majority];
      if (yes >= least) return 'ADOPTED';
      const equal = yes === no && yes !== 0 && ['SIMPLE', 'ABSOLUTE'].includes(rules.majority);
      return equal && rules.tie === 'REPEATED' ? 'TIED' : 'REJECTED';
    };
    const order = ['REJECTED', 'TIED', 'ADOPTED'];
    const verdicts = rules.doubleMajority ? [says('heads'), says('weight')] : [says('heads')];
    const worst = order.find((each) => verdicts.includes(each))!;
    return { outcome: isEnough ? worst : 'NO_QUORUM', elected: [], runOff: [] };
  }
  if (!isEnough) return { outcome: 'NO_QUORUM', elected: [], runOff: [] };
  const good = ballots.filter((ballot) => word(ballot) !== 'broken');
  const base = good.filter(({ places }) => places!.length || rules.abstentions === 'COUNTED').length;
  const choosing = size('somebody', 'heads');
  const least = {
    SIMPLE: 1,
    ABSOLUTE: Math.floor(base / 2) + 1,
    TWO_THIRDS: Math.max(Math.ceil((2 * base) / 3), 1),
    UNANIMOUS: Math.max(choosing, 1),
  }[rules.majority];
  const votesOf = (place: number) => good.reduce((sum, { places }) => sum + (places!.includes(place) ? 1 : 0), 0);
  // Seat by seat: whoever has more votes than all others left takes it; equals who all fit take theirs together.
  let left = Array.from({ length: options }, (_, place) => place).filter((place) => votesOf(place) >= least);
  const elected: number[] = [];
  while (left.length && elected.length < seats) {
    const most = Math.max(...left.map(votesOf));
    const best = left.filter((place) => votesOf(place) === most);
    if (best.length > seats - elected.length) return { outcome: 'RUN_OFF', elected, runOff: best };
    elected.push(...best);
    left = left.filter((place) => !best.includes(place));
  }
  return { outcome: elected.length === seats ? 'ELECTED' : 'NOT_ELECTED', elected, runOff: [] };
}

describe(`a count (TEST_SEED=${SEED})`, () => {
  it(`is that of a second, independent counter (${RUNS} polls)`, () => {
    const outcomes: Record<string, number> = {};
    const property = fc.property(polls, (made) => {
      const ballots = made.ballots.map(({ places, plain, weight }) => {
        return { weight, places: made.kind === 'DECISION' && plain !== undefined ? [plain] : places };
      });
      const poll = { ...made, roll: ballots.length + made.absent, ballots } as Made;
      const { outcome, counts } = count(poll, ballots);
      const ofCounts = (which: 'elected' | 'inRunOff') =>
        counts.filter((each) => each[which]).map(({ place }) => place);
      const expected = clerk(poll);
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      expect({ outcome, elected: ofCounts('elected'), runOff: ofCounts('inRunOff') }).toEqual({
        ...{ outcome: expected.outcome, elected: [...expected.elected].sort(), runOff: [...expected.runOff].sort() },
      });
    });
    fc.assert(property, { numRuns: RUNS, seed: SEED });
    for (const each of ['NO_QUORUM', 'ADOPTED', 'REJECTED', 'TIED', 'ELECTED', 'RUN_OFF', 'NOT_ELECTED'])
      expect(outcomes[each] ?? 0).toBeGreaterThan(RUNS / 500);
  });

  const rules = {
    quorumPercent: 50,
    majority: 'SIMPLE',
    abstentions: 'COUNTED',
    tie: 'REPEATED',
    doubleMajority: false,
  } as const;
  const votes = (yes: number, no: number, neither: number): CountedBallot[] =>
    [yes, no, neither].flatMap((n, place) => Array.from({ length: n }, () => ({ places: [place], weight: 1 })));
  const decision = { kind: 'DECISION', options: 0, seats: 1, maxChoices: 1 } as const;

  it.each([
    ['half of an even roll is a quorum', {}, 8, [3, 1, 0], 'ADOPTED'],
    ['less than half of an odd roll is none', {}, 7, [3, 0, 0], 'NO_QUORUM'],
    ['abstaining is taking part', {}, 8, [1, 0, 3], 'ADOPTED'],
    [
      'three for, two against, two abstaining: no absolute majority',
      { majority: 'ABSOLUTE' },
      7,
      [3, 2, 2],
      'REJECTED',
    ],
    [
      'the same where abstentions do not count',
      { majority: 'ABSOLUTE', abstentions: 'IGNORED' },
      7,
      [3, 2, 2],
      'ADOPTED',
    ],
    ['exactly two thirds', { majority: 'TWO_THIRDS' }, 9, [6, 3, 0], 'ADOPTED'],
    ['just below', { majority: 'TWO_THIRDS' }, 8, [5, 3, 0], 'REJECTED'],
    ['one against breaks unanimity', { majority: 'UNANIMOUS' }, 3, [2, 1, 0], 'REJECTED'],
    ['an abstention does not', { majority: 'UNANIMOUS' }, 3, [2, 0, 1], 'ADOPTED'],
    ['nobody for is no majority', { majority: 'UNANIMOUS' }, 3, [0, 0, 3], 'REJECTED'],
    ['equal votes are repeated', {}, 4, [2, 2, 0], 'TIED'],
    ['or fail, as the rules say', { tie: 'REJECTED' }, 4, [2, 2, 0], 'REJECTED'],
    ['nobody at all is no quorum, even of none', { quorumPercent: 0 }, 4, [0, 0, 0], 'NO_QUORUM'],
  ] as const)('%s', (_, own, roll, [yes, no, neither], outcome) => {
    expect(count({ ...decision, rules: { ...rules, ...own }, roll }, votes(yes, no, neither)).outcome).toBe(outcome);
  });

  it('asks convents and entities alike where both have to agree', () => {
    const double = { ...decision, rules: { ...rules, doubleMajority: true }, roll: 3 };
    const of = (...weights: number[]) => weights.map((weight, i) => ({ places: [i < 2 ? 0 : 1], weight }));
    expect(count(double, of(3, 3, 5)).outcome).toBe('ADOPTED');
    expect(count(double, of(3, 3, 7)).outcome).toBe('REJECTED');
    expect(count(double, of(3, 3, 6)).outcome).toBe('TIED');
  });
});
