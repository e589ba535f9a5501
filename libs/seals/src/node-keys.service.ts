import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Db, newId, refusalIn, SYSTEM, type Tx } from '#core';
import { KeyFiles, type KeptKey } from './key.files.ts';
import { attest, newPair, signerOf, type Signer } from './key.pairs.ts';
import { readKeys } from './keys.chain.ts';
import { NodeKey, publishedSet } from './node-key.entity.ts';
import { Wrong } from './record.problem.ts';
import { KeysUnclear, SealingUnavailable } from './seals.errors.ts';
import { NodeKeyMade, NodeKeyRetired } from './seals.events.ts';

/** Shared by those who seal, alone for whoever changes the keys: so a key seals nothing after it was retired. */
const LOCK = 5_461_205;
/** How soon it tries again to bring the two together after the database went away meanwhile. */
const AGAIN_MS = 1_000;

/** The keys of this node: public ones in the database, private ones in files, the two brought together at each start. */
@Injectable()
export class NodeKeys implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(NodeKeys.name);
  private again?: NodeJS.Timeout;
  private isOver = false;
  private readonly signers = new Map<string, Signer>();

  constructor(
    private readonly db: Db,
    private readonly files: KeyFiles,
  ) {}

  /** A node that cannot seal still answers, hence no error gets out; a database that is away for a while is waited for. */
  async onApplicationBootstrap(): Promise<void> {
    try {
      const { kid } = await this.settle();
      if (!(await this.read(kid))) this.log.error(this.lost(kid));
    } catch (error) {
      if (this.isOver) return;
      const { message } = error as Error;
      if (refusalIn(error)?.extensions.code !== 'BUSY') return this.log.error(`sealing does not work: ${message}`);
      this.log.warn(`sealing waits for the database: ${message}`);
      this.again = setTimeout(() => void this.onApplicationBootstrap(), AGAIN_MS).unref();
    }
  }

  beforeApplicationShutdown(): void {
    this.isOver = true;
    clearTimeout(this.again);
  }

  /** Public keys, oldest first. */
  all(): Promise<NodeKey[]> {
    return this.db.run(SYSTEM, async (tx: Tx) => {
      tx.allow(true);
      return rows(tx);
    });
  }

  /**
   * Makes the first key, or completes what a killed process or an older copy of the database lacks: files are written
   * before rows, so a file that continues the chain is a key. Answers with the key in use.
   */
  async settle(): Promise<NodeKey> {
    const keys = await this.alone((tx) => this.settled(tx));
    const kept = await Promise.all(keys.slice(0, -1).map(({ kid }) => this.files.read(kid)));
    for (const file of kept) if (file?.jwk.d) await this.alone(() => this.files.forgetPrivate(file.kid));
    return keys.at(-1)!;
  }

  /** Puts a new key in place of the one in use, which vouches for it and whose private half then goes. */
  async rotate(): Promise<NodeKey> {
    const { kid } = await this.settle();
    await this.alone(async (tx) => {
      const current = (await this.settled(tx)).at(-1)!;
      if (current.kid !== kid) return; // somebody else was quicker, or this is tried again
      const signer = await this.signer(current.kid);
      const now = await clock(tx);
      const validFrom = new Date(Math.max(Number(now), Number(current.validFrom) + 1)).toISOString();
      const pair = await newPair();
      const attestedBy = await attest(signer, pair, validFrom);
      const key = { ...pair, createdAt: now.toISOString(), validFrom, previous: current.kid, attestedBy };
      await this.files.add(key);
      await insert(tx, key, current);
    });
    return this.settle();
  }

  /** The key in use, for as long as the transaction lasts, and the instant of sealing. */
  async inUse(tx: Tx): Promise<Signer & { sealedAt: string }> {
    await tx.sql(`SELECT pg_advisory_xact_lock_shared($1)`, [LOCK]);
    const current = (await rows(tx)).at(-1);
    if (!current) throw SealingUnavailable();
    const at = Math.max(Number(await clock(tx)), Number(current.validFrom));
    return { ...(await this.signer(current.kid)), sealedAt: new Date(at).toISOString() };
  }

  /** Nobody else changes the keys meanwhile, in whatever process, and nobody seals. */
  private alone<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.db.run(SYSTEM, async (tx: Tx) => {
      tx.allow(true);
      await tx.sql(`SELECT pg_advisory_xact_lock($1)`, [LOCK]);
      return work(tx);
    });
  }

  private async signer(kid: string): Promise<Signer> {
    const signer = await this.read(kid);
    if (signer) return signer;
    this.log.error(this.lost(kid));
    throw SealingUnavailable({ kid });
  }

  private async read(kid: string): Promise<Signer | null> {
    const known = this.signers.get(kid);
    if (known) return known;
    const file = await this.files.read(kid);
    const signer = file && (await signerOf(file));
    if (signer) this.signers.set(kid, signer);
    return signer;
  }

  private lost(kid: string): string {
    return `sealing does not work: ${this.files.path(kid)} is missing or damaged. Restore it from a backup; no other key is made in its place.`;
  }

  private async settled(tx: Tx): Promise<NodeKey[]> {
    const known = new Set((await rows(tx)).map(({ kid }) => kid));
    const kept = await this.files.all();
    if (!known.size && !kept.length) kept.push(await this.first(tx));
    for (const file of kept.filter(({ kid }) => !known.has(kid))) {
      const keys = await rows(tx);
      const reason = await misfit(keys, file);
      if (!reason) await insert(tx, file, keys.at(-1));
      else if (!known.size) throw KeysUnclear({ reason });
      else this.log.warn(`${this.files.path(file.kid)} is no key of this node and is not used: ${reason}`);
    }
    return rows(tx);
  }

  private async first(tx: Tx): Promise<KeptKey> {
    const now = (await clock(tx)).toISOString();
    const pair = await newPair();
    await this.files.add({ ...pair, createdAt: now, validFrom: now, previous: null, attestedBy: null });
    return (await this.files.read(pair.kid))!;
  }
}

