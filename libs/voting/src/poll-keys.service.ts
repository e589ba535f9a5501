import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import pg from 'pg';
import { APP_ROLE, Config, connectionOptions, DATABASE_URL, Db, SYSTEM, type Tx } from '#core';
import { newPollKeys, publicKeyOf, type PollKeys } from './sealing.ts';

const SUFFIX = '.key';

/**
 * The private keys of secret polls: files of DATA_DIR, so that neither the database nor its backups open a ballot. Every
 * process that closes polls needs the same folder.
 */
@Injectable()
export class PollKeyFiles {
  private readonly folder: string;

  constructor(
    config: Config,
    private readonly db: Db,
    @Inject(DATABASE_URL) private readonly url: string,
  ) {
    this.folder = resolve(config.DATA_DIR, 'polls');
  }

  /**
   * Makes the keys of a poll that is about to open, under its lock. The file is on the disk before the transaction
   * commits: no poll is ever open without one, and one that is left by a failed opening is replaced by the next.
   */
  async make(pollId: string): Promise<Buffer> {
    const keys = newPollKeys();
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await rm(this.path(pollId), { force: true });
    const file = await open(this.path(pollId), 'wx', 0o600);
    try {
      await file.writeFile(keys.privateKey.toString('base64'));
      await file.sync();
    } finally {
      await file.close();
    }
    const folder = await open(this.folder, 'r');
    await folder.sync().finally(() => folder.close());
    return keys.publicKey;
  }

  /** The keys of a poll, if they are here and belong to it. */
  async of(pollId: string, publicKey: Buffer): Promise<PollKeys | undefined> {
    const text = await readFile(this.path(pollId), 'ascii').catch(() => undefined);
    if (!text) return undefined;
    const privateKey = Buffer.from(text, 'base64');
    return publicKeyOf(privateKey).equals(publicKey) ? { publicKey, privateKey } : undefined;
  }

  /**
   * Destroys the keys of polls that are over and sweeps what their envelopes left in the table; only after the commit
   * that ended them, and again by the clock, so that no crash in between keeps a key. Gives how many.
   */
  async sweep(): Promise<number> {
    const files = await readdir(this.folder).catch(() => [] as string[]);
    const ids = files.filter((name) => name.endsWith(SUFFIX)).map((name) => name.slice(0, -SUFFIX.length));
    if (!ids.length) return 0;
    const over = await this.db.run(SYSTEM, (tx: Tx) => {
      tx.allow(true);
      return tx.sql<{ id: string }>(
        `SELECT id FROM poll WHERE id::text = ANY ($1) AND state IN ('CLOSED', 'PUBLISHED', 'CANCELLED')`,
        [ids],
      );
    });
    for (const { id } of over) await this.destroy(id);
    if (over.length) await this.vacuum();
    return over.length;
  }

  private path = (pollId: string): string => join(this.folder, `${pollId}${SUFFIX}`);

  /** Overwritten first, as far as the file system lets one. */
  private async destroy(pollId: string): Promise<void> {
    const file = await open(this.path(pollId), 'r+').catch(() => undefined);
    if (!file) return;
    const { size } = await file.stat();
    await file.write(Buffer.alloc(size), 0, size, 0);
    await file.sync().finally(() => file.close());
    await rm(this.path(pollId), { force: true });
  }

  /** VACUUM is no part of any transaction. */
  private async vacuum(): Promise<void> {
    const options = `${connectionOptions(APP_ROLE)} -c statement_timeout=60000`;
    const client = new pg.Client({ connectionString: this.url, options, application_name: 'konwent polls' });
    await client.connect();
    await client.query('VACUUM poll_vote').finally(() => client.end());
  }
}
