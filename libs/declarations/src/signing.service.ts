import { Injectable } from '@nestjs/common';
import type { MandateFunction } from '#convents';
import { newId, type Tx } from '#core';
import { Obligations } from '#obligations';
import { Accessions } from './accessions.service.ts';
import { Consequences } from './consequences.service.ts';
import { needed } from './content.ts';
import { Declaration } from './declaration.entity.ts';
import { loadFacts, type DeclarationFacts, type PartyFacts } from './declaration.facts.ts';
import type { SignDeclarationInput } from './declaration.inputs.ts';
import type { DeclarationVersion } from './declaration-version.entity.ts';
import {
  AlreadySigned,
  DeadlinePassed,
  MandateOver,
  NotOpen,
  OtherVersion,
  WrongCapacity,
  WrongParty,
} from './declarations.errors.ts';
import { DeclarationSigned } from './declarations.events.ts';
import { Signature } from './signature.entity.ts';
import { Versions } from './versions.service.ts';

type Id = { id: string };
export type NewSignature = Pick<Signature, 'personId' | 'mandateId' | 'function' | 'method' | 'signedOn'> &
  Partial<Pick<Signature, 'fileId' | 'fileHash' | 'recordedUnderId'>>;

interface OfConvent {
  readonly id: string;
  readonly function: MandateFunction;
  readonly counts: boolean;
}

/** Takes signatures, one a party, each under a mandate; the one that makes the number full brings what follows. */
@Injectable()
export class Signing {
  constructor(
    private readonly versions: Versions,
    private readonly consequences: Consequences,
    private readonly obligations: Obligations,
    private readonly accessions: Accessions,
  ) {}

  async sign(tx: Tx, { declarationId, conventId, contentHash }: SignDeclarationInput): Promise<Id> {
    const declaration = await tx.lock(Declaration, declarationId);
    const facts = await loadFacts(tx, declarationId);
    const mandate = await this.mandateFor(tx, partyOf(facts, conventId));
    tx.allow(mandate);
    const version = await this.admissible(tx, declaration, facts, conventId, contentHash);
    const given = { personId: tx.actor.id, mandateId: mandate.id, function: mandate.function };
    return this.take(tx, declaration, version, conventId, { ...given, method: 'PLATFORM', signedOn: null });
  }

  /** Whether the party may sign this version at this moment, by the clock of the database. */
  async admissible(
    tx: Tx,
    declaration: Declaration,
    facts: DeclarationFacts,
    conventId: string,
    contentHash: string,
  ): Promise<DeclarationVersion> {
    const { state, deadline } = declaration;
    if (facts.past && (state === 'OPEN_FOR_SIGNATURE' || state === 'LAPSED'))
      throw DeadlinePassed({ deadline: deadline!.toISOString() });
    if (state !== 'OPEN_FOR_SIGNATURE') throw NotOpen({ state });
    const version = await this.versions.current(tx, declaration);
    if (version.contentHash !== contentHash) throw OtherVersion({ contentHash: version.contentHash });
    if (partyOf(facts, conventId).signed) throw AlreadySigned();
    if (facts.kind === 'ACCESSION' && !facts.accepted)
      throw await this.accessions.missing(tx, declaration, contentHash, facts);
    return version;
  }

  /** Stores an admissible signature, and what follows of it, in this one transaction. */
  async take(
    tx: Tx,
    declaration: Declaration,
    version: DeclarationVersion,
    conventId: string,
    signature: NewSignature,
  ): Promise<Id> {
    const { id: declarationId, readers } = declaration;
    const [party] = await tx.sql<Id & { parties: number; signed: number; at: Date; day: string }>(
      `SELECT p.id, clock_timestamp() AS at, warsaw_day(clock_timestamp())::text AS day,
         (SELECT count(*)::int FROM declaration_party o WHERE o.version_id = $1) AS parties,
         (SELECT count(*)::int FROM signature s WHERE s.version_id = $1) AS signed
       FROM declaration_party p WHERE p.version_id = $1 AND p.convent_id = $2`,
      [version.id, conventId],
    );
    const { id: partyId, at: signedAt, day, parties, signed } = party!;
    const row = { id: newId(), declarationId, versionId: version.id, partyId, conventId, signedAt };
    const insert = tx.em.insert(Signature, {
      ...{ ...row, ...signature, contentHash: version.contentHash },
      signedOn: signature.signedOn ?? day,
    });
    await tx.constrained(insert, { signature_party_id_key: () => AlreadySigned() });
    const action = signature.method === 'PLATFORM' ? 'signDeclaration' : 'recordSignature';
    await this.versions.act(tx, declaration, action);
    tx.emit(DeclarationSigned(declarationId, { signatureId: row.id, conventId }, readers));
    const entry = { rule: declaration.entryRule, count: declaration.entryCount };
    if (signed + 1 >= needed(entry, parties)) await this.consequences.enter(tx, declaration, version, signedAt, day);
    else await tx.edit(Declaration, declaration, {});
    await this.obligations.refresh(tx, readers);
    return { id: declarationId };
  }

  /** The actor's mandate for the party, held fast until the signature is written; else what is wrong with it. */
  private async mandateFor(tx: Tx, { conventId, capacities }: PartyFacts): Promise<OfConvent> {
    const found = await tx.sql<OfConvent>(
      `SELECT id, function, state = 'ACTIVE' AND valid @> clock_timestamp() AS counts FROM mandate
       WHERE person_id = $1 AND body_id = $2 AND state IN ('ACTIVE', 'ENDED') ORDER BY id FOR SHARE`,
      [tx.actor.id, conventId],
    );
    const fits = found.filter((each) => capacities.includes(each.function));
    const mandate = fits.find((each) => each.counts);
    if (mandate) return mandate;
    if (!found.length) throw WrongParty();
    if (fits.length || !found.some((each) => each.counts)) throw MandateOver();
    throw WrongCapacity({ capacities });
  }
}

export function partyOf({ parties }: DeclarationFacts, conventId: string): PartyFacts {
  const party = parties.find((each) => each.conventId === conventId);
  if (!party) throw WrongParty();
  return party;
}
