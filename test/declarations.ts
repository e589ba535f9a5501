import type { DeclarationKind } from '#declarations';
import type { Asker, TestApp } from './app.ts';
import { nasty, type Someone } from './given.ts';

type Id = { id: string };

const INPUTS = {
  draftDeclaration: 'DraftDeclarationInput',
  editDeclaration: 'EditDeclarationInput',
  shareDeclaration: 'ShareDeclarationInput',
  submitAccession: 'SubmitAccessionInput',
  recordForumDecision: 'RecordForumDecisionInput',
  draftAccessionPoll: 'DraftAccessionPollInput',
  openDeclaration: 'OpenDeclarationInput',
  reviseDeclaration: 'ReviseDeclarationInput',
  extendDeadline: 'ExtendDeadlineInput',
  signDeclaration: 'SignDeclarationInput',
  recordSignature: 'RecordSignatureInput',
  withdrawDeclaration: 'WithdrawDeclarationInput',
  reportDeclaration: 'ReportDeclarationInput',
} as const;
export type Act = keyof typeof INPUTS;

export interface Told extends Id {
  readonly state: string;
  readonly version: number;
  readonly currentVersion: { id: string; number: number; contentHash: string; content: string };
}

const TOLD = `{ id state version currentVersion { id number contentHash content } }`;
const document = (act: Act) =>
  `mutation ($input: ${INPUTS[act]}!) { ${act}(input: $input) ${act === 'draftAccessionPoll' ? `{ id }` : TOLD} }`;

export const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

/** Declarations by the API alone. */
export class Declaring {
  constructor(private readonly t: TestApp) {}

  /** What the act answers; throws a refusal. */
  do = async (who: Asker, act: Act, input: object): Promise<Told> =>
    (await this.t.get<Record<string, Told>>(who, document(act), { input }))[act]!;

  /** The code of a refusal; undefined where there was none. */
  refusal = (who: Asker, act: Act, input: object): Promise<string | undefined> =>
    this.t.refusal(who, document(act), { input });
  refusalOnce = (who: Asker, act: Act, input: object): Promise<string | undefined> =>
    this.t.refusalOnce(who, document(act), { input });

  see = async (who: Asker, id: string): Promise<Told> =>
    (await this.t.get<{ declaration: Told }>(who, `query ($id: ID!) { declaration(id: $id) ${TOLD} }`, { id }))
      .declaration;

  async draft(who: Asker, kind: DeclarationKind, parties: readonly Id[], more: object = {}, bodyId = parties[0]!.id) {
    return this.do(who, 'draftDeclaration', { bodyId, kind, text: textOf(kind, parties, more) });
  }

  open = (who: Asker, { id, version }: Told, deadline = inDays(7)): Promise<Told> =>
    this.do(who, 'openDeclaration', { declarationId: id, expectedVersion: version, deadline });

  async opened(who: Asker, kind: DeclarationKind, parties: readonly Id[], more: object = {}): Promise<Told> {
    return this.open(who, await this.draft(who, kind, parties, more));
  }

  sign = (who: Asker, { id, currentVersion }: Told, convent: Id): Promise<Told> =>
    this.do(who, 'signDeclaration', signature({ id, currentVersion }, convent));

  /** A convent with a chair. */
  async convent(voivodeship = '22'): Promise<Id & { chair: Someone }> {
    const { id } = await this.t.given.convent({ voivodeship });
    return { id, chair: await this.t.given.holder('CHAIR', { id }) };
  }

  /** A forum, founded by signatures, with its members. */
  async forum(members = 2): Promise<{ forum: Id; members: (Id & { chair: Someone })[] }> {
    const convents: (Id & { chair: Someone })[] = [];
    for (let i = 0; i < members; i++) convents.push(await this.convent());
    const founding = await this.opened(convents[0]!.chair, 'FOUNDING', convents);
    for (const each of convents) await this.sign(each.chair, founding, each);
    const [forum] = await this.t.sql<Id>(`SELECT id FROM forum`);
    return { forum: forum!, members: convents };
  }
}

export const signature = ({ id, currentVersion }: Pick<Told, 'id' | 'currentVersion'>, convent: Id) => ({
  ...{ declarationId: id, conventId: convent.id, contentHash: currentVersion.contentHash },
});

/** A text with what its kind needs. */
export const textOf = (kind: DeclarationKind, parties: readonly Id[], more: object = {}) => ({
  title: nasty('Deklaracja'),
  parties: parties.map(({ id }) => ({ conventId: id })),
  ...(kind === 'JOINT_POSITION' && { addressee: nasty('Ministerstwo') }),
  ...(kind === 'WITHDRAWAL' && { effectiveOn: inDays(0).slice(0, 10) }),
  ...(kind === 'FOUNDING' && { forumName: nasty('Ogólnopolskie Forum'), forumAbbreviation: 'OFWPZS' }),
  ...more,
});
