import { Db, SYSTEM, type Tx } from '#core';
import { Acceding } from '#test/accessions';
import { useApp } from '#test/app';
import { Declaring, inDays, type Told } from '#test/declarations';
import type { Someone } from '#test/given';
import { Deadlines } from './deadlines.ts';

/** The facts of October 2024 as the report prints them. */
const REPORT = {
  source: 'Raport z roboczych spotkań sieciujących lokalne platformy współpracy podmiotów zatrudnienia socjalnego',
  forum: {
    name: 'Ogólnopolskie Forum Współpracy Podmiotów Zatrudnienia Socjalnego',
    abbreviation: 'OFWPZS',
    foundedOn: '2024-10-23',
    document: 'Deklaracja Powołania Ogólnopolskiego Forum Współpracy Podmiotów Zatrudnienia Socjalnego',
  },
  founders: [
    { teryt: '02', name: 'Dolnośląski Konwent Centrów i Klubów Integracji Społecznej' },
    { teryt: '06', name: 'Konwent Klubów i Centrów Integracji Społecznej Lubelszczyzny' },
    { teryt: '22', name: 'Pomorski Konwent Centrów i Klubów Integracji Społecznej' },
  ],
  /** Their own names and the day are not printed. */
  intents: [
    { teryt: '24', name: 'Śląski Konwent Podmiotów Reintegracyjnych' },
    { teryt: '16', name: 'Regionalny Konwent z województwa opolskiego' },
  ],
  intentAsPrinted: 'Regionalne Konwenty z Województwa Śląskiego i Opolskiego',
};

const REGISTER = `query ($on: Day) {
  forum(on: $on) { abbreviation foundedOn founding { state reported }
    standings(on: $on, first: 100) { totalCount nodes { kind since convent { officialName forumStanding { kind } } declaration { kind state } } }
    members: standings(on: $on, kinds: [MEMBER]) { totalCount } } }`;

interface Register {
  forum: {
    foundedOn: string;
    members: { totalCount: number };
    standings: {
      totalCount: number;
      nodes: {
        kind: string;
        since: string | null;
        convent: { officialName: string; forumStanding: { kind: string } | null };
        declaration: { kind: string; state: string };
      }[];
    };
  } | null;
}

