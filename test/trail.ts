import { Chainer, Checkpoints } from '#audit';
import { newId } from '#core';
import { Seals } from '#seals';
import { settled, type TestApp } from './app.ts';
import { nasty } from './given.ts';

const act = (name: string): string => `mutation ($input: ConventStepInput!) { ${name}(input: $input) { state } }`;

/** What has been written so far, in the chains. */
export async function chained(t: TestApp): Promise<void> {
  await settled(t);
  await t.app.get(Chainer, { strict: false }).catchUp();
}

/** A trail to be tampered with: acts and refusals in several convents, and a checkpoint after each round. */
export async function trail(t: TestApp, rounds: number): Promise<{ keys: unknown }> {
  const convents = [await t.given.convent(), await t.given.convent({ voivodeship: '02' })];
  const chairs = [await t.given.holder('CHAIR', convents[0]!), await t.given.holder('CHAIR', convents[1]!)];
  for (let round = 0; round < rounds; round++) {
    for (const name of ['suspendConvent', 'reinstateConvent'])
      for (const chair of chairs)
        for (const { id: conventId } of convents)
          await t.ask(chair, act(name), { input: { conventId, basis: nasty('Uchwała') } });
    await chained(t); // refusals are written after their answers
    await t.app.get(Checkpoints, { strict: false }).make();
  }
  await chained(t);
  return { keys: await t.app.get(Seals, { strict: false }).publicKeys() };
}

/** An entry of a convent's chain that only its officers see, and the operator. */
export async function secretEntry(t: TestApp, convent: { id: string }): Promise<string> {
  const id = newId();
  await t.sql(`INSERT INTO audit_entry (id, chain, operation, outcome) VALUES ($1, $2, 'canary-audited', 'OK')`, [
    ...[id, convent.id],
  ]);
  return id;
}
