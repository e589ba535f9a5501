import { Injectable } from '@nestjs/common';
import {
  DayOutOfRange,
  ForumFounded,
  ForumNotFounded,
  ForumRegister,
  heldIn,
  HeldMandates,
  officialBodyOf,
  today,
} from '#convents';
import { Forbidden, newId, VersionConflict, type Tx } from '#core';
import { Obligations } from '#obligations';
import type { RecordForumDecisionInput } from './accession.inputs.ts';
import { Accessions } from './accessions.service.ts';
import { Declaration } from './declaration.entity.ts';
import { loadFacts } from './declaration.facts.ts';
import { declarationLifecycle, DRAFTERS, type DeclarationAction } from './declaration.lifecycle.ts';
import type { DraftDeclarationInput, EditDeclarationInput, ShareDeclarationInput } from './declaration.inputs.ts';
import { OtherVersion, SupersedesWrong, TextFrozen } from './declarations.errors.ts';
import {
  DeclarationDrafted,
  DeclarationEdited,
  DeclarationShared,
  DeclarationSubmitted,
} from './declarations.events.ts';
import { Versions, type Prepared } from './versions.service.ts';
import type { DeclarationKind } from './words.ts';

type Id = { id: string };

/** Adds readers to those that a declaration has. */
export const together = (...readers: (readonly (string | null)[])[]): string[] => [
  ...new Set(readers.flat().filter((id) => id !== null)),
];

/** From the first draft to the forum's decision: all before the text is open. */
@Injectable()
export class Drafting {
  constructor(
    private readonly mandates: HeldMandates,
    private readonly versions: Versions,
    private readonly register: ForumRegister,
    private readonly obligations: Obligations,
    private readonly accessions: Accessions,
  ) {}

  async draft(tx: Tx, { bodyId, kind, text, supersedesId }: DraftDeclarationInput): Promise<Id> {
    const body = await officialBodyOf(tx, bodyId, 'DeclarationBody');
    const mandate = heldIn(await this.mandates.of(tx), bodyId, DRAFTERS);
    if (!mandate) throw Forbidden({ reason: 'Deklarację przygotowuje prezydium konwentu albo forum.' });
    tx.allow(mandate);
    await this.refuseUntimely(tx, kind);
    if (supersedesId) await this.refuseOther(tx, supersedesId, bodyId, kind);
    const prepared = await this.versions.prepare(tx, kind, bodyId, text);
    const id = newId();
    await this.insert(tx, id, kind, body, prepared, supersedesId ?? null);
    tx.emit(DeclarationDrafted(id, { kind }, [bodyId]));
    return { id };
  }

  /** Another wording is another version: of a draft, too, none is lost. */
  async edit(tx: Tx, { declarationId, expectedVersion, text }: EditDeclarationInput): Promise<Id> {
    const declaration = await tx.lock(Declaration, declarationId);
    const facts = await loadFacts(tx, declarationId);
    if (facts.state === 'OPEN_FOR_SIGNATURE') {
      declarationLifecycle.take(tx, 'editDeclaration', { ...facts, state: 'DRAFT' });
      throw TextFrozen();
    }
    declarationLifecycle.take(tx, 'editDeclaration', facts);
    refuseOlder(declaration, expectedVersion);
    const prepared = await this.versions.prepare(tx, declaration.kind, facts.bodyId, text);
    const { number } = await this.versions.current(tx, declaration);
    const version = await this.versions.write(tx, declarationId, number + 1, prepared);
    const changes = { ...prepared.fields, currentVersionId: version.id };
    await tx.edit(Declaration, declaration, changes);
    await this.versions.act(tx, declaration, 'editDeclaration');
    await this.obligations.refresh(tx, declaration.readers);
    tx.emit(DeclarationEdited(declarationId, { versionId: version.id }, declaration.readers));
    return { id: declarationId };
  }

