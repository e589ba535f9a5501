import { Injectable } from '@nestjs/common';
import { DayOutOfRange, HeldMandates, today } from '#convents';
import { Forbidden, newId, type Tx } from '#core';
import { Consequences, REFUSALS } from './consequences.service.ts';
import { Declaration } from './declaration.entity.ts';
import type { ReportDeclarationInput } from './report.inputs.ts';
import type { DeclarationVersion } from './declaration-version.entity.ts';
import { KindWrong, ReportTooLate } from './declarations.errors.ts';
import { DeclarationReported } from './declarations.events.ts';
import { together } from './drafting.service.ts';
import { Signature } from './signature.entity.ts';
import { unitOf, Versions, type Prepared } from './versions.service.ts';

type Id = { id: string };
const REPORTABLE: readonly string[] = ['FOUNDING', 'INTENT', 'ACCESSION'];

/**
 * Enters what the documents report of the time before this node: it says so on its face, has no scan and no mandate,
 * and can be done only until the first declaration of the platform is in force.
 */
@Injectable()
export class Reported {
  constructor(
    private readonly mandates: HeldMandates,
    private readonly versions: Versions,
    private readonly consequences: Consequences,
  ) {}

  async record(tx: Tx, input: ReportDeclarationInput): Promise<Id> {
    if (tx.actor.kind !== 'system' && !(await this.mandates.operates(tx)))
      throw Forbidden({ reason: 'Zapis z dokumentów wprowadza operator węzła.' });
    tx.allow(true);
    await this.refuseUntimely(tx, input);
    const id = newId();
    const { declaration, prepared } = await this.prepare(tx, id, input);
    await tx.constrained(tx.em.insert(Declaration, declaration), REFUSALS);
    const version = await this.versions.write(tx, id, 1, prepared, {
      id: declaration.currentVersionId,
      frozen: true,
    });
    await this.sign(tx, version, input);
    await this.versions.act(tx, declaration, 'reportDeclaration', input.source);
    tx.emit(DeclarationReported(id, { kind: input.kind, on: input.signedOn }, declaration.readers));
    const { signedOn: from, dayKnown } = input;
    await this.consequences.follow(tx, declaration, version, { from, dayKnown });
    return { id };
  }

  private async prepare(tx: Tx, id: string, input: ReportDeclarationInput) {
    const { kind, title, parties, source, signedOn, dayKnown, forumName, forumAbbreviation } = input;
    const names = await this.versions.namesOf(tx, parties);
    const fields: Prepared['fields'] = {
      ...{ title, addressee: null, effectiveOn: null, entryRule: 'ALL', entryCount: null },
      ...{ forumName: forumName ?? null, forumAbbreviation: forumAbbreviation ?? null },
    };
    const known = parties.map((party) => ({
      conventId: party.conventId,
      capacities: party.function ? [party.function] : [],
    }));
    const prepared = this.versions.contentOf(kind, fields, input.units.map(unitOf), known, names);
    const place = { conventId: parties[0]!.conventId, forumId: null, readers: together(prepared.conventIds) };
    const states = { state: 'IN_FORCE', inForceAt: tx.now, inForceOn: signedOn, dayKnown } as const;
    const declaration = { id, kind, ...fields, ...place, ...states, reported: true, source } as Declaration;
    return {
      declaration: Object.assign(declaration, { currentVersionId: newId(), createdAt: tx.now, version: 1 }),
      prepared,
    };
  }

  private async sign(tx: Tx, version: DeclarationVersion, input: ReportDeclarationInput): Promise<void> {
    const { declarationId, id: versionId, contentHash } = version;
    const rows = await tx.sql<{ id: string; conventId: string }>(
      `SELECT id, convent_id AS "conventId" FROM declaration_party WHERE version_id = $1 ORDER BY position`,
      [versionId],
    );
    const signedOn = input.dayKnown ? input.signedOn : null;
    const common = { declarationId, versionId, contentHash, method: 'PAPER', signedAt: tx.now, signedOn } as const;
    await tx.em.insert(
      Signature,
      rows.map(({ id: partyId, conventId }, i) => ({
        ...{ ...common, id: newId(), partyId, conventId, evidenceNote: input.evidenceNote },
        function: input.parties[i]!.function ?? null,
      })),
    );
  }

  private async refuseUntimely(
    tx: Tx,
    { kind, signedOn, parties, forumName, forumAbbreviation }: ReportDeclarationInput,
  ) {
    if (!REPORTABLE.includes(kind)) throw KindWrong({ field: 'kind' });
    const isFounding = kind === 'FOUNDING';
    if (isFounding !== Boolean(forumName) || isFounding !== Boolean(forumAbbreviation))
      throw KindWrong({ field: 'forumName' });
    if (!isFounding && parties.length > 1) throw KindWrong({ field: 'parties' });
    const latest = today(tx.now);
    if (signedOn > latest) throw DayOutOfRange({ latest });
    const [begun] = await tx.sql(`SELECT FROM declaration WHERE NOT reported AND in_force_at IS NOT NULL LIMIT 1`);
    if (begun) throw ReportTooLate();
  }
}
