import { newId } from '#core';
import { useApp } from '#test/app';
import { nasty } from '#test/given';

const PROPOSE = `mutation ($input: ProposeMandateInput!) { proposeMandate(input: $input) { mandateId invitationToken } }`;
const CONFIRM = `mutation ($input: ConfirmMandateInput!) { confirmMandate(input: $input) { state person { displayName } } }`;
const ACCEPT = `mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { token } }`;

interface Proposed {
  proposeMandate: { mandateId: string; invitationToken: string };
}

describe('a mandate for somebody new', () => {
  const t = useApp();

  it('is confirmed only when they have accepted their invitation', async () => {
    const convent = await t.given.convent();
    const chair = await t.given.holder('CHAIR', convent);
    const invitee = { email: `nowa.${newId()}@example.invalid`, displayName: nasty('Nowa') };
    const input = { bodyId: convent.id, function: 'SECRETARY', invitee, basis: 'Uchwała' };
    const { proposeMandate: made } = await t.get<Proposed>(chair, PROPOSE, { input });
    const confirmed = { input: { mandateId: made.mandateId } };
    const { errors } = await t.ask(chair, CONFIRM, confirmed);
    expect(errors[0]!.message).toBe('Ta osoba nie przyjęła jeszcze zaproszenia.');
    expect(errors[0]!.extensions.code).toBe('WRONG_STATE');
    await t.get(null, ACCEPT, { input: { token: made.invitationToken, password: 'tęcza nad Żuławami o świcie 7' } });
    const answer = { confirmMandate: { state: 'ACTIVE', person: { displayName: invitee.displayName } } };
    expect(await t.get(chair, CONFIRM, confirmed)).toEqual(answer);
  });

  it('and a token that no longer counts is refused, not taken for none; but it hinders nobody from signing in', async () => {
    expect(await t.refusal('no-such-token', '{ forum { name } }')).toBe('UNAUTHENTICATED');
    expect(await t.refusal('no-such-token', '{ viewer { displayName } }')).toBe('UNAUTHENTICATED');
    expect(await t.refusal('no-such-token', ACCEPT, { input: { token: 'x', password: 'tęcza nad Żuławami' } })).toBe(
      'INVITATION_INVALID',
    );
  });
});
