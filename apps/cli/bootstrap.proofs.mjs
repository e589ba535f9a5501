import { jest } from './bootstrap.test.mjs';

/**
 * The proofs: what is tried and its size in the long run, by the environment of the same spec that `npm test` runs short.
 * Each prints its seed and figures.
 */
const PROOFS = {
  reads: ['test/reads.spec.ts', { TEST_RUNS: 5000 }],
  hostile: ['test/hostile.spec.ts', { TEST_ROUNDS: 80 }],
  authorization: ['test/authorization.spec.ts', { TEST_SHARE: 1 }],
  operations: ['test/operations.spec.ts', { TEST_SHARE: 1, TEST_COPIES: 100 }],
  paths: ['test/visibility.spec.ts', { TEST_PATHS: 4 }],
  load: ['test/load.spec.ts', { TEST_SECONDS: 300 }],
  kills: ['test/kill.spec.ts', { TEST_KILLS: 200 }],
  stages: ['test/kill-stages.spec.ts', { TEST_KILLS: 30 }],
  disk: ['test/disk.spec.ts', { TEST_FILLS: 60 }],
  time: ['test/time.spec.ts', { TEST_JUMPS: 300 }],
  backup: ['apps/backup/backup.spec.ts', { TEST_KILLS: 20 }],
  audit: ['libs/audit/src/chains.spec.ts', { TEST_TAMPERINGS: 1_000, TEST_ROWS: 100_000, TEST_WRITES: 300 }],
  coediting: ['libs/coediting/src/convergence.spec.ts', { TEST_SEEDS: 300, TEST_EDITORS: 50, TEST_KEYS: 100 }],
  remarks: ['libs/remarks/src/remark-table-ways.spec.ts', { TEST_REMARKS: 2_000, TEST_TABLES: 50 }],
  likeness: ['libs/remarks/src/likeness.spec.ts', { TEST_REMARKS: 2_000 }],
  practices: ['libs/practices/src/feed-order.spec.ts', { TEST_PRACTICES: 100_000 }],
};

/** What the longest may take. */
const HOURS = 3;

/** The long run of the proofs that are named, or of all, one after the other. */
export async function proofs(node, names) {
  const unknown = names.filter((name) => !PROOFS[name]);
  if (unknown.length) {
    console.error(`There is no proof ${unknown.join(', ')}; there are ${Object.keys(PROOFS).join(', ')}.`);
    return 2;
  }
  const sums = { passed: 0, failed: 0 };
  for (const name of names.length ? names : Object.keys(PROOFS)) {
    const [spec, sizes] = PROOFS[name];
    const env = Object.fromEntries(Object.entries(sizes).map(([key, size]) => [key, process.env[key] ?? String(size)]));
    console.error(
      `${name}: ${spec}, ${Object.entries(env)
        .map((each) => each.join('='))
        .join(' ')}`,
    );
    const patience = { TEST_PATIENCE: String(HOURS * 3_600_000) };
    const { passed, failed } = await jest(node, ['--runInBand', spec], { ...patience, ...env });
    sums.passed += passed;
    sums.failed += failed;
  }
  console.log(`${sums.passed} passed, ${sums.failed} failed`);
  return sums.failed ? 1 : 0;
}