  async share(tx: Tx, { declarationId, bodyIds }: ShareDeclarationInput): Promise<Id> {
    const declaration = await this.step(tx, declarationId, 'shareDeclaration');
    for (const id of bodyIds) await officialBodyOf(tx, id, 'DeclarationBody');
    const readers = together(declaration.readers, bodyIds);
    await tx.edit(Declaration, declaration, { readers });
    await this.versions.act(tx, declaration, 'shareDeclaration');
    tx.emit(DeclarationShared(declarationId, {}, readers));
    return { id: declarationId };
  }

  /** Asks the forum, which sees the draft from now on. */
  async submit(tx: Tx, declarationId: string): Promise<Id> {
    const declaration = await this.step(tx, declarationId, 'submitAccession');
    const forumId = await this.register.forumId(tx);
    if (!forumId) throw ForumNotFounded();
    const readers = together(declaration.readers, [forumId]);
    await tx.edit(Declaration, declaration, { readers, submittedAt: tx.now });
    await this.versions.act(tx, declaration, 'submitAccession');
    await this.obligations.refresh(tx, [forumId]);
    tx.emit(DeclarationSubmitted(declarationId, {}, readers));
    return { id: declarationId };
  }

  async decide(tx: Tx, input: RecordForumDecisionInput): Promise<Id> {
    const { declarationId, accepted, number, decidedOn, basis, contentHash } = input;
    const declaration = await this.step(tx, declarationId, 'recordForumDecision');
    const version = await this.versions.current(tx, declaration);
    if (version.contentHash !== contentHash) throw OtherVersion({ contentHash: version.contentHash });
    const latest = today(tx.now);
    if (decidedOn > latest) throw DayOutOfRange({ latest });
    const decision = { accepted, number, decidedOn, basis, pollId: null };
    await this.accessions.decide(tx, declaration, version.id, decision);
    return { id: declarationId };
  }

  private async step(tx: Tx, declarationId: string, action: DeclarationAction): Promise<Declaration> {
    const declaration = await tx.lock(Declaration, declarationId);
    declarationLifecycle.take(tx, action, await loadFacts(tx, declarationId));
    return declaration;
  }

  /** One forum is founded once; what speaks to the forum waits until there is one. */
  private async refuseUntimely(tx: Tx, kind: DeclarationKind): Promise<void> {
    const forumId = await this.register.forumId(tx);
    if (kind === 'FOUNDING' && forumId) throw ForumFounded();
    if ((kind === 'INTENT' || kind === 'ACCESSION' || kind === 'WITHDRAWAL') && !forumId) throw ForumNotFounded();
  }

  private async refuseOther(tx: Tx, id: string, bodyId: string, kind: DeclarationKind): Promise<void> {
    const [found] = await tx.sql(
      `SELECT FROM declaration WHERE id = $1 AND body_id = $2 AND kind = 'JOINT_POSITION' AND state = 'IN_FORCE'`,
      [id, bodyId],
    );
    if (!found || kind !== 'JOINT_POSITION') throw SupersedesWrong();
  }

  private async insert(
    tx: Tx,
    id: string,
    kind: DeclarationKind,
    body: Pick<Declaration, 'conventId' | 'forumId'>,
    prepared: Prepared,
    supersedesId: string | null,
  ): Promise<void> {
    const currentVersionId = newId();
    const state = 'DRAFT' as const;
    const readers = together([body.conventId, body.forumId]);
    const row = { id, kind, state, ...body, ...prepared.fields, currentVersionId, supersedesId, readers };
    await tx.em.insert(Declaration, { ...row, reported: false, dayKnown: true, createdAt: tx.now, version: 1 });
    await this.versions.write(tx, id, 1, prepared, { id: currentVersionId });
    await this.versions.act(tx, { id, state }, 'draftDeclaration');
  }
}

/** Checked after the rules, so that a stranger learns nothing of a version. */
export function refuseOlder({ version }: Declaration, expected: number): void {
  if (version !== expected) throw VersionConflict({ currentVersion: version });
}
