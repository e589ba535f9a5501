import type { MandateState, MembershipState } from '#convents';
import { newId, newSecret } from '#core';
import { AREAS } from './authorization.areas.ts';
import { basis, input, made, reason, type Ask } from './authorization.ask.ts';
import { CIRCULATIONS } from './authorization.circulation.ts';
import { DECLARATIONS } from './authorization.declarations.ts';
import { DOSSIERS } from './authorization.dossiers.ts';
import { DRAFTS } from './authorization.drafts.ts';
import { FACTORS } from './authorization.factors.ts';
import { IMPORTS } from './authorization.imports.ts';
import { MEETINGS } from './authorization.meetings.ts';
import { MINUTES } from './authorization.minutes.ts';
import { MEETING_RECORDS } from './authorization.records.ts';
import { PASSWORD, withPassword, type Cell } from './authorization.world.ts';
import { nasty } from './given.ts';
import { POLLS } from './authorization.polls.ts';
import { PRACTICES } from './authorization.practices.ts';
import { PRIVACY } from './authorization.privacy.ts';
import { PROPOSALS } from './authorization.proposals.ts';
import { RECOMMENDATIONS } from './authorization.recommendations.ts';

const entityData = (voivodeship = '22') => ({ kind: 'CIS', name: nasty('Podmiot'), voivodeship });

const member = ({ t, side }: Cell, state: MembershipState = 'ACTIVE') =>
  t.given.membership(side.convent, side.entity, { state });

const onConvent =
  (state: string, fields: object): Ask =>
  async ({ t, side: { convent } }) => {
    await t.sql(`UPDATE convent SET state = $2 WHERE id = $1`, [convent.id, state]);
    return input({ conventId: convent.id, ...fields });
  };

const onEntity =
  (fields: () => object): Ask =>
  async (cell) => {
    if (cell.target !== 'none') await member(cell);
    return input({ entityId: cell.side.entity.id, ...fields() });
  };

const onMembership =
  (state: MembershipState, fields: object = {}): Ask =>
  async (cell) =>
    input({ membershipId: await made(cell, () => member(cell, state)), ...fields });

/** Somebody else's mandate in the body, entered by yet another. */
const somebodys = async (cell: Cell, state: MandateState) => {
  const { t, side, role } = cell;
  const [person, proposer] = [await t.given.person(), await t.given.person()];
  const what = role === 'staff' || role === 'representative' ? 'STAFF' : 'BOARD_MEMBER';
  return t.given.mandate(person, what, side.body, { state, proposedBy: proposer.id });
};

const onMandate =
  (state: MandateState, fields: object = {}): Ask =>
  async (cell) =>
    input({ mandateId: await made(cell, () => somebodys(cell, state)), ...fields });

/** A row that belongs to the actor, or to a stranger. */
const onRow =
  (make: (cell: Cell, owner: string, id: string, hash: Buffer) => Promise<unknown>): Ask =>
  async (cell) => {
    const owner = (cell.target === 'own' && cell.actor) || (await cell.t.given.person());
    const [id, { hash }] = [newId(), newSecret()];
    if (cell.target !== 'none') await make(cell, owner.id, id, hash);
    return input({ id });
  };

const link: Ask = async ({ t, target }) => {
  const { secret, hash } = newSecret();
  if (target === 'none') return input({ token: secret });
  await t.sql(
    `INSERT INTO sign_in_link (id, person_id, token_hash, created_at, expires_at)
     VALUES ($1, $2, $3, now(), now() + interval '1 hour')`,
    [newId(), (await t.given.person()).id, hash],
  );
  return input({ token: secret });
};

async function invited({ t }: Cell, by: string | null, id: string, hash: Buffer): Promise<void> {
  const email = `${id}@example.invalid`;
  const person = newId();
  await t.sql(`INSERT INTO person (id, display_name, created_at) VALUES ($1, $2, now())`, [person, nasty('Osoba')]);
  await t.sql(
    `INSERT INTO invitation (id, person_id, email, email_key, token_hash, invited_by, created_at, expires_at)
     VALUES ($1, $2, $3, $3, $4, $5, now(), now() + interval '1 hour')`,
    [id, person, email, hash, by],
  );
}

const byId: Ask = ({ side }) => ({ id: side.convent.id });

/** A file that somebody else has sent, used for the body. */
const used = async ({ t, side: { body } }: Cell) => t.given.file(await t.given.person(), { audience: [body] });

const QUERIES: Record<string, Ask> = {
  'Query.file': async (cell) => ({ id: await made(cell, () => used(cell)) }),
  'Query.convent': byId,
  'Query.provenance': ({ side, target }) => ({ of: target === 'none' ? newId() : side.entity.id }),
  'Query.relatedTo': ({ side, target }) => ({ id: target === 'none' ? newId() : side.entity.id }),
  'Query.similarTo': () => ({ text: nasty('Szukamy') }),
  'Query.entity': ({ side }) => ({ id: side.entity.id }),
  'Query.membership': async (cell) => ({ id: await made(cell, () => member(cell, 'APPLIED')) }),
  'Query.mandate': async (cell) => ({ id: await made(cell, () => somebodys(cell, 'PROPOSED')) }),
  'Subscription.conventChanged': byId,
  'Subscription.entityChanged': ({ side }) => ({ id: side.entity.id }),
};

