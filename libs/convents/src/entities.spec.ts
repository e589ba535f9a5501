import { newId } from '#core';
import { useApp } from '#test/app';
import { nasty, type Someone } from '#test/given';
import { day, today } from './days.ts';

const CREATE = `mutation ($input: CreateEntityInput!) { createEntity(input: $input) {
  id kind name town postalCode founderKind nip regon krs source sample state version voivodeship { teryt } } }`;
const EDIT = `mutation ($input: EditEntityInput!) { editEntity(input: $input) { name town nip version } }`;
const CONTACT = `mutation ($input: SetEntityContactInput!) { setEntityContact(input: $input) { contact { email phone website } } }`;
const CLOSE = `mutation ($input: CloseEntityInput!) { closeEntity(input: $input) { state closedOn } }`;
const STATUS = `mutation ($input: RecordStatusGrantInput!) { recordStatusGrant(input: $input) {
  statusEndsSoon statusGrants { kind reference office validFrom validUntil } } }`;
const SEEN = `query ($id: ID!) { entity(id: $id) { contact { email } } }`;

const TODAY = today(new Date());
const CLOSED = { message: 'Nie można tego zrobić w stanie „zlikwidowany”.', extensions: { code: 'WRONG_STATE' } };
const DATA = { kind: 'CIS', name: 'Centrum', voivodeship: '22' };

