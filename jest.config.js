import { accessSync, constants, statfsSync } from 'node:fs';
import { freemem } from 'node:os';

// As served: out of production graphql-js compares types in a way that costs each suite a third of a second.
process.env.NODE_ENV = 'production';

const MEMORY = '/dev/shm';
const ENOUGH = 6 * 1024 ** 3;

function hasRoom(folder) {
  try {
    accessSync(folder, constants.W_OK);
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize > ENOUGH && freemem() > ENOUGH;
  } catch {
    return false;
  }
}

// A fresh database is a thousand small files: half a second on a disk, a twentieth of that in memory.
if (!process.env.TMPDIR && hasRoom(MEMORY)) process.env.TMPDIR = MEMORY;

const swc = {
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    target: 'es2022',
    keepClassNames: true,
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};

export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  // The whole run takes several specs to a suite (`apps/cli/bootstrap.suites.mjs`); each also runs by itself.
  testMatch: process.env.TEST_SUITES ? ['<rootDir>/.suites/*.spec.ts'] : ['<rootDir>/{libs,apps,test}/**/*.spec.ts'],
  modulePathIgnorePatterns: ['/dist/'],
  globalSetup: '<rootDir>/test/server.ts',
  testTimeout: Number(process.env.TEST_PATIENCE ?? 300_000), // the long run of a proof takes hours
  // Each suite leaves some 60 MB of modules behind: a worker that holds too much spends its time collecting, then dies.
  workerIdleMemoryLimit: '1200MB',
};
