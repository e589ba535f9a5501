import { Injectable } from '@nestjs/common';
import { ForumFounded, ForumNotFounded, ForumRegister, AlreadyInForum, NotInForum, today } from '#convents';
import type { Tx } from '#core';
import { Obligations } from '#obligations';
import { Accessions } from './accessions.service.ts';
import { Declaration } from './declaration.entity.ts';
import { loadFacts } from './declaration.facts.ts';
import { declarationLifecycle } from './declaration.lifecycle.ts';
import type {
  ExtendDeadlineInput,
  OpenDeclarationInput,
  ReviseDeclarationInput,
  WithdrawDeclarationInput,
} from './declaration.inputs.ts';
import { DeadlinePassed, DeadlineWrong, EmptyText } from './declarations.errors.ts';
import {
  DeadlineExtended,
  DeclarationOpened,
  DeclarationRevised,
  DeclarationWithdrawn,
  SignaturesVoided,
} from './declarations.events.ts';
import type { Content } from './content.ts';
import { refuseOlder, together } from './drafting.service.ts';
import { Versions } from './versions.service.ts';

type Id = { id: string };

/** What its body does with a text that is open, or that it opens. */
@Injectable()
export class Opening {
  constructor(
    private readonly versions: Versions,
    private readonly register: ForumRegister,
    private readonly obligations: Obligations,
    private readonly accessions: Accessions,
  ) {}

  /** Freezes the text; from now on its parties see it. */
  async open(tx: Tx, { declarationId, expectedVersion, deadline }: OpenDeclarationInput): Promise<Id> {
    const declaration = await tx.lock(Declaration, declarationId);
    const facts = await loadFacts(tx, declarationId);
    const state = declarationLifecycle.take(tx, 'openDeclaration', { ...facts, accepted: true });
    const version = await this.versions.current(tx, declaration);
    if (facts.kind === 'ACCESSION' && !facts.accepted)
      throw await this.accessions.missing(tx, declaration, version.contentHash, facts);
    refuseOlder(declaration, expectedVersion);
    await this.refuseNotLater(tx, deadline, null);
    await this.refuseUntimely(tx, declaration);
    if (!(JSON.parse(version.content) as Content).units.length) throw EmptyText();
    await tx.sql(`UPDATE declaration_version SET frozen_at = $2 WHERE id = $1`, [version.id, tx.now]);
    const conventIds = facts.parties.map((party) => party.conventId);
    const readers = together(declaration.readers, conventIds);
    await tx.edit(Declaration, declaration, { state, deadline, readers, openedAt: tx.now });
    await this.versions.act(tx, { id: declarationId, state }, 'openDeclaration');
    await this.obligations.refresh(tx, readers);
    tx.emit(DeclarationOpened(declarationId, { versionId: version.id }, readers));
    return { id: declarationId };
  }

  /** A new version of an open text; signatures under the old one stay, and count no more. */
  async revise(tx: Tx, { declarationId, expectedVersion, text, reason }: ReviseDeclarationInput): Promise<Id> {
    const declaration = await tx.lock(Declaration, declarationId);
    const facts = await loadFacts(tx, declarationId);
    const state = declarationLifecycle.take(tx, 'reviseDeclaration', { ...facts, past: false });
    if (facts.past) throw DeadlinePassed({ deadline: declaration.deadline!.toISOString() });
    refuseOlder(declaration, expectedVersion);
    const prepared = await this.versions.prepare(tx, declaration.kind, facts.bodyId, text);
    if (!prepared.content.units.length) throw EmptyText();
    const { id: old, number } = await this.versions.current(tx, declaration);
    const signers = await this.voidSignatures(tx, old, `Nowa wersja tekstu: ${reason}`);
    const version = await this.versions.write(tx, declarationId, number + 1, prepared, { frozen: true });
    const readers = together(declaration.readers, prepared.conventIds);
    await tx.edit(Declaration, declaration, { ...prepared.fields, currentVersionId: version.id, readers });
    await this.versions.act(tx, { id: declarationId, state }, 'reviseDeclaration', reason);
    await this.obligations.refresh(tx, readers);
    tx.emit(DeclarationRevised(declarationId, { versionId: version.id }, readers));
    if (signers.length) {
      const concerned = together(
        signers.map(({ conventId }) => conventId),
        signers.map(({ personId }) => personId),
      );
      tx.emit(SignaturesVoided(declarationId, { versionId: old, signatures: signers.length }, concerned));
    }
    return { id: declarationId };
  }

  async extend(tx: Tx, { declarationId, deadline, reason }: ExtendDeadlineInput): Promise<Id> {
    const declaration = await tx.lock(Declaration, declarationId);
    const facts = await loadFacts(tx, declarationId);
    const state = declarationLifecycle.take(tx, 'extendDeadline', { ...facts, past: false });
    if (facts.past) throw DeadlinePassed({ deadline: declaration.deadline!.toISOString() });
    await this.refuseNotLater(tx, deadline, declaration.deadline);
    await tx.edit(Declaration, declaration, { deadline });
    await this.versions.act(tx, { id: declarationId, state }, 'extendDeadline', reason);
    await this.obligations.refresh(tx, declaration.readers);
    tx.emit(DeadlineExtended(declarationId, {}, declaration.readers));
    return { id: declarationId };
  }

  async withdraw(tx: Tx, { declarationId, reason }: WithdrawDeclarationInput): Promise<Id> {
    const declaration = await tx.lock(Declaration, declarationId);
    const state = declarationLifecycle.take(tx, 'withdrawDeclaration', await loadFacts(tx, declarationId));
    await tx.edit(Declaration, declaration, { state });
    await this.versions.act(tx, { id: declarationId, state }, 'withdrawDeclaration', reason);
    await this.obligations.refresh(tx, declaration.readers);
    tx.emit(DeclarationWithdrawn(declarationId, {}, declaration.readers));
    return { id: declarationId };
  }

  private async voidSignatures(tx: Tx, versionId: string, because: string) {
    return tx.sql<{ conventId: string; personId: string | null }>(
      `UPDATE signature SET voided_at = $2, voided_because = $3 WHERE version_id = $1 AND voided_at IS NULL
       RETURNING convent_id AS "conventId", person_id AS "personId"`,
      [versionId, tx.now, because],
    );
  }

  private async refuseNotLater(tx: Tx, deadline: Date, before: Date | null): Promise<void> {
    const [row] = await tx.sql<{ later: boolean }>(
      `SELECT $1::timestamptz > clock_timestamp() AND coalesce($1 > $2::timestamptz, true) AS later`,
      [deadline, before],
    );
    if (!row!.later) throw DeadlineWrong();
  }

  /** What could not follow when all have signed is not put before them. */
  private async refuseUntimely(tx: Tx, { kind, conventId }: Declaration): Promise<void> {
    if (kind === 'JOINT_POSITION') return;
    const forumId = await this.register.forumId(tx);
    if (kind === 'FOUNDING') {
      if (forumId) throw ForumFounded();
      return;
    }
    if (!forumId) throw ForumNotFounded();
    const isMember = await this.register.isMember(tx, conventId!, today(tx.now));
    if (kind === 'WITHDRAWAL' && !isMember) throw NotInForum();
    if (kind !== 'WITHDRAWAL' && isMember) throw AlreadyInForum();
  }
}