const OWN_AFFAIRS: Record<string, Ask> = {
  'Mutation.signIn': async ({ t, target }) => {
    const email = target === 'none' ? `${newId()}@example.invalid` : await withPassword(t, await t.given.person());
    return input({ email, password: PASSWORD });
  },
  'Mutation.signInWithLink': link,
  'Mutation.acceptInvitation': async (cell) => {
    const { secret, hash } = newSecret();
    if (cell.target !== 'none') await invited(cell, null, newId(), hash);
    return input({ token: secret, password: PASSWORD });
  },
  'Mutation.reauthenticate': async ({ t, actor }) => {
    if (actor) await withPassword(t, actor);
    return input({ password: PASSWORD });
  },
  'Mutation.changePassword': () => input({ newPassword: PASSWORD }),
  'Mutation.createUploadTicket': () => input({ fileName: 'a.pdf', size: 1, purpose: 'SCAN' }),
  'Mutation.createApiToken': () => input({ name: nasty('Token'), scopes: ['READ'] }),
  'Mutation.revokeApiToken': onRow(({ t }, owner, id, hash) =>
    t.sql(
      `INSERT INTO api_token (id, person_id, name, token_hash, scopes, created_at) VALUES ($1, $2, 'x', $3, '{READ}', now())`,
      [id, owner, hash],
    ),
  ),
  'Mutation.revokeSession': onRow(({ t }, owner, id, hash) =>
    t.sql(
      `INSERT INTO session (id, person_id, token_hash, created_at, last_seen_at, expires_at)
       VALUES ($1, $2, $3, now(), now(), now() + interval '1 hour')`,
      [id, owner, hash],
    ),
  ),
  'Mutation.revokeInvitation': onRow(invited),
};

const BODIES: Record<string, Ask> = {
  'Mutation.createConvent': ({ target }) =>
    input({ officialName: nasty('Konwent'), voivodeship: target === 'none' ? '99' : '04' }),
  'Mutation.editConvent': ({ side: { convent } }) =>
    input({ conventId: convent.id, expectedVersion: 1, officialName: nasty('Konwent'), aliases: [] }),
  'Mutation.editConventRules': onConvent('ACTIVE', {
    ...{ expectedVersion: 1, admissionBy: 'BOARD', ordinaryKinds: ['CIS'], quorumPercent: 50, termMonths: 24, basis },
    ...{ majority: 'SIMPLE', electionMajority: 'SIMPLE', amendmentMajority: 'SIMPLE', silence: 'ABSENT' },
  }),
  'Mutation.activateConvent': onConvent('FORMING', { basis }),
  'Mutation.suspendConvent': onConvent('ACTIVE', { basis }),
  'Mutation.reinstateConvent': onConvent('SUSPENDED', { basis }),
  'Mutation.dissolveConvent': onConvent('ACTIVE', { basis }),
  'Mutation.createEntity': ({ target }) => input({ data: entityData(target === 'none' ? '99' : '04') }),
  'Mutation.editEntity': onEntity(() => ({ expectedVersion: 1, data: entityData() })),
  'Mutation.setEntityContact': onEntity(() => ({ email: 'biuro@example.com' })),
  'Mutation.closeEntity': onEntity(() => ({ on: '2025-01-31' })),
  'Mutation.recordStatusGrant': onEntity(() => ({ kind: 'KIS_REGISTER', validFrom: '2025-01-01' })),
};

const ACTS: Record<string, Ask> = {
  'Mutation.applyForMembership': ({ side }) => input({ conventId: side.convent.id, entityId: side.entity.id }),
  'Mutation.holdMembership': onMembership('APPLIED', { reason }),
  'Mutation.admitMembership': onMembership('APPLIED'),
  'Mutation.rejectMembership': onMembership('APPLIED', { reason }),
  'Mutation.withdrawMembership': onMembership('APPLIED'),
  'Mutation.suspendMembership': onMembership('ACTIVE', { reason }),
  'Mutation.reinstateMembership': onMembership('SUSPENDED', { reason }),
  'Mutation.endMembership': onMembership('ACTIVE', { because: 'RESIGNED', basis }),
  'Mutation.proposeMandate': ({ side, role }) =>
    input({
      bodyId: side.body.id,
      function: role === 'staff' || role === 'representative' ? 'STAFF' : 'BOARD_MEMBER',
      invitee: { email: `${newId()}@example.com`, displayName: nasty('Osoba') },
      basis,
    }),
  'Mutation.confirmMandate': onMandate('PROPOSED'),
  'Mutation.declineMandate': onMandate('PROPOSED'),
  'Mutation.endMandate': onMandate('ACTIVE', { because: 'RECALLED', basis }),
};

/** What each operation is asked with; one that is not here takes no arguments, or needs none. */
export const ASKS: Record<string, Ask> = {
  ...QUERIES,
  ...OWN_AFFAIRS,
  ...BODIES,
  ...ACTS,
  ...IMPORTS,
  ...DECLARATIONS,
  ...POLLS,
  ...MEETINGS,
  ...MEETING_RECORDS,
  ...MINUTES,
  ...PRACTICES,
  ...AREAS,
  ...PRIVACY,
  ...PROPOSALS,
  ...RECOMMENDATIONS,
  ...DOSSIERS,
  ...DRAFTS,
  ...CIRCULATIONS,
  ...FACTORS,
};
