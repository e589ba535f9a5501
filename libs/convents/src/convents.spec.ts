import { useApp } from '#test/app';
import { nasty, type Someone } from '#test/given';
import type { ConventState } from './words.ts';

const CREATE = `mutation ($input: CreateConventInput!) { createConvent(input: $input) {
  id officialName aliases state foundedOn version voivodeship { teryt } rules { admissionBy ordinaryKinds termMonths version } } }`;
const EDIT = `mutation ($input: EditConventInput!) { editConvent(input: $input) { officialName aliases version } }`;
const RULES = `mutation ($input: EditConventRulesInput!) { editConventRules(input: $input) { quorumPercent silence version } }`;
const ACTIONS = `query ($id: ID!) { convent(id: $id) { availableActions { action allowed reason } } }`;
const step = (action: string) => `mutation ($input: ConventStepInput!) { ${action}(input: $input) { state } }`;

const RULES_INPUT = {
  ...{ admissionBy: 'BOARD', ordinaryKinds: ['KIS', 'ZAZ'], quorumPercent: 33, termMonths: 48, silence: 'CONSENT' },
  ...{ majority: 'SIMPLE', electionMajority: 'ABSOLUTE', amendmentMajority: 'UNANIMOUS', basis: 'Uchwała nr 7' },
};

