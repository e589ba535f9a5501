import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Db, newId, type Actor, type DomainError, type Tx } from '#core';
import { File, UploadPurpose } from './file.entity.ts';
import { FileStore, type Arrived } from './file-store.ts';
import { FileDamaged, FileLies, FileTooLarge, FileTypeRefused, FileUnsafe, PdfNotCovered } from './files.errors.ts';
import { FileUploaded } from './files.events.ts';
import type { Finding } from './findings.ts';
import { Inspector } from './inspector.service.ts';
import { PURPOSES } from './media-types.ts';
import { UploadTickets, type Claim } from './tickets.service.ts';

type Good = Extract<Finding, { kind: 'GOOD' }>;

/** One transaction at a time works on the content of one hash; the sweeper takes the same lock. */
export const LOCK_CONTENT = `SELECT pg_advisory_xact_lock(hashtextextended('file ' || $1, 0))`;

/** Takes files in: ticket, bytes, inspection, row. Until the row commits, nobody sees anything. */
@Injectable()
export class Uploads {
  constructor(
    private readonly db: Db,
    private readonly tickets: UploadTickets,
    private readonly store: FileStore,
    private readonly inspector: Inspector,
  ) {}

  /** `announced` is the length that the request says it has, if it does. */
  async receive(actor: Actor, ticket: string, body: Readable, announced?: number): Promise<File> {
    const claim = await this.tickets.claim(actor, ticket);
    try {
      if (announced !== undefined && announced > claim.size) throw FileTooLarge({ maxBytes: claim.size });
      return await this.take(actor, claim, body);
    } catch (error) {
      await this.tickets.fail(actor, claim).catch(() => undefined);
      throw error;
    }
  }

  private async take(actor: Actor, claim: Claim, body: Readable): Promise<File> {
    const arrived = await this.store.receive(body, claim.id, claim.size);
    try {
      if (arrived.size !== claim.size) throw FileDamaged({ reason: 'INCOMPLETE' });
      const finding = accepted(await this.inspector.inspect(arrived.path, claim.name), claim);
      return await this.db.run(actor, (tx) => this.enter(tx, claim, arrived, finding));
    } finally {
      await this.store.discard(arrived.path);
    }
  }

  /** The one place where a file is touched inside a transaction: between the lock and the commit no sweeper takes it away. */
  private async enter(tx: Tx, claim: Claim, arrived: Arrived, { mediaType, coverage }: Good): Promise<File> {
    tx.allow(true);
    await tx.sql(LOCK_CONTENT, [arrived.sha256]);
    await this.store.keep(arrived);
    const file: File = Object.assign(new File(), {
      ...{ id: newId(), name: claim.name, mediaType, size: arrived.size, sha256: arrived.sha256 },
      ...{ uploadedAt: tx.now, uploadedBy: tx.actor.id, purpose: claim.purpose, unusedSince: tx.now },
      coverage: coverage && (coverage.whole ? 'WHOLE' : coverage.reason),
    });
    await tx.em.insert(File, file);
    tx.emit(FileUploaded(file.id, { purpose: file.purpose, size: file.size }));
    return file;
  }
}

type Refusals = { [Kind in Exclude<Finding['kind'], 'GOOD'>]: (finding: Finding & { kind: Kind }) => DomainError };

/** What was found, if it is what the ticket is for. */
function accepted(finding: Finding, { name, purpose }: Claim): Good {
  const refusals: Refusals = {
    REFUSED_TYPE: ({ found }) => FileTypeRefused({ found, taken: PURPOSES[purpose].mediaTypes }),
    LIES: ({ found }) => FileLies({ found, name }),
    DAMAGED: () => FileDamaged({ reason: 'UNREADABLE' }),
    UNSAFE: ({ reason }) => FileUnsafe({ reason }),
  };
  if (finding.kind !== 'GOOD') throw refusals[finding.kind](finding as never);
  const { coverage } = finding;
  if (purpose === UploadPurpose.SIGNED_PDF && !coverage?.whole)
    throw PdfNotCovered({ reason: coverage?.reason ?? 'NO_SIGNATURE' });
  return finding;
}