/** Why a file does not continue the chain, if so: it may be anything, and only what others could verify becomes a key. */
async function misfit(before: NodeKey[], file: KeptKey): Promise<string | undefined> {
  const last = before.at(-1);
  if ((last?.kid ?? null) !== file.previous)
    return `Klucz ${file.kid} nie następuje po ${last?.kid ?? 'żadnym innym'}.`;
  const added = rowOf(file);
  const retired = last ? [{ ...last, retiredAt: added.validFrom }] : [];
  try {
    await readKeys(publishedSet([...before.slice(0, -1), ...retired, added]));
    return undefined;
  } catch (error) {
    if (error instanceof Wrong) return error.message;
    throw error;
  }
}

const rows = (tx: Tx): Promise<NodeKey[]> => tx.em.find(NodeKey, { order: { validFrom: 'ASC' } });

/** Not the transaction's: a seal is given while the lock is held. */
async function clock(tx: Tx): Promise<Date> {
  const [row] = await tx.sql<{ now: Date }>(`SELECT date_trunc('milliseconds', clock_timestamp()) AS now`);
  return row!.now;
}

function rowOf({ kid, jwk, createdAt, validFrom, previous, attestedBy }: Omit<KeptKey, 'format'>): NodeKey {
  const { kty, crv, x } = jwk;
  const times = { createdAt: new Date(createdAt), validFrom: new Date(validFrom), retiredAt: null };
  return { id: newId(), kid, jwk: { kty, crv, x }, ...times, previous, attestedBy };
}

async function insert(tx: Tx, file: Omit<KeptKey, 'format'>, last: NodeKey | undefined): Promise<void> {
  const row = rowOf(file);
  if (last) {
    await tx.em.update(NodeKey, { id: last.id }, { retiredAt: row.validFrom });
    tx.emit(NodeKeyRetired(last.id, {}));
  }
  await tx.em.insert(NodeKey, row);
  tx.emit(NodeKeyMade(row.id, { first: !last }));
}
