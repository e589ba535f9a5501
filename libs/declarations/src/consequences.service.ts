import { Injectable } from '@nestjs/common';
import { ForumFounded, ForumNotFounded, ForumRegister, type Ground } from '#convents';
import type { Tx } from '#core';
import type { Content } from './content.ts';
import { Declaration } from './declaration.entity.ts';
import type { DeclarationVersion } from './declaration-version.entity.ts';
import { DeclarationInForce, DeclarationSuperseded } from './declarations.events.ts';
import { Records } from './records.service.ts';
import { Versions } from './versions.service.ts';

export const REFUSALS = { declaration_one_founding: () => ForumFounded() };

/** What follows when a declaration enters into force: all of it in the transaction of the last signature, or nothing. */
@Injectable()
export class Consequences {
  constructor(
    private readonly versions: Versions,
    private readonly register: ForumRegister,
    private readonly records: Records,
  ) {}

  async enter(tx: Tx, declaration: Declaration, version: DeclarationVersion, at: Date, on: string): Promise<void> {
    const state = 'IN_FORCE' as const;
    const change = tx.edit(Declaration, declaration, { state, inForceAt: at, inForceOn: on });
    await tx.constrained(change, REFUSALS);
    await this.versions.act(tx, { id: declaration.id, state }, 'enterIntoForce');
    await this.follow(tx, declaration, version, { from: on });
  }

  /** Also for what is reported of the past, which is in force from the start. */
  async follow(
    tx: Tx,
    { id, kind, title, effectiveOn, readers }: Declaration,
    version: DeclarationVersion,
    { from, dayKnown = true }: Pick<Ground, 'from' | 'dayKnown'>,
  ): Promise<void> {
    const ground = { declarationId: id, basis: title, from, dayKnown };
    if (kind !== 'JOINT_POSITION') {
      const { forum } = JSON.parse(version.content) as Content;
      const signatories = await this.signatories(tx, version.id);
      const forumId = forum ? await this.register.found(tx, forum, ground) : await this.register.forumId(tx);
      if (!forumId) throw ForumNotFounded();
      for (const conventId of signatories) {
        if (kind === 'INTENT') await this.register.intend(tx, forumId, conventId, ground);
        else if (kind === 'WITHDRAWAL')
          await this.register.leave(tx, forumId, conventId, effectiveOn! > from ? effectiveOn! : from);
        else await this.register.admit(tx, forumId, conventId, ground);
      }
    }
    await this.supersede(tx, id);
    tx.emit(DeclarationInForce(id, { kind, on: from }, readers));
    await this.records.seal(tx, id);
  }

  /** In the order of the parties. */
  private async signatories(tx: Tx, versionId: string): Promise<string[]> {
    const rows = await tx.sql<{ conventId: string }>(
      `SELECT s.convent_id AS "conventId" FROM signature s JOIN declaration_party p ON p.id = s.party_id
       WHERE s.version_id = $1 AND s.voided_at IS NULL ORDER BY p.position`,
      [versionId],
    );
    return rows.map(({ conventId }) => conventId);
  }

  private async supersede(tx: Tx, id: string): Promise<void> {
    const gone = await tx.sql<{ id: string; bodyId: string }>(
      `SELECT s.id, s.body_id AS "bodyId" FROM supersede_declarations($1) s`,
      [id],
    );
    for (const old of gone) tx.emit(DeclarationSuperseded(old.id, { by: id }, [old.bodyId]));
  }
}