describe('convents', () => {
  const t = useApp();
  const led = async (state: ConventState = 'ACTIVE') => {
    const convent = await t.given.convent({ state });
    return { convent, chair: await t.given.holder('CHAIR', convent) };
  };
  const operator = () => t.given.person({ operator: true });

  it('begin in formation, with rules, as the operator enters them', async () => {
    const officialName = nasty('Konwent CIS–KIS');
    const input = { officialName: `  ${officialName.normalize('NFD')} `, voivodeship: '24', aliases: [' Śląski '] };
    const { createConvent } = await t.get(await operator(), CREATE, { input: { ...input, foundedOn: '2024-10-23' } });
    expect(createConvent).toMatchObject({
      ...{ officialName, aliases: ['Śląski'], state: 'FORMING', foundedOn: '2024-10-23', version: 1 },
      ...{ voivodeship: { teryt: '24' }, rules: { admissionBy: 'CHAIR', ordinaryKinds: ['CIS', 'KIS'], version: 1 } },
    });
  });

  it('have names of their own, also among ten entered at once', async () => {
    const { convent, chair } = await led();
    const officialName = nasty('Konwent');
    const input = { officialName, voivodeship: '22' };
    const made = await Promise.all(
      Array.from({ length: 10 }, async () => t.refusal(await operator(), CREATE, { input })),
    );
    expect(made.filter((code) => code === 'NAME_TAKEN')).toHaveLength(9);
    const edit = { conventId: convent.id, expectedVersion: 1, officialName, aliases: [] };
    expect(await t.refusal(chair, EDIT, { input: edit })).toBe('NAME_TAKEN');
  });

  it('refuse an edit of what has changed meanwhile, and say its version: of ten at once one wins', async () => {
    const { convent, chair } = await led();
    const edit = (expectedVersion: number) =>
      t.ask(chair, EDIT, {
        input: { conventId: convent.id, expectedVersion, officialName: nasty('Konwent'), aliases: ['Inna'] },
      });
    const answers = await Promise.all(Array.from({ length: 10 }, () => edit(1)));
    expect(answers.filter(({ errors }) => !errors.length).map(({ data }) => data!.editConvent)).toEqual([
      { officialName: expect.any(String), aliases: ['Inna'], version: 2 },
    ]);
    const refused = answers.flatMap(({ errors }) => errors.map(({ extensions }) => extensions));
    expect(refused).toEqual(Array(9).fill(expect.objectContaining({ code: 'VERSION_CONFLICT', currentVersion: 2 })));
    expect((await edit(2)).errors).toEqual([]);
  });

  it('adopt rules, counted by a version of their own', async () => {
    const { convent } = await led();
    const secretary = await t.given.holder('SECRETARY', convent);
    const input = { conventId: convent.id, expectedVersion: 1, ...RULES_INPUT };
    const { editConventRules } = await t.get(secretary, RULES, { input });
    expect(editConventRules).toEqual({ quorumPercent: 33, silence: 'CONSENT', version: 2 });
    const { errors } = await t.ask(secretary, RULES, { input });
    expect(errors[0]!.extensions).toMatchObject({ code: 'VERSION_CONFLICT', currentVersion: 2 });
  });

  it('say which fields are wrong', async () => {
    const { convent, chair } = await led();
    const wrong = async (who: Someone, query: string, input: object) =>
      (await t.ask(who, query, { input })).errors.map(({ extensions: { code, fields } }) => [
        code,
        ...(fields as { path: string; message: string }[]).map(({ path }) => path).sort(),
      ]);
    const names = { officialName: ' x ', aliases: ['', 'y\u0007'] };
    expect(await wrong(await operator(), CREATE, { ...names, voivodeship: 'Śląsk' })).toEqual([
      ['INVALID_INPUT', 'aliases', 'aliases', 'officialName', 'voivodeship'],
    ]);
    expect(
      await wrong(chair, EDIT, { ...names, conventId: 'x', expectedVersion: 0, aliases: Array(21).fill('a') }),
    ).toEqual([['INVALID_INPUT', 'aliases', 'conventId', 'expectedVersion', 'officialName']]);
    const rules = { ...RULES_INPUT, quorumPercent: 101, termMonths: 0, ordinaryKinds: [], basis: '  ' };
    expect(await wrong(chair, RULES, { conventId: convent.id, expectedVersion: 1, ...rules })).toEqual([
      ['INVALID_INPUT', 'basis', 'ordinaryKinds', 'quorumPercent', 'termMonths'],
    ]);
    expect(
      await t.refusal(await operator(), CREATE, { input: { ...names, voivodeship: '22', foundedOn: '2024-02-30' } }),
    ).toBe('BAD_USER_INPUT');
  });

  it('say in which state an act is not drawn', async () => {
    const { convent, chair } = await led('DISSOLVED');
    const { errors } = await t.ask(chair, step('dissolveConvent'), {
      input: { conventId: convent.id, basis: 'Uchwała' },
    });
    expect(errors[0]).toMatchObject({
      message: 'Nie można tego zrobić w stanie „rozwiązany”.',
      extensions: { code: 'WRONG_STATE', state: 'DISSOLVED', action: 'dissolveConvent' },
    });
  });

  it('stop obeying whoever’s mandate was ended, from the next request on, and never obey before or after a term', async () => {
    const { convent, chair } = await led();
    const input = { conventId: convent.id, basis: 'Uchwała nr 3' };
    await t.get(chair, step('suspendConvent'), { input });
    const secretary = await t.given.holder('SECRETARY', convent);
    const [mandate] = await t.sql<{ id: string }>(`SELECT id FROM mandate WHERE person_id = $1`, [chair.id]);
    const end = `mutation ($id: ID!) { endMandate(input: { mandateId: $id, because: RECALLED, basis: "Uchwała 4" }) { state } }`;
    await t.get(secretary, end, mandate!);
    expect(await t.refusal(chair, step('reinstateConvent'), { input })).toBe('FORBIDDEN');
    for (const term of [
      `(now() - interval '2 years', now() - interval '1 second')`,
      `(now() + interval '1 minute', NULL)`,
    ]) {
      const person = await t.given.holder('VICE_CHAIR', convent);
      await t.sql(`UPDATE mandate SET valid = tstzrange${term} WHERE person_id = $1`, [person.id]);
      expect(await t.refusal(person, step('reinstateConvent'), { input })).toBe('FORBIDDEN');
      const { availableActions } = (await t.get<{ convent: Actions }>(person, ACTIONS, convent)).convent;
      expect(availableActions.filter(({ allowed }) => allowed)).toEqual([]);
    }
  });

  it('do once what comes ten times with one key, answer the same, and take no other input under it', async () => {
    const someone = await operator();
    const input = { officialName: nasty('Konwent'), voivodeship: '22', clientMutationId: crypto.randomUUID() };
    const answers = await Promise.all(Array.from({ length: 10 }, () => t.get(someone, CREATE, { input })));
    expect(new Set(answers.map((each) => JSON.stringify(each))).size).toBe(1);
    const other = { ...input, officialName: nasty('Konwent') };
    expect(await t.refusal(someone, CREATE, { input: other })).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(await t.refusal(await operator(), CREATE, { input: other })).toBeUndefined();
    const [{ made }] = (await t.sql<{ made: number }>(
      `SELECT count(*)::int AS made FROM event WHERE actor = $1 AND type = 'convent.created'`,
      [someone.id],
    )) as [{ made: number }];
    expect(made).toBe(1);
  });

  it('keep no key of what was refused: it may be tried again', async () => {
    const { convent, chair } = await led('FORMING');
    const input = { conventId: convent.id, basis: 'Uchwała', clientMutationId: crypto.randomUUID() };
    expect(await t.refusal(chair, step('suspendConvent'), { input })).toBe('WRONG_STATE');
    await t.get(chair, step('activateConvent'), { input: { ...input, clientMutationId: crypto.randomUUID() } });
    expect(await t.refusal(chair, step('suspendConvent'), { input })).toBeUndefined();
  });

  it('are listed in the order of the Polish alphabet, by state and by voivodeship', async () => {
    const names = ['Ćma', 'Cal', 'Czar', 'Łan', 'Lis', 'Luk', 'Mak', 'Żal', 'Źle', 'Zug'].map(
      (name) => `${name}, konwent`,
    );
    for (const name of names)
      await t.given.convent({ name, voivodeship: '16', state: name.startsWith('L') ? 'FORMING' : 'ACTIVE' });
    const list = async (filter: object) => {
      const query = `query ($filter: ConventFilter) { convents(filter: $filter) { totalCount nodes { officialName } } }`;
      const { convents } = await t.get<{ convents: { totalCount: number; nodes: { officialName: string }[] } }>(
        null,
        query,
        { filter },
      );
      expect(convents.totalCount).toBe(convents.nodes.length);
      return convents.nodes.map(({ officialName }) => officialName.split(',')[0]);
    };
    const sorted = ['Cal', 'Czar', 'Ćma', 'Lis', 'Luk', 'Łan', 'Mak', 'Zug', 'Źle', 'Żal'];
    expect(await list({ voivodeship: '16' })).toEqual(sorted);
    expect(await list({ voivodeship: '16', states: [] })).toEqual(sorted);
    expect(await list({ voivodeship: '16', states: ['FORMING', 'DISSOLVED'] })).toEqual(['Lis', 'Luk']);
    expect(await list({ voivodeship: '14' })).toEqual([]);
  });
});

interface Actions {
  readonly availableActions: readonly { action: string; allowed: boolean; reason: string | null }[];
}
