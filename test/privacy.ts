import type { TestApp } from './app.ts';
import type { Someone } from './given.ts';

const ERASURE = `{ id state askedBy dueAt settledAt reason ends { function bodyName only } availableActions { action allowed reason } }`;
export const REQUEST_ERASURE = `mutation ($input: RequestErasureInput!) { requestErasure(input: $input) ${ERASURE} }`;
export const CANCEL_ERASURE = `mutation ($input: CancelErasureInput!) { cancelErasure(input: $input) ${ERASURE} }`;
export const ERASE_PERSON = `mutation ($input: ErasePersonInput!) { erasePerson(input: $input) ${ERASURE} }`;
export const MY_DATA = `{ myData { parts { heading purposes entries onErasure } ends { function only } erasure ${ERASURE} } }`;
export const REQUEST_MY_DATA = `mutation ($input: RequestMyDataInput!) { requestMyData(input: $input) { jsonPath textPath expiresAt } }`;
export const NEUTRAL = 'Osoba, której dane usunięto';
const PROPOSE = `mutation ($input: ProposeMandateInput!) { proposeMandate(input: $input) { __typename } }`;

export const addressOf = ({ id }: { id: string }): string => `osoba.${id}@example.invalid`;

export const nameOf = async (t: TestApp, { id }: { id: string }): Promise<string> =>
  (await t.sql<{ name: string }>(`SELECT display_name AS name FROM person WHERE id = $1`, [id]))[0]!.name;

/** Somebody who is invited by an address, with a mandate proposed for them. */
export async function invited(t: TestApp, chair: Someone, convent: { id: string }, email: string) {
  const invitee = { email, displayName: 'Ktoś Nowy' };
  const input = { bodyId: convent.id, function: 'EXPERT', basis: 'Uchwała', invitee };
  await t.get(chair, PROPOSE, { input });
  return (await t.sql<{ id: string }>(`SELECT person_id AS id FROM invitation WHERE email = $1`, [email]))[0]!;
}
