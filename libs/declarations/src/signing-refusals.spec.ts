import { useApp } from '#test/app';
import { Declaring, inDays, signature, textOf, type Act, type Told } from '#test/declarations';
import type { Someone } from '#test/given';

type Convent = { id: string; chair: Someone };

describe('a signature is refused, or', () => {
  const t = useApp();
  let declare: Declaring;
  let [own, other]: Convent[] = [];
  beforeAll(async () => {
    declare = new Declaring(t);
    [own, other] = [await declare.convent(), await declare.convent()];
  });

  const opened = () => declare.opened(own!.chair, 'JOINT_POSITION', [own!, other!]);
  /** An officer of the convent that drafts, who so sees the text, with a mandate elsewhere. */
  const seeing = async (): Promise<Someone> => {
    const person = await t.given.person();
    await t.given.mandate(person, 'SECRETARY', own!);
    return person;
  };

  const hash = '0'.repeat(64);
  const refusals: [string, string, (told: Told) => Promise<[Someone, Act, object]>][] = [
    [
      'of whoever has no mandate of the party',
      'WRONG_PARTY',
      async (told) => [await seeing(), 'signDeclaration', signature(told, other!)],
    ],
    [
      'for a convent that is no party',
      'WRONG_PARTY',
      async (told) => {
        const third = await declare.convent();
        await t.given.mandate(third.chair, 'SECRETARY', own!);
        return [third.chair, 'signDeclaration', signature(told, third)];
      },
    ],
    [
      'under a mandate that has ended',
      'MANDATE_OVER',
      async (told) => {
        const person = await seeing();
        await t.given.mandate(person, 'CHAIR', other!, { state: 'ENDED', from: '2020-01-01', until: '2023-01-01' });
        return [person, 'signDeclaration', signature(told, other!)];
      },
    ],
    [
      'under a mandate whose term is over, though nobody has written it down',
      'MANDATE_OVER',
      async (told) => {
        const person = await seeing();
        await t.given.mandate(person, 'VICE_CHAIR', other!, { from: '2020-01-01', until: '2023-01-01' });
        return [person, 'signDeclaration', signature(told, other!)];
      },
    ],
    [
      'in another capacity',
      'WRONG_CAPACITY',
      async (told) => [await t.given.holder('SECRETARY', other!), 'signDeclaration', signature(told, other!)],
    ],
    [
      'under another text',
      'OTHER_VERSION',
      async (told) => [other!.chair, 'signDeclaration', { ...signature(told, other!), contentHash: hash }],
    ],
    [
      'under an older version',
      'OTHER_VERSION',
      async (told) => {
        const text = textOf('JOINT_POSITION', [own!, other!]);
        const input = { declarationId: told.id, expectedVersion: told.version, reason: 'Poprawka', text };
        await declare.do(own!.chair, 'reviseDeclaration', input);
        return [other!.chair, 'signDeclaration', signature(told, other!)];
      },
    ],
    [
      'for a party that has signed',
      'ALREADY_SIGNED',
      async (told) => {
        await declare.sign(await t.given.holder('VICE_CHAIR', other!), told, other!);
        return [other!.chair, 'signDeclaration', signature(told, other!)];
      },
    ],
    [
      'after the deadline, before the clock has written it down',
      'DEADLINE_PASSED',
      async (told) => {
        await t.sql(`UPDATE declaration SET deadline = clock_timestamp() WHERE id = $1`, [told.id]);
        return [other!.chair, 'signDeclaration', signature(told, other!)];
      },
    ],
    [
      'of what was taken back',
      'NOT_OPEN',
      async (told) => {
        await declare.do(own!.chair, 'withdrawDeclaration', { declarationId: told.id, reason: 'Nieaktualne' });
        return [other!.chair, 'signDeclaration', signature(told, other!)];
      },
    ],
    [
      'of whoever may not even see it',
      'NOT_FOUND',
      async (told) => [(await declare.convent()).chair, 'signDeclaration', signature(told, other!)],
    ],
    [
      'without a fresh proof of identity',
      'FRESH_PROOF_REQUIRED',
      async (told) => {
        const vice = await t.given.holder('VICE_CHAIR', other!);
        await t.sql(`UPDATE session SET fresh_until = now() WHERE person_id = $1`, [vice.id]);
        return [vice, 'signDeclaration', signature(told, other!)];
      },
    ],
    [
      'is no reason to word the text anew',
      'TEXT_FROZEN',
      async ({ id, version }) => {
        const text = textOf('JOINT_POSITION', [own!, other!]);
        return [own!.chair, 'editDeclaration', { declarationId: id, expectedVersion: version, text }];
      },
    ],
    [
      'does not let a text be revised after the deadline',
      'DEADLINE_PASSED',
      async ({ id, version }) => {
        await t.sql(`UPDATE declaration SET deadline = clock_timestamp() WHERE id = $1`, [id]);
        const text = textOf('JOINT_POSITION', [own!, other!]);
        return [own!.chair, 'reviseDeclaration', { declarationId: id, expectedVersion: version, text, reason: 'x' }];
      },
    ],
    [
      'has no more time by a deadline before the one that stands',
      'DEADLINE_WRONG',
      async ({ id }) => [own!.chair, 'extendDeadline', { declarationId: id, deadline: inDays(1), reason: 'x' }],
    ],
    [
      'needs no second opening',
      'WRONG_STATE',
      async ({ id, version }) => [
        own!.chair,
        'openDeclaration',
        { declarationId: id, expectedVersion: version, deadline: inDays(1) },
      ],
    ],
    [
      'of a party does not let it take back what another has drafted',
      'FORBIDDEN',
      async ({ id }) => [other!.chair, 'withdrawDeclaration', { declarationId: id, reason: 'x' }],
    ],
  ];
  it.each(refusals)('%s: %s', async (_, code, prepare) => {
    const told = await opened();
    const [who, act, input] = await prepare(told);
    expect(await declare.refusal(who, act, input)).toBe(code);
  });
});