describe('entities', () => {
  const t = useApp();
  const member = async () => {
    const [convent, entity] = [await t.given.convent({ voivodeship: '02' }), await t.given.entity()];
    await t.given.membership(convent, entity);
    const representative = await t.given.holder('REPRESENTATIVE', entity);
    const secretary = await t.given.holder('SECRETARY', convent);
    return { convent, entity, representative, secretary, staff: await t.given.holder('STAFF', entity) };
  };
  const refusal = async (who: Someone, query: string, input: object) => (await t.ask(who, query, { input })).errors[0];
  const code = (who: Someone, query: string, input: object) => t.refusal(who, query, { input });

  it('are entered by an officer, with their numbers brought to one form', async () => {
    const { secretary } = await member();
    const name = nasty('Centrum Integracji');
    const data = {
      ...DATA,
      name: ` ${name.normalize('NFD')} `,
      postalCode: '80-001',
      nip: 'PL 123-456-32-18',
      regon: '123 456 785',
    };
    expect((await t.get(secretary, CREATE, { input: { data } })).createEntity).toMatchObject({
      ...{ name, kind: 'CIS', town: null, postalCode: '80-001', founderKind: 'UNKNOWN', source: null, sample: false },
      ...{
        nip: '1234563218',
        regon: '123456785',
        krs: null,
        state: 'ACTIVE',
        version: 1,
        voivodeship: { teryt: '22' },
      },
    });
  });

  it('say which fields are wrong, also inside what is nested', async () => {
    const { secretary, entity } = await member();
    const fields = async (query: string, input: object): Promise<string[]> => {
      const { code: refused, fields: wrong } = (await refusal(secretary, query, input))!.extensions;
      expect(refused).toBe('INVALID_INPUT');
      return (wrong as { path: string }[]).map(({ path }) => path);
    };
    const data = {
      ...DATA,
      name: 'PESEL 44051401359',
      postalCode: '80001',
      voivodeship: 'x',
      nip: '1234563217',
      regon: '1',
      krs: '0',
    };
    expect(await fields(CREATE, { data })).toEqual(
      ['name', 'postalCode', 'voivodeship', 'nip', 'regon', 'krs'].map((name) => `data.${name}`),
    );
    const edit = {
      entityId: 'x',
      expectedVersion: 0,
      data: { ...DATA, name: 'x', town: 'y'.repeat(101), street: '\u0001' },
    };
    expect(await fields(EDIT, edit)).toEqual(['entityId', 'data.name', 'data.town', 'data.street', 'expectedVersion']);
    const contact = { entityId: entity.id, email: 'x', phone: '12', website: 'javascript:alert(1)' };
    expect(await fields(CONTACT, contact)).toEqual(['email', 'phone', 'website']);
    expect(await fields(STATUS, { entityId: entity.id, kind: 'CIS_STATUS', validFrom: TODAY, office: ' ' })).toEqual([
      'office',
    ]);
  });

  it('are edited by the version that was seen: of ten at once one wins; what is left out is emptied', async () => {
    const { entity, staff } = await member();
    const data = { ...DATA, name: nasty('Centrum') };
    const input = { entityId: entity.id, expectedVersion: 1, data };
    const answers = await Promise.all(Array.from({ length: 10 }, () => t.ask(staff, EDIT, { input })));
    expect(answers.flatMap(({ data: made }) => made?.editEntity ?? [])).toEqual([
      { name: data.name, town: null, nip: null, version: 2 },
    ]);
    const refused = answers.flatMap(({ errors }) => errors.map(({ extensions }) => extensions));
    expect(refused).toEqual(Array(9).fill(expect.objectContaining({ code: 'VERSION_CONFLICT', currentVersion: 2 })));
    expect(await code(staff, EDIT, { ...input, expectedVersion: 2, data: { ...data, voivodeship: '99' } })).toBe(
      'NOT_FOUND',
    );
  });

  it('are looked after by the convent of their voivodeship too, and by no other', async () => {
    const entity = await t.given.entity({ voivodeship: '10' });
    const near = await t.given.holder('SECRETARY', await t.given.convent({ voivodeship: '10' }));
    const far = await t.given.holder('SECRETARY', await t.given.convent({ voivodeship: '12' }));
    const input = { entityId: entity.id, expectedVersion: 1, data: DATA };
    const { message } = (await refusal(far, EDIT, input))!;
    expect(message).toMatch(/^Dane podmiotu zmieniają jego ludzie/);
    expect(await code(near, EDIT, input)).toBeUndefined();
    // How to reach it is the business of the convents that it belongs to.
    expect(await code(near, CONTACT, { entityId: entity.id, email: 'biuro@example.com' })).toBe('FORBIDDEN');
  });

  it('show their contact to their own people and their convents alone', async () => {
    const { entity, convent, staff, representative, secretary } = await member();
    const contact = { email: 'biuro@example.com', phone: '+48 58 000-00-00', website: 'https://example.com/' };
    expect((await t.get(staff, CONTACT, { input: { entityId: entity.id, ...contact } })).setEntityContact).toEqual({
      contact,
    });
    const board = await t.given.holder('BOARD_MEMBER', convent);
    const observer = await t.given.holder('OBSERVER', convent);
    const stranger = await t.given.holder('CHAIR', await t.given.convent());
    const seers = [
      staff,
      representative,
      secretary,
      board,
      observer,
      stranger,
      await t.given.person({ operator: true }),
      null,
    ];
    const seen = await Promise.all(
      seers.map(async (who) => (await t.get<Seen>(who, SEEN, entity)).entity.contact?.email),
    );
    expect(seen).toEqual([...Array(4).fill(contact.email), ...Array(4).fill(undefined)]);
    await t.sql(`UPDATE membership SET state = 'ENDED', ended_because = 'RESIGNED' WHERE entity_id = $1`, [entity.id]);
    expect((await t.get<Seen>(secretary, SEEN, entity)).entity.contact).toBeNull();
    await t.get(representative, CONTACT, { input: { entityId: entity.id, phone: '123456' } });
    expect((await t.get<Seen>(staff, SEEN, entity)).entity.contact).toEqual({ email: null });
  });

  it('get a status for a term, a KIS without one, and never two of a kind at a time', async () => {
    const { entity, representative } = await member();
    const ask = (kind: string, validFrom: string, validUntil?: string) => ({
      entityId: entity.id,
      kind,
      validFrom,
      validUntil,
    });
    const soon = day(TODAY, 89);
    expect(
      (
        await t.get(representative, STATUS, {
          input: { ...ask('CIS_STATUS', '2024-01-01', soon), reference: 'PS-1/24' },
        })
      ).recordStatusGrant,
    ).toEqual({
      statusEndsSoon: true,
      statusGrants: [
        { kind: 'CIS_STATUS', reference: 'PS-1/24', office: null, validFrom: '2024-01-01', validUntil: soon },
      ],
    });
    expect(await code(representative, STATUS, ask('CIS_STATUS', soon, '2090-01-01'))).toBe('STATUS_OVERLAPS');
    expect(await code(representative, STATUS, ask('CIS_STATUS', '2090-01-01'))).toBe('DAY_OUT_OF_RANGE');
    expect(await code(representative, STATUS, ask('CIS_STATUS', '2090-01-02', '2090-01-01'))).toBe('DAY_OUT_OF_RANGE');
    const later = await t.get<Graced>(representative, STATUS, { input: ask('CIS_STATUS', day(soon, 1), '9999-12-31') });
    expect(later.recordStatusGrant).toMatchObject({
      statusEndsSoon: false,
      statusGrants: [{ validUntil: '9999-12-31' }, {}],
    });
    const entries = await Promise.all(
      Array.from({ length: 10 }, () => code(representative, STATUS, ask('KIS_REGISTER', '2020-01-01'))),
    );
    expect(entries.sort()).toEqual([...Array(9).fill('STATUS_OVERLAPS'), undefined]);
  });

  it('are closed on a day that has come, and then are changed no more', async () => {
    const { entity, secretary, representative } = await member();
    const close = { entityId: entity.id, on: day(TODAY, 1) };
    expect((await refusal(secretary, CLOSE, close))!.extensions).toMatchObject({
      code: 'DAY_OUT_OF_RANGE',
      latest: TODAY,
    });
    expect((await t.get(secretary, CLOSE, { input: { ...close, on: TODAY } })).closeEntity).toEqual({
      state: 'CLOSED',
      closedOn: TODAY,
    });
    const id = { entityId: entity.id };
    const acts: [string, object][] = [
      [EDIT, { ...id, expectedVersion: 2, data: DATA }],
      [CONTACT, id],
      [CLOSE, { ...id, on: TODAY }],
      [STATUS, { ...id, kind: 'KIS_REGISTER', validFrom: TODAY }],
    ];
    for (const [query, input] of acts) expect(await refusal(representative, query, input)).toMatchObject(CLOSED);
    expect(await code(representative, CLOSE, { entityId: newId(), on: TODAY })).toBe('NOT_FOUND');
  });

  it('refuse days that no calendar has', async () => {
    const { entity, representative } = await member();
    for (const on of ['2025-02-29', '2025-13-01', '0000-01-01', '10000-01-01', '2025-1-1'])
      expect([on, await code(representative, CLOSE, { entityId: entity.id, on })]).toEqual([on, 'BAD_USER_INPUT']);
  });
});

interface Seen {
  readonly entity: { contact: { email: string | null } | null };
}

interface Graced {
  readonly recordStatusGrant: { statusEndsSoon: boolean; statusGrants: object[] };
}
