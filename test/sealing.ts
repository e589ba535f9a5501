import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Config, Db, SYSTEM, type Actor, type Tx } from '#core';
import { NodeKeys, recordFile, Seals, verifyRecord, type PublishedKeys, type SealedRecord } from '#seals';
import { KeyFiles } from '../libs/seals/src/key.files.ts';
import { startApp, type TestApp } from './app.ts';

export const RESULT = { title: 'Uchwała „Żółw” nr 1/2026', votes: { FOR: 5, AGAINST: 0 } };

/** A node of its own for each test, with what one does to its keys and seals. */
export class Sealing {
  t: TestApp;

  get folder(): string {
    return join(this.t.dataDir, 'keys');
  }
  get keys(): NodeKeys {
    return this.t.app.get(NodeKeys);
  }
  get seals(): Seals {
    return this.t.app.get(Seals);
  }
  get files(): KeyFiles {
    return new KeyFiles(Config.load({ DATA_DIR: this.t.dataDir }));
  }

  names = async (): Promise<string[]> => (await readdir(this.folder)).sort();
  inUse = async () => (await this.keys.all()).at(-1)!;
  async inUseSoon() {
    for (const latest = Date.now() + 10_000; Date.now() < latest; await sleep(50)) {
      const key = await this.inUse();
      if (key) return key;
    }
    throw new Error('there is no key yet');
  }
  forgetRows = () => this.t.sql('DELETE FROM node_key');

  /** What another process has: nothing in memory yet. */
  another(): { keys: NodeKeys; seals: Seals } {
    const keys = new NodeKeys(this.t.app.get(Db), this.files);
    return { keys, seals: new Seals(keys) };
  }

  seal(seals = this.seals, actor: Actor = SYSTEM, record: object = RESULT): Promise<SealedRecord<object>> {
    return this.t.app.get(Db).run(actor, (tx: Tx) => {
      tx.allow(true);
      return seals.seal(tx, 'poll-result', record);
    });
  }

  async verdict(sealed: SealedRecord<object>, keys?: PublishedKeys): Promise<string> {
    const result = await verifyRecord(recordFile(sealed), keys ?? (await this.seals.publicKeys()));
    return result.ok ? 'ok' : result.problem;
  }
}

/**
 * Keeps everybody from changing the keys meanwhile; `cut` waits for the next who wants to, and ends that connection as a
 * database does that falls.
 */
export async function whileHeld<T>(ownerUrl: string, work: (cut: () => Promise<void>) => Promise<T>): Promise<T> {
  const lock = 5_461_205;
  const owner = new pg.Client(ownerUrl);
  const ended: number[] = [];
  await owner.connect();
  await owner.query(`SELECT pg_advisory_lock($1)`, [lock]);
  const cut = async (): Promise<void> => {
    for (const before = ended.length; ended.length === before; await sleep(20)) {
      const { rows } = await owner.query<{ pid: number }>(
        `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = $1 AND NOT granted AND pid <> ALL ($2)
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
        [lock, ended],
      );
      for (const { pid } of rows.slice(0, 1)) {
        await owner.query(`SELECT pg_terminate_backend($1)`, [pid]);
        ended.push(pid);
      }
    }
  };
  return work(cut).finally(() => owner.end());
}

export function useSealing(): Sealing {
  const node = new Sealing();
  beforeEach(async () => void (node.t = await startApp()));
  afterEach(() => node.t.stop());
  return node;
}

/** The code of a refusal, or "done". */
export const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: { extensions?: { code: string } }) => error.extensions?.code ?? String(error),
  );
