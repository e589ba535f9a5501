import type { Readable } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { Db, DomainError, Forbidden, newId, NotFound, SYSTEM, type Actor, type Tx } from '#core';
import { ACTOR, actor as reader, numbered, Reader, sql } from '#reads';
import { File } from './file.entity.ts';
import { FileStore } from './file-store.ts';
import { FileTooLarge, FileTypeRefused } from './files.errors.ts';
import { seesFile } from './files.policy.ts';
import type { MediaType } from './media-types.ts';
import type { CoverageProblem } from './pdf-coverage.ts';

/** A file as a domain lib stores or seals it. */
export interface StoredFile {
  readonly id: string;
  readonly sha256: string;
  readonly size: number;
  readonly mediaType: MediaType;
  readonly name: string;
  /** For a PDF: whether its last signature covers all of it. Nobody has validated it. */
  readonly coverage: 'WHOLE' | CoverageProblem | null;
}

/** For whom a use opens the file: everyone, or whoever acts for one of these convents, entities or the forum. */
export interface Openness {
  readonly isPublic: boolean;
  readonly audience: readonly string[];
}

export interface Use extends Openness {
  /** What uses it, such as `declaration_signature`. */
  readonly subjectType: string;
  readonly subjectId: string;
  /** What of all that was taken will do here. */
  readonly mediaTypes: readonly MediaType[];
  readonly maxBytes?: number;
}

const WHICH = Symbol('id of the file');
const findSeen = () =>
  numbered(sql`
  SELECT row_to_json(seen)::text FROM (
    SELECT f.id, f.name, f.media_type AS "mediaType", f.size, f.sha256, f.coverage FROM file f
    WHERE f.id = ${WHICH}::uuid AND (${seesFile(sql`f`, reader)})) seen`);

const storedOf = ({ id, sha256, size, mediaType, name, coverage }: File): StoredFile => ({
  ...{ id, sha256, size, mediaType, name },
  coverage: coverage as StoredFile['coverage'],
});

/** What other libs do with files. A use is what makes a file seen by others, and keeps it from being swept. */
@Injectable()
export class Files {
  private readonly log = new Logger(Files.name);
  /** Made once all libs are loaded: they say what files follow. */
  private readonly finding = findSeen();
  private readonly plan = { text: this.finding.text, values: [], guarded: true, uses: 0 };

  constructor(
    private readonly db: Db,
    private readonly reader: Reader,
    private readonly store: FileStore,
  ) {}

  /** Binds an upload of the actor's own to what it was sent for; once more for the same subject changes the openness. */
  async use(tx: Tx, fileId: string, use: Use): Promise<StoredFile> {
    const file = await tx.lock(File, fileId);
    const isSystem = tx.actor.kind === 'system';
    if (!isSystem && file.uploadedBy !== tx.actor.id) throw Forbidden({ reason: NOT_YOUR_UPLOAD });
    const { mediaTypes, maxBytes, subjectType, subjectId, isPublic, audience } = use;
    if (!mediaTypes.includes(file.mediaType)) throw FileTypeRefused({ found: file.mediaType, taken: mediaTypes });
    if (maxBytes !== undefined && file.size > maxBytes) throw FileTooLarge({ maxBytes });
    await tx.sql(
      `INSERT INTO file_use (id, file_id, subject_type, subject_id, person_id, is_public, audience)
       VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (file_id, subject_type, subject_id) DO UPDATE SET is_public = $6, audience = $7`,
      [newId(), fileId, subjectType, subjectId, isSystem ? null : tx.actor.id, isPublic, audience],
    );
    await tx.em.update(File, { id: fileId }, { unusedSince: null });
    return storedOf(file);
  }

  /** Opens or closes the files of a subject, or one of them, when its own openness changes: says of how many. */
  async retarget(tx: Tx, subjectId: string, { isPublic, audience }: Openness, fileId?: string): Promise<number> {
    const [done] = await tx.sql<{ n: number }>(`SELECT file_use_retarget($1, $2, $3, $4) AS n`, [
      ...[subjectId, fileId ?? null, isPublic, audience],
    ]);
    return done!.n;
  }

  /** Ends the uses of a subject, or one of them; a file that nothing uses any more goes after a day. */
  async release(tx: Tx, subjectId: string, fileId?: string): Promise<number> {
    const [done] = await tx.sql<{ n: number }>(`SELECT file_use_release($1, $2) AS n`, [subjectId, fileId ?? null]);
    return done!.n;
  }

  /** The content for the server's own work, by the file's id or its hash; asks nobody's leave. Not inside a transaction. */
  async bytes(idOrHash: string): Promise<Readable> {
    return this.content(isUUID(idOrHash) ? (await this.stored(idOrHash)).sha256 : idOrHash);
  }

  /** A file by its id, for the server's own work. */
  stored(id: string): Promise<StoredFile> {
    return this.db.run(SYSTEM, async (tx: Tx) => {
      tx.allow(true);
      const file = await tx.em.findOneBy(File, { id });
      if (!file) throw NotFound({ type: 'File', id });
      return storedOf(file);
    });
  }

  /** What the actor may download, or NOT_FOUND: the same for what is hidden and for what is not there. */
  async seen(actor: Actor | null, id: string): Promise<StoredFile> {
    const given = new Map<unknown, unknown>([
      [WHICH, id],
      [ACTOR, actor?.id ?? null],
    ]);
    const values = this.finding.values.map((value) => (given.has(value) ? given.get(value) : value));
    const row = isUUID(id) ? await this.reader.run(this.plan, values, actor) : null;
    if (!row) throw NotFound({ type: 'File', id });
    return JSON.parse(row) as StoredFile;
  }

  /** The content by its hash, whole and unaltered, or a refusal that the log tells the operator of. */
  async content(sha256: string): Promise<Readable> {
    try {
      return await this.store.open(sha256);
    } catch (error) {
      if (error instanceof DomainError) this.log.error(`${error.extensions.code}: ${sha256}`);
      throw error;
    }
  }
}

const NOT_YOUR_UPLOAD = 'Ten plik przesłał ktoś inny. Użyć można tylko pliku, który przesłało się samemu.';
