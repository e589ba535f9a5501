import { Db, newId, SYSTEM, type Tx } from '#core';
import { useApp } from '#test/app';
import { nasty, type Someone } from '#test/given';
import { Terms } from './terms.ts';
import type { MandateFunction } from './words.ts';

const PROPOSE = `mutation ($input: ProposeMandateInput!) { proposeMandate(input: $input) { mandateId } }`;
const CONFIRM = `mutation ($input: ConfirmMandateInput!) { confirmMandate(input: $input) { inForce validFrom validUntil } }`;
const END = `mutation ($input: EndMandateInput!) { endMandate(input: $input) { state } }`;

interface Term {
  readonly inForce: boolean;
  readonly validFrom: string;
  readonly validUntil: string | null;
}

describe('terms of office', () => {
  const t = useApp();
  const basis = 'Uchwała nr 1/2025';
  const code = (who: Someone, query: string, input: object) => t.refusal(who, query, { input });

  const propose = async (who: Someone, bodyId: string, what: MandateFunction, days: object): Promise<string> => {
    const invitee = { email: `${newId()}@example.com`, displayName: nasty('Osoba') };
    const input = { bodyId, function: what, basis, invitee, ...days };
    const { proposeMandate: made } = await t.get<{ proposeMandate: { mandateId: string } }>(who, PROPOSE, { input });
    await t.given.joined(made.mandateId);
    return made.mandateId;
  };
  const confirm = async (who: Someone, mandateId: string): Promise<Term> =>
    (await t.get<{ confirmMandate: Term }>(who, CONFIRM, { input: { mandateId } })).confirmMandate;

  it('last as long as the convent says, to the end of their last day in Poland', async () => {
    const convent = await t.given.convent();
    const chair = await t.given.holder('CHAIR', convent);
    const year = new Date().getUTCFullYear();
    const term = await confirm(chair, await propose(chair, convent.id, 'EXPERT', { from: `${year - 1}-01-01` }));
    expect(term).toMatchObject({ inForce: true, validUntil: `${year + 1}-12-31T23:00:00.000Z` });
    expect(Math.abs(Date.parse(term.validFrom) - Date.now())).toBeLessThan(5_000);
    const days = { from: '2090-07-01', until: '2090-07-01' };
    expect(await confirm(chair, await propose(chair, convent.id, 'EXPERT', days))).toEqual({
      ...{ inForce: false, validFrom: '2090-06-30T22:00:00.000Z', validUntil: '2090-07-01T22:00:00.000Z' },
    });
  });

  it('have no end in an entity, unless one is given', async () => {
    const entity = await t.given.entity();
    const representative = await t.given.holder('REPRESENTATIVE', entity);
    expect(
      (await confirm(representative, await propose(representative, entity.id, 'STAFF', {}))).validUntil,
    ).toBeNull();
  });

  it('give a convent one chair at a time: of ten confirmed at once, one; another after the first has ended', async () => {
    const convent = await t.given.convent();
    const secretary = await t.given.holder('SECRETARY', convent);
    const proposed: string[] = [];
    for (let i = 0; i < 10; i++)
      proposed.push((await t.given.mandate(await t.given.person(), 'CHAIR', convent, { state: 'PROPOSED' })).id);
    const codes = await Promise.all(proposed.map((mandateId) => code(secretary, CONFIRM, { mandateId })));
    expect(codes.filter((each) => each === 'CHAIR_ALREADY')).toHaveLength(9);
    const chair = proposed[codes.indexOf(undefined)]!;
    const others = proposed.filter((each) => each !== chair);
    expect(await code(secretary, END, { mandateId: chair, because: 'RECALLED', basis })).toBeUndefined();
    expect(await code(secretary, CONFIRM, { mandateId: others[0]! })).toBeUndefined();
    expect(await code(secretary, CONFIRM, { mandateId: others[1]! })).toBe('CHAIR_ALREADY');
  });

  it('are free again when one ended before it began', async () => {
    const convent = await t.given.convent();
    const secretary = await t.given.holder('SECRETARY', convent);
    const term = { from: '2090-01-01', until: '2092-12-31' };
    const mandateId = await propose(secretary, convent.id, 'CHAIR', term);
    await confirm(secretary, mandateId);
    const second = await propose(secretary, convent.id, 'CHAIR', term);
    expect(await code(secretary, CONFIRM, { mandateId: second })).toBe('CHAIR_ALREADY');
    expect(await code(secretary, END, { mandateId, because: 'RECALLED', basis })).toBeUndefined();
    expect(await code(secretary, CONFIRM, { mandateId: second })).toBeUndefined();
  });

  it('count no more once they are over, and the clock writes it down, once', async () => {
    const convent = await t.given.convent();
    const person = await t.given.person();
    const { id } = await t.given.mandate(person, 'VICE_CHAIR', convent, { until: '2025-01-01' });
    const suspend = `mutation ($input: ConventStepInput!) { suspendConvent(input: $input) { state } }`;
    expect(await code(person, suspend, { conventId: convent.id, basis })).toBe('FORBIDDEN');
    const endOver = () => t.app.get(Db).run(SYSTEM, (tx: Tx) => t.app.get(Terms).endOver(tx));
    const ended = await Promise.all(Array.from({ length: 10 }, endOver));
    expect(ended.reduce((sum, each) => sum + each)).toBe(1);
    expect(await t.sql(`SELECT state, ended_because FROM mandate WHERE id = $1`, [id])).toEqual([
      { state: 'ENDED', ended_because: 'TERM_OVER' },
    ]);
    const data = { function: 'VICE_CHAIR', because: 'TERM_OVER' };
    expect(await t.sql(`SELECT type, actor, data, concerns FROM event WHERE subject_id = $1`, [id])).toEqual([
      { type: 'mandate.ended', actor: 'system', data, concerns: [convent.id, person.id] },
    ]);
  });
});
