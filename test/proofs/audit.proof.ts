import { useApp } from '../app.ts';
import { Tamperer, tamper } from './tampering.ts';
import { trail } from './trail.ts';

const SEED = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);
const TIMES = Number(process.env.TEST_TAMPERINGS ?? 1_000);

describe(`a superuser who changes one row (TEST_SEED=${SEED})`, () => {
  const t = useApp();

  it(`is found and the row named, ${TIMES} times of ${TIMES}`, async () => {
    const { keys } = await trail(t, 6);
    const missed = await new Tamperer(t.database.ownerUrl, { keys }, SEED).during(async (tamperer) => {
      expect(await tamperer.verify()).toMatchObject({ ok: true, findings: [] });
      return tamper(tamperer, TIMES);
    });
    console.info(`seed ${SEED}: ${TIMES - missed.length} of ${TIMES} changes of one row found and named`);
    expect(missed).toEqual([]);
  }, 900_000);
});
