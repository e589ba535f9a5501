import { Injectable } from '@nestjs/common';
import { DayOutOfRange, heldIn, OFFICERS, type MandateFunction } from '#convents';
import { Forbidden, type Tx } from '#core';
import { Files, PdfNotCovered, type MediaType, type StoredFile } from '#files';
import { Declaration } from './declaration.entity.ts';
import { loadFacts } from './declaration.facts.ts';
import type { RecordSignatureInput } from './declaration.inputs.ts';
import type { DeclarationVersion } from './declaration-version.entity.ts';
import { KindWrong, MandateOver, WrongCapacity, WrongParty } from './declarations.errors.ts';
import { partyOf, Signing } from './signing.service.ts';

const SCANS: readonly MediaType[] = ['application/pdf', 'image/jpeg', 'image/png', 'image/tiff'];
const PDF: readonly MediaType[] = ['application/pdf'];

interface Signatory {
  readonly id: string;
  readonly personId: string;
  readonly function: MandateFunction;
}

/** Signatures given outside of the platform: entered by an officer of the party, each with its scan or PDF. */
@Injectable()
export class Recording {
  constructor(
    private readonly signing: Signing,
    private readonly files: Files,
  ) {}

  async record(tx: Tx, input: RecordSignatureInput): Promise<{ id: string }> {
    const { declarationId, conventId, contentHash, method, signedOn } = input;
    const declaration = await tx.lock(Declaration, declarationId);
    const facts = await loadFacts(tx, declarationId);
    const { capacities } = partyOf(facts, conventId);
    const officer = heldIn(facts.held, conventId, OFFICERS);
    if (!officer)
      throw Forbidden({ reason: 'Podpis z papieru albo PDF wpisuje prezydium konwentu, który jest stroną.' });
    tx.allow(officer);
    if (method === 'PLATFORM') throw KindWrong({ field: 'method' });
    const version = await this.signing.admissible(tx, declaration, facts, conventId, contentHash);
    await this.refuseDay(tx, version, signedOn);
    const signatory = await this.signatory(tx, input, capacities);
    const file = await this.attach(tx, input, declaration.readers);
    const given = { personId: signatory.personId, mandateId: signatory.id, function: signatory.function };
    const evidence = { fileId: file.id, fileHash: file.sha256, recordedUnderId: officer.id };
    return this.signing.take(tx, declaration, version, conventId, { ...given, ...evidence, method, signedOn });
  }

  /** The file is evidence, not validated: of a PDF we know that what is signed in it is the whole of it. */
  private async attach(tx: Tx, { method, fileId, declarationId }: RecordSignatureInput, audience: string[]) {
    const use = { subjectType: 'declaration', subjectId: declarationId, audience, isPublic: false };
    const file: StoredFile = await this.files.use(tx, fileId, { ...use, mediaTypes: method === 'PDF' ? PDF : SCANS });
    if (method === 'PDF' && file.coverage !== 'WHOLE') throw PdfNotCovered({ reason: file.coverage ?? 'NO_SIGNATURE' });
    return file;
  }

  private async refuseDay(tx: Tx, { id }: DeclarationVersion, day: string): Promise<void> {
    const [range] = await tx.sql<{ earliest: string; latest: string }>(
      `SELECT warsaw_day(frozen_at)::text AS earliest, warsaw_day(clock_timestamp())::text AS latest
       FROM declaration_version WHERE id = $1`,
      [id],
    );
    if (day < range!.earliest || day > range!.latest) throw DayOutOfRange(range!);
  }

  /** Whoever signed, by a mandate that counted at some time of that day in Poland. */
  private async signatory(
    tx: Tx,
    { mandateId, conventId, signedOn }: RecordSignatureInput,
    capacities: readonly MandateFunction[],
  ): Promise<Signatory> {
    const [found] = await tx.sql<Signatory & { counts: boolean }>(
      `SELECT id, person_id AS "personId", function, state IN ('ACTIVE', 'ENDED') AND valid && tstzrange(
         $3::date::timestamp AT TIME ZONE 'Europe/Warsaw', ($3::date + 1)::timestamp AT TIME ZONE 'Europe/Warsaw') AS counts
       FROM mandate WHERE id = $1 AND body_id = $2`,
      [mandateId, conventId, signedOn],
    );
    if (!found) throw WrongParty();
    if (!found.counts) throw MandateOver();
    if (!capacities.includes(found.function)) throw WrongCapacity({ capacities });
    return found;
  }
}