describe('October 2024', () => {
  const t = useApp();
  let declare: Declaring;
  let operator: Someone;
  const convents = new Map<string, { id: string; chair: Someone }>();

  beforeAll(async () => {
    declare = new Declaring(t);
    operator = await t.given.person({ operator: true });
  });

  const register = async (on?: string) => (await t.get<Register>(null, REGISTER, { on })).forum;
  const standingOf = (found: Awaited<ReturnType<typeof register>>, name: string) =>
    found!.standings.nodes.find(({ convent }) => convent.officialName === name);
  const silesia = () => convents.get('24')!;
  const opole = () => convents.get('16')!;

  /** A convent and its chair, as an operator brings them in. */
  async function enter({ teryt, name }: { teryt: string; name: string }): Promise<void> {
    const create = `mutation ($input: CreateConventInput!) { createConvent(input: $input) { id } }`;
    const input = { officialName: name, aliases: [], voivodeship: teryt };
    const { createConvent } = await t.get<{ createConvent: { id: string } }>(operator, create, { input });
    const propose = `mutation ($input: ProposeMandateInput!) { proposeMandate(input: $input) { mandateId invitationToken } }`;
    const invitee = { email: `chair.${teryt}@example.invalid`, displayName: `Przewodnicząca (${teryt})` };
    const mandate = { bodyId: createConvent.id, function: 'CHAIR', invitee, basis: 'Uchwała o wyborze' };
    const { proposeMandate: proposed } = await t.get<{
      proposeMandate: { mandateId: string; invitationToken: string };
    }>(operator, propose, { input: mandate });
    const accept = `mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { token } }`;
    const { acceptInvitation } = await t.get<{ acceptInvitation: { token: string } }>(null, accept, {
      input: { token: proposed.invitationToken, password: 'zielony parasol śpi w młynie' },
    });
    const confirm = `mutation ($input: ConfirmMandateInput!) { confirmMandate(input: $input) { id } }`;
    await t.get(operator, confirm, { input: { mandateId: proposed.mandateId } });
    const { token } = acceptInvitation;
    const { viewer } = await t.get<{ viewer: { id: string } }>(token, `{ viewer { id } }`);
    convents.set(teryt, { id: createConvent.id, chair: { id: viewer.id, token } });
  }

  it('begins with nothing: no forum, no declarations', async () => {
    expect(await register()).toBeNull();
    expect(await t.get(null, `{ declarations { totalCount } }`)).toEqual({ declarations: { totalCount: 0 } });
  });

  it('is told through the API alone, and ends with three members of five in the register', async () => {
    for (const each of [...REPORT.founders, ...REPORT.intents]) await enter(each);
    const { forum, source, founders, intents, intentAsPrinted } = REPORT;
    const founding = {
      ...{ kind: 'FOUNDING', title: forum.document, units: [], source, signedOn: forum.foundedOn },
      parties: founders.map(({ teryt }) => ({ conventId: convents.get(teryt)!.id })),
      ...{
        forumName: forum.name,
        forumAbbreviation: forum.abbreviation,
        evidenceNote: 'Według raportu; skanu nie ma.',
      },
    };
    expect(await declare.refusal(silesia().chair, 'reportDeclaration', founding)).toBe('FORBIDDEN');
    const founded = await declare.do(operator, 'reportDeclaration', founding);
    for (const { teryt } of intents)
      await declare.do(operator, 'reportDeclaration', {
        ...{ kind: 'INTENT', title: `Deklaracja chęci przystąpienia: ${intentAsPrinted}`, units: [], source },
        ...{ parties: [{ conventId: convents.get(teryt)!.id }], signedOn: forum.foundedOn, dayKnown: false },
        evidenceNote: 'Złożona „już po samym spotkaniu”; dnia i skanu nie ma.',
      });
    expect(await declare.refusal(operator, 'reportDeclaration', founding)).toBe('FORUM_FOUNDED');

    const now = await register();
    expect(now).toMatchObject({
      ...{ abbreviation: 'OFWPZS', foundedOn: '2024-10-23', founding: { state: 'IN_FORCE', reported: true } },
      ...{ members: { totalCount: 3 }, standings: { totalCount: 5 } },
    });
    expect(now!.standings.nodes.map(({ kind, since }) => [kind, since])).toEqual([
      ...Array.from({ length: 3 }, () => ['MEMBER', '2024-10-23']),
      ...Array.from({ length: 2 }, () => ['DECLARED_INTENT', null]),
    ]);
    expect(now!.standings.nodes.map(({ convent: { officialName } }) => officialName)).toEqual(
      [...founders, ...intents].map(({ name }) => name),
    );
    expect(await register('2024-10-22')).toBeNull();
    const signatures = `query ($id: ID!) { declaration(id: $id) { signatures { method signedOn function mandate { id } evidenceNote convent { id } } } }`;
    const { declaration } = await t.get<{ declaration: { signatures: object[] } }>(null, signatures, founded);
    expect(declaration.signatures).toEqual(
      founders.map(({ teryt }) => ({
        ...{ method: 'PAPER', signedOn: '2024-10-23', function: null, mandate: null },
        ...{ evidenceNote: 'Według raportu; skanu nie ma.', convent: { id: convents.get(teryt)!.id } },
      })),
    );
  });

  const coordinator = async (): Promise<Someone> =>
    t.given.holder('COORDINATOR', (await t.sql<{ id: string }>(`SELECT id FROM forum`))[0]!);
  /** As taken at a meeting. */
  const resolved = async (officer: Someone, draft: Told) =>
    void (await declare.do(officer, 'recordForumDecision', {
      ...{ declarationId: draft.id, contentHash: draft.currentVersion.contentHash, accepted: true },
      ...{ number: '1/2025', decidedOn: '2025-01-15', basis: 'Spotkanie członków, jednogłośnie' },
    }));
  /** By the three founders, here: two for, one abstaining. */
  async function polled(officer: Someone, draft: Told): Promise<void> {
    const founders = REPORT.founders.map(({ teryt }) => convents.get(teryt)!);
    const acceding = new Acceding(t, declare, officer, founders);
    const pollId = await acceding.voted(draft, ['ABSTAIN', 'FOR', 'FOR']);
    expect(await acceding.polls.code(opole().chair, pollId, 'FOR')).toBe('NOT_FOUND');
    expect(await acceding.polls.publish(officer, pollId)).toMatchObject({ outcome: 'ADOPTED', votesCast: 3 });
  }
  /** Drafted by a convent, decided by the forum, opened. */
  async function accession(
    convent: { id: string; chair: Someone },
    officer: Someone,
    decide: typeof polled,
  ): Promise<Told> {
    const draft = await declare.draft(convent.chair, 'ACCESSION', [convent]);
    const refused = { declarationId: draft.id, expectedVersion: draft.version, deadline: inDays(7) };
    expect(await declare.refusal(convent.chair, 'openDeclaration', refused)).toBe('DECISION_MISSING');
    await declare.do(convent.chair, 'submitAccession', { declarationId: draft.id });
    await decide(officer, draft);
    return declare.open(convent.chair, await declare.see(convent.chair, draft.id));
  }

  it('goes on: Silesia’s accession is decided by a poll, signed and in force; Opole’s, decided at a meeting, lapses', async () => {
    const officer = await coordinator();
    const own = await accession(silesia(), officer, polled);
    const other = await accession(opole(), officer, resolved);
    expect(await declare.sign(silesia().chair, own, silesia())).toMatchObject({ state: 'IN_FORCE' });
    await t.sql(`UPDATE declaration SET deadline = now() - interval '1 second' WHERE id = $1`, [other.id]);
    const late = { declarationId: other.id, conventId: opole().id, contentHash: other.currentVersion.contentHash };
    expect(await declare.refusal(opole().chair, 'signDeclaration', late)).toBe('DEADLINE_PASSED');
    const lapse = () => t.app.get(Db).run(SYSTEM, (tx: Tx) => t.app.get(Deadlines, { strict: false }).lapse(tx));
    const lapsed = await Promise.all(Array.from({ length: 10 }, lapse));
    expect(lapsed.reduce((sum, each) => sum + each)).toBe(1);
    expect(await declare.see(opole().chair, other.id)).toMatchObject({ state: 'LAPSED' });
    expect(await declare.refusal(opole().chair, 'signDeclaration', late)).toBe('DEADLINE_PASSED');
    expect(await t.refusal(null, `query ($id: ID!) { declaration(id: $id) { id } }`, other)).toBe('NOT_FOUND');

    const now = await register();
    expect(now).toMatchObject({ members: { totalCount: 4 }, standings: { totalCount: 5 } });
    expect(standingOf(now, 'Śląski Konwent Podmiotów Reintegracyjnych')).toMatchObject({
      ...{ kind: 'MEMBER', declaration: { kind: 'ACCESSION', state: 'IN_FORCE' } },
      convent: { forumStanding: { kind: 'MEMBER' } },
    });
    expect(standingOf(await register('2024-12-31'), 'Śląski Konwent Podmiotów Reintegracyjnych')).toMatchObject({
      ...{ kind: 'DECLARED_INTENT', declaration: { kind: 'INTENT', state: 'SUPERSEDED' } },
    });
    expect(standingOf(now, 'Regionalny Konwent z województwa opolskiego')).toMatchObject({ kind: 'DECLARED_INTENT' });
    const past = { kind: 'INTENT', title: 'Za późno', units: [], source: 'x', signedOn: '2024-11-01' };
    const parties = [{ conventId: opole().id }];
    expect(await declare.refusal(operator, 'reportDeclaration', { ...past, evidenceNote: 'x', parties })).toBe(
      'REPORT_TOO_LATE',
    );
  });

  it('leaves a record with every act under its mandate, and of the report under none', async () => {
    const acts = await t.sql<{ type: string; n: number; under: number }>(
      `SELECT type, count(*)::int AS n, count(mandate_id)::int AS under FROM event WHERE type LIKE 'declaration.%' GROUP BY type ORDER BY type`,
    );
    expect(acts).toEqual([
      { type: 'declaration.accession_polled', n: 1, under: 1 },
      { type: 'declaration.drafted', n: 2, under: 2 },
      { type: 'declaration.forum_decided', n: 2, under: 2 },
      { type: 'declaration.in_force', n: 4, under: 1 },
      { type: 'declaration.lapsed', n: 1, under: 0 },
      { type: 'declaration.opened', n: 2, under: 2 },
      { type: 'declaration.reported', n: 3, under: 0 },
      { type: 'declaration.signed', n: 1, under: 1 },
      { type: 'declaration.submitted', n: 2, under: 2 },
      { type: 'declaration.superseded', n: 1, under: 1 },
    ]);
  });
});
