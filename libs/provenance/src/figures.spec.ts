import { useApp } from '#test/app';
import { statementsOf } from '#test/counting';
import { idOf, networkRows, OF_DOSSIER, type Network } from '#test/provenance-rows';

/** As many recommendations with ten remarks each as the long run says: 2,000. */
const SIZE = Number(process.env.TEST_RECOMMENDATIONS ?? 60);
const REMARKS = 10;

const ASK = `query ($of: ID!, $direction: ProvenanceDirection, $kinds: [ProvenanceKind!], $after: ID) {
  provenance(of: $of, direction: $direction, kinds: $kinds, first: 100, after: $after) {
    counts { kind side count } pageInfo { hasNextPage endCursor } totalCount
    nodes { id kind side title state day links { kind fromId toId } } } }`;

describe(`provenance among ${SIZE} recommendations`, () => {
  const t = useApp();
  let network: Network;
  beforeAll(async () => (network = await networkRows(t, { size: SIZE, remarks: REMARKS })));

  it('walks', async () => {
    const starts = [
      'meeting',
      'conclusion',
      'own',
      'one',
      'merge',
      'rec',
      'unit',
      'v1',
      'v2',
      'circulation',
      'remark',
      'disposition',
      'poll',
      'dossier',
      'dispatch',
      'response',
      'position',
      'follow-up',
    ];
    for (const kind of starts) {
      const times: number[] = [];
      let found = '';
      for (let i = 0; i < 8; i++) {
        const of = idOf(kind, i % Math.ceil(SIZE / OF_DOSSIER));
        const from = performance.now();
        const { provenance } = await t.get<{ provenance: { counts: { kind: string; side: string; count: number }[] } }>(
          network.coordinator,
          ASK,
          { of },
        );
        times.push(performance.now() - from);
        found = provenance.counts.map((each) => `${each.kind} ${each.side[1]} ${each.count}`).join(', ');
      }
      times.sort((a, b) => a - b);
      process.stderr.write(`${kind}: median ${times[4]!.toFixed(1)} last ${times[7]!.toFixed(1)} · ${found}\n`);
    }
    expect(await statementsOf(() => t.get(network.coordinator, ASK, { of: idOf('rec', 1) }))).toBeLessThan(9);
  });
});
