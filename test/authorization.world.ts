import { hash } from '@node-rs/argon2';
import type { MandateFunction } from '#convents';
import { newId } from '#core';
import type { TestApp } from './app.ts';
import type { Role, Target } from './authorization.table.ts';
import type { Someone } from './given.ts';
import { fillDrafts } from './authorization.drafts.ts';
import { fillDossiers } from './authorization.dossiers.ts';
import { fillPractices } from './authorization.practices.ts';
import { fillProposals } from './authorization.proposals.ts';
import { fillRecommendations } from './authorization.recommendations.ts';
import { pollRow } from './poll-rows.ts';

type Id = { id: string };

/** A convent with an entity in its voivodeship, and the body whose mandates are at stake. */
export interface Side {
  readonly convent: Id;
  readonly entity: Id;
  readonly body: Id;
}

/** One question of the matrix, in a world of its own. */
export interface Cell {
  readonly t: TestApp;
  readonly role: Role;
  readonly target: Target;
  readonly actor: Someone | null;
  /** What the target is; ids that nobody has where there is none. */
  readonly side: Side;
}

export const PASSWORD = 'zielony parasol śpi w młynie';
const passwordHash = hash(PASSWORD, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });

export async function withPassword(t: TestApp, person: Id): Promise<string> {
  const [account] = await t.sql<{ email: string }>(
    `UPDATE account SET password_hash = $2 WHERE id = $1 RETURNING email`,
    [person.id, await passwordHash],
  );
  return account!.email;
}

const FUNCTIONS: Partial<Record<Role, MandateFunction>> = {
  staff: 'STAFF',
  representative: 'REPRESENTATIVE',
  secretary: 'SECRETARY',
  chair: 'CHAIR',
  'chair of another convent': 'CHAIR',
  'former chair': 'CHAIR',
  coordinator: 'COORDINATOR',
  observer: 'OBSERVER',
};
/** Whose own convent gets no chair: it has the actor, or is to have none. */
const LEADERLESS: readonly Role[] = ['chair', 'chair of another convent', 'operator'];
const OF_ENTITY: readonly Role[] = ['staff', 'representative'];

async function side(t: TestApp, role: Role, voivodeship: string, isOwn: boolean): Promise<Side> {
  const convent = await t.given.convent({ voivodeship });
  const entity = await t.given.entity({ voivodeship });
  if (!isOwn || !LEADERLESS.includes(role)) await t.given.holder('CHAIR', convent);
  const forum = role === 'coordinator' && isOwn && (await t.given.forum());
  return { convent, entity, body: forum || (OF_ENTITY.includes(role) ? entity : convent) };
}

async function actorOf(t: TestApp, role: Role, { body }: Side): Promise<Someone | null> {
  if (role === 'anonymous') return null;
  const person = await t.given.person({ operator: role === 'operator' });
  const past = role === 'former chair' ? { state: 'ENDED' as const, from: '2020-01-01', until: '2023-12-31' } : {};
  const what = FUNCTIONS[role];
  if (what) await t.given.mandate(person, what, body, past);
  return person;
}

/** A role with its mandate, before anything has happened. */
export interface Cast {
  readonly role: Role;
  readonly own: Side;
  readonly actor: Someone | null;
}

const placesOf = (role: Role) =>
  role === 'chair of another convent' ? (['02', '22'] as const) : (['22', '02'] as const);

export async function castOf(t: TestApp, role: Role): Promise<Cast> {
  const own = await side(t, role, placesOf(role)[0], true);
  return { role, own, actor: await actorOf(t, role, own) };
}

/** The question of a role about one target; nothing has happened yet to the target. */
export async function cellOf(t: TestApp, { role, own, actor }: Cast, target: Target): Promise<Cell> {
  const nothing = { convent: { id: newId() }, entity: { id: newId() }, body: { id: newId() } };
  const sides = { own: () => own, other: () => side(t, role, placesOf(role)[1], false), none: () => nothing };
  return { t, role, target, actor, side: await sides[target]() };
}

/** Puts into a world one of everything that not all may see. */
export async function fill(cell: Cell): Promise<void> {
  const {
    t,
    side: { convent, entity },
  } = cell;
  await fillPractices(cell);
  await fillProposals(cell);
  await fillRecommendations(cell);
  await fillDossiers(cell);
  await fillDrafts(cell);
  await t.given.declaration(convent, { parties: [convent] });
  const [person, applicant] = [await t.given.person(), await t.given.entity()];
  await t.given.mandate(person, 'VICE_CHAIR', convent, { state: 'PROPOSED' });
  await t.given.mandate(person, 'REPRESENTATIVE', entity, { state: 'PROPOSED' });
  const representative = await t.given.mandate(await t.given.person(), 'REPRESENTATIVE', entity);
  const memberships = [
    await t.given.membership(convent, entity),
    await t.given.membership(convent, applicant, { state: 'APPLIED' }),
  ];
  for (const [i, of] of [entity, applicant].entries()) {
    await t.sql(`INSERT INTO entity_contact (id, email, phone) VALUES ($1, 'biuro@example.com', '123456')`, [of.id]);
    await t.sql(
      `INSERT INTO membership_act (id, membership_id, convent_id, entity_id, state, at, reason, mandate_id)
       VALUES ($1, $2, $3, $4, 'APPLIED', now(), 'Powód', $5)`,
      [newId(), memberships[i]!.id, convent.id, of.id, representative.id],
    );
  }
  const seats = [{ entity }];
  const votedUnder = representative.id;
  await pollRow(t, convent, { state: 'DRAFT' });
  await pollRow(t, convent, { state: 'OPEN', seats, votedUnder });
  await pollRow(t, convent, { state: 'CLOSED', seats, votedUnder, secret: true });
  for (const visibility of ['BODY', 'FORUM', 'PUBLIC'] as const)
    for (const secret of [true, false])
      await pollRow(t, convent, { state: 'PUBLISHED', visibility, secret, seats, votedUnder });
}
