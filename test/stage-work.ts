import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '#core';
import { verifyRecord, type PublishedKeys } from '#seals';
import type { TestApp } from './app.ts';
import { Given } from './given.ts';
import { command, type Ended } from './konwent.ts';
import { OPEN, Polls, type VotingConvent } from './polls.ts';
import type { Writers } from './writers.ts';

interface Opened {
  readonly id: string;
  readonly rollSize: number;
  readonly frozenHash: string;
}

/** Work of a node that is more than rows: polls with their key files, and the keys that it seals with. */
export class StageWork {
  private polls!: Polls;
  private circle!: VotingConvent;
  private sealed!: string;
  /** Mutations with a key of their own that were acknowledged. */
  keyed = 0;

  constructor(private readonly writers: Writers) {}

  /** A convent that votes, and a result that it has published. */
  async prepare(): Promise<void> {
    this.polls = new Polls(this.api() as TestApp);
    this.circle = await this.polls.convent(3);
    const { chair, convent } = this.circle;
    const pollId = await this.polls.open(chair, convent, { visibility: 'PUBLIC' });
    await this.cast(0, pollId);
    await this.polls.result(chair, pollId);
    this.sealed = (await this.polls.record(pollId)).text;
  }

  private async cast(member: number, pollId: string): Promise<void> {
    await this.polls.cast(this.circle.members[member]!.speaker, pollId, 'FOR');
    this.keyed++;
  }

  async drafts(): Promise<string[]> {
    const { chair, convent } = this.circle;
    const drafts: string[] = [];
    for (let i = 0; i < 6; i++) drafts.push(await this.polls.draft(chair, convent, { secret: true }));
    return drafts;
  }

  /** The API of the node for what prepares rows in tests. */
  private api(): Pick<TestApp, 'get' | 'given' | 'sql' | 'url'> {
    const sql = (async (text: string, values?: unknown[]) =>
      this.writers.asOwner(async (owner) => (await owner.query(text, values)).rows as never[])) as TestApp['sql'];
    const get = (async (asker: { token: string }, query: string, variables: object) => {
      const { data, errors } = await this.asked(asker.token, query, variables);
      if (!data || errors) throw new Error(JSON.stringify(errors));
      return data;
    }) as unknown as TestApp['get'];
    return { get, sql, given: new Given(null as never, sql as never), url: this.writers.node.url };
  }

  private async asked(token: string, query: string, variables: object) {
    const response = await fetch(`${this.writers.node.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(5_000),
    });
    return (await response.json()) as {
      data: Record<string, { id: string; rollSize: number; frozenHash: string }> | null;
      errors?: { extensions: { code: string } }[];
    };
  }

  /** Whether what was published before is still confirmed by the keys that the node publishes now. */
  async isStillTrue(): Promise<boolean> {
    const keys = (await (
      await fetch(`${this.writers.node.url}/.well-known/konwent-keys.json`)
    ).json()) as PublishedKeys;
    return (await verifyRecord(this.sealed, keys)).ok;
  }

  /** Opens polls one after the other, each under one key until it is known to be open. */
  async openAll(ids: readonly string[]): Promise<Opened[]> {
    const opened: Opened[] = [];
    for (const pollId of ids) {
      const input = { pollId, expectedVersion: 1, clientMutationId: newId() };
      for (let answer; !answer;) {
        const { data, errors } = await this.asked(this.circle.chair.token, OPEN, { input }).catch(() => ({
          data: null,
          errors: [],
        }));
        const codes = (errors ?? []).map(({ extensions }) => extensions.code).filter((code) => code !== 'BUSY');
        if (codes.length) throw new Error(codes.join());
        answer = data?.openPoll;
        if (answer) opened.push(answer) && this.keyed++;
        else await sleep(20);
      }
    }
    return opened;
  }

  /** A command beside the running node that needs its database alone. */
  async beside(...args: string[]): Promise<{ ended: Promise<Ended> }> {
    const { runtime } = JSON.parse(await readFile(join(this.writers.node.folder, 'secrets.json'), 'utf8')) as {
      runtime: string;
    };
    const ownerUrl = await this.writers.node.ownerUrl();
    const url = ownerUrl.replace(/\/\/.*@/, `//konwent_runtime:${runtime}@`);
    return command(args, this.writers.node.folder, { DATABASE_URL: url, OWNER_DATABASE_URL: ownerUrl });
  }

  async keysAreWhole(): Promise<number> {
    const keys = await this.api().sql<{ kid: string; retiredAt: string | null }>(
      `SELECT kid, retired_at AS "retiredAt" FROM node_key ORDER BY valid_from`,
    );
    const current = keys.filter(({ retiredAt }) => !retiredAt).map(({ kid }) => kid);
    const files = (await readdir(join(this.writers.node.folder, 'keys'))).filter((name) => name.endsWith('.json'));
    const texts = await Promise.all(
      files.map((name) => readFile(join(this.writers.node.folder, 'keys', name), 'utf8')),
    );
    const able = texts
      .map((text) => JSON.parse(text) as { kid: string; jwk: { d?: string } })
      .filter(({ jwk }) => jwk.d);
    expect(able.map(({ kid }) => kid)).toEqual(current);
    expect(files.sort()).toEqual(keys.map(({ kid }) => `${kid}.json`).sort());
    return keys.length;
  }

  async pollsAreWhole(opened: readonly Opened[]): Promise<void> {
    const rows = await this.api().sql<{
      id: string;
      state: string;
      events: number;
      rollSize: number;
      frozenHash: string;
    }>(
      `SELECT id, state, roll_size AS "rollSize", frozen_hash AS "frozenHash",
         (SELECT count(*)::int FROM event WHERE subject_id = p.id AND type = 'poll.opened') AS events
       FROM poll p WHERE id = ANY ($1) ORDER BY id`,
      [opened.map(({ id }) => id)],
    );
    const told = opened.map(({ id, frozenHash }) => ({ id, state: 'OPEN', rollSize: 3, frozenHash, events: 1 }));
    expect(rows).toEqual(told.sort((a, b) => (a.id < b.id ? -1 : 1)));
    const files = await readdir(join(this.writers.node.folder, 'polls'));
    expect(opened.filter(({ id }) => !files.includes(`${id}.key`))).toEqual([]);
    // The key opens what is cast: a ballot goes in, and the result has it.
    const { id } = opened.at(-1)!;
    await this.cast(1, id);
    expect(await this.polls.result(this.circle.chair, id)).toMatchObject({ votesCast: 1 });
  }
}
