import { defineConfig, type OxlintOverride } from 'oxlint';

type Rules = NonNullable<OxlintOverride['rules']>;

/** Lowest first. A lib may import the libs in the rows above its own, and nothing else of ours; apps may import all. */
const layers = [
  ['core'],
  ['reads', 'texts'],
  ['identity', 'seals'],
  ['convents', 'factors'],
  ['areas', 'files', 'obligations', 'search'],
  ['voting', 'drafting', 'practices'],
  ['imports'],
  ['meetings', 'drafts'],
  ['minutes', 'circulation', 'coediting'],
  ['declarations', 'consultations', 'proposals', 'remarks', 'outsiders'],
  ['recommendations'],
  ['dossiers'],
  ['provenance'],
  ['privacy'],
  ['notifications', 'audit', 'federation', 'documents'],
];

const throughDb = [
  { name: 'typeorm', importNames: ['DataSource'], message: 'Use Db: it is what commits, checks and tells.' },
  {
    name: '@nestjs/typeorm',
    importNames: ['InjectDataSource', 'InjectEntityManager', 'InjectRepository'],
    message: 'Use Db: it is what commits, checks and tells.',
  },
];

const testsOnly = { regex: '^#test/|(^|/)test/', message: 'Only tests import tests.' };

const boundaries = layers.flatMap((row, depth) =>
  row.map((lib): OxlintOverride => ({
    files: [`libs/${lib}/**/*.ts`],
    excludeFiles: ['**/*.spec.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: lib === 'core' || lib === 'reads' ? [] : throughDb, // the engine compiles from TypeORM's metadata
          patterns: [
            {
              regex: `^#(${layers.slice(depth).flat().join('|')})$`,
              message: `${lib} may only import the layers below it: see the rows in eslint.config.js.`,
            },
            { regex: '^\\.\\./', message: 'Reach another lib through its name.' },
            testsOnly,
          ],
        },
      ],
    },
  })),
);

/** What holds in every language of the house. */
const size = { skipBlankLines: true, skipComments: true };
const common: Rules = {
  complexity: ['error', 10], // ?. and ?? count as branches too
  eqeqeq: 'error',
  'max-lines': ['error', { max: 200, ...size }],
  'max-lines-per-function': ['error', { max: 40, ...size }],
  'no-var': 'error',
  'prefer-const': 'error',
};

const typed: Rules = {
  'typescript/await-thenable': 'error',
  'typescript/no-explicit-any': 'error',
  'typescript/no-floating-promises': 'error',
  'typescript/no-misused-promises': ['error', { checksVoidReturn: false }],
  'typescript/only-throw-error': 'error',
};

const onlyConfigReadsTheEnvironment: Rules = {
  'no-restricted-properties': [
    'error',
    { object: 'process', property: 'env', message: 'Ask Config, which checks it at start.' },
  ],
};

export default defineConfig({
  // What Oxlint thinks of by itself is not the house's: the rules below are all there are.
  categories: { correctness: 'off' },
  plugins: ['eslint', 'typescript'],
  options: { typeAware: true, typeCheck: true, reportUnusedDisableDirectives: 'error' },
  ignorePatterns: ['dist/**', 'coverage/**', '.konwent/**', '.suites/**'],
  overrides: [
    {
      files: ['**/*.ts'],
      excludeFiles: ['apps/console/**'],
      rules: { ...common, ...typed, ...onlyConfigReadsTheEnvironment },
    },
    { files: ['**/*.{js,mjs}'], rules: { ...common, 'no-unused-vars': 'error' } },
    { files: ['apps/console/**/*.{ts,tsx}'], rules: { ...common, 'typescript/no-explicit-any': 'error' } },
    {
      files: ['libs/core/src/config.ts', 'test/**/*.ts', '**/*.spec.ts'],
      rules: { 'no-restricted-properties': 'off' },
    },
    // A second implementation is a table of cases; a test reads from top to bottom.
    { files: ['**/*.spec.ts', 'test/**/*.ts'], rules: { 'max-lines-per-function': 'off', complexity: 'off' } },
    // SQL is read from top to bottom; cutting it into functions helps nobody.
    { files: ['prisma-free-migrations/**'], rules: { 'max-lines': 'off', 'max-lines-per-function': 'off' } },
    {
      files: ['apps/{api,worker}/**/*.ts'],
      excludeFiles: ['**/*.spec.ts'],
      rules: {
        'no-restricted-imports': [
          'error',
          { paths: throughDb, patterns: [testsOnly, { regex: '(^|/)libs/', message: 'Import a lib by its name.' }] },
        ],
      },
    },
    ...boundaries,
  ],
});
