import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Given, type Someone } from './given.ts';
import { Journal, type Post } from './journal.ts';
import { command, konwent, leftIn } from './konwent.ts';
import { Running } from './running.ts';
import { pdf } from './sample-files.ts';
import type { Random } from './world.ts';

const CREATE = `mutation ($input: CreateEntityInput!) { createEntity(input: $input) { id version } }`;
const EDIT = `mutation ($input: EditConventInput!) { editConvent(input: $input) { id version } }`;
const TICKET = `mutation ($input: CreateUploadTicketInput!) { createUploadTicket(input: $input) { ticket } }`;

interface Upload {
  readonly id: string;
  readonly bytes: Buffer;
  readonly at: number;
}

export interface Plan {
  readonly publicKey: string;
  readonly privateKey: string;
  /** The folder of the copies; two are kept. */
  readonly copies: string;
  readonly into: string;
  /** How many copies and how many restores are killed before the ones that count. */
  readonly kills: { readonly copies: number; readonly restores: number };
}

/** What a rehearsal has to show. */
export interface Rehearsed {
  readonly file: string;
  /** What the restore said. */
  readonly restored: object;
  readonly writes: number;
  readonly beforeMark: number;
  readonly files: number;
  readonly filesBeforeMark: number;
  readonly bytes: number;
  readonly backupMs: number;
  readonly restoreMs: number;
  readonly startMs: number;
  /** Acknowledged before the mark and not in the restored node: has to stay empty. */
  readonly lost: readonly string[];
  /** There, but not as anybody was told, or there twice. */
  readonly wrong: readonly string[];
}

/** A node under write load, from which copies are made and that is then killed. */
export class Rehearsal {
  readonly running: Running;
  private chair!: Someone;
  private convent!: { id: string };
  private journals: Journal[] = [];
  private edits!: Journal;
  private readonly uploads: Upload[] = [];
  private uploading?: Promise<void>;
  private stopping = false;

  constructor(
    readonly folder: string,
    private readonly random: Random,
  ) {
    this.running = new Running(join(folder, 'data'));
  }

  async begin(): Promise<void> {
    await this.running.start();
    const owner = new pg.Client(await this.running.ownerUrl());
    await owner.connect();
    const given = new Given(null as never, async (text, values) => (await owner.query(text, values)).rows as never[]);
    this.convent = await given.convent();
    this.chair = await given.holder('CHAIR', this.convent);
    await owner.end();
    const entity = (line: number) => (n: number) => ({
      data: { kind: 'CIS', name: `Zapis „${line}.${n}” <b>`, voivodeship: '22' },
    });
    this.edits = new Journal(
      EDIT,
      (n) => ({ conventId: this.convent.id, expectedVersion: n + 1, officialName: `Konwent ${n + 1}`, aliases: [] }),
      this.post,
    );
    this.journals = [...[1, 2, 3].map((line) => new Journal(CREATE, entity(line), this.post)), this.edits];
  }

  /** Writes until told to stop. */
  load(): void {
    this.stopping = false;
    this.journals.forEach((each) => each.begin());
    this.uploading = this.upload();
  }

  async still(): Promise<void> {
    this.stopping = true;
    await Promise.all([...this.journals.map((each) => each.end()), this.uploading]);
  }

  /**
   * Makes a copy in the middle of the load, kills the node, restores it elsewhere, and asks that one for everything; before
   * each of the two, some that are killed.
   */
  async rehearse({ publicKey, privateKey, copies, into, kills }: Plan): Promise<Rehearsed> {
    const making = ['backup', copies, '--to', publicKey, '--keep', '2', '--json'];
    this.load();
    await sleep(150 + this.random(300));
    for (let round = 0; round < kills.copies; round++) await this.killed(making, copies);
    const [copied, backupMs] = await timed(konwent(making, this.running.folder));
    if (copied.code) throw new Error(copied.stderr);
    await sleep(150);
    await this.still();
    await this.killAll();
    const { mark, bytes, file } = JSON.parse(copied.stdout) as { mark: { at: string }; bytes: number; file: string };
    const restoring = ['restore', file, '--key', privateKey, '--into', into, '--json'];
    for (let round = 0; round < kills.restores; round++) await this.killed(restoring, dirname(into));
    const [restored, restoreMs] = await timed(konwent(restoring));
    if (restored.code) throw new Error(restored.stderr);
    const again = new Running(into);
    const [, startMs] = await timed(again.start());
    try {
      const found = await this.compare(again, Date.parse(mark.at));
      return { ...found, file, restored: JSON.parse(restored.stdout) as object, bytes, backupMs, restoreMs, startMs };
    } finally {
      await again.stop();
    }
  }

  /** A command that is killed at some moment after it began to write into the folder. */
  private async killed(args: string[], place: string): Promise<void> {
    const { child, ended } = command(args, this.running.folder);
    for (let tries = 0; !(await leftIn(place)).length && tries < 1_000; tries++) await sleep(10);
    await sleep(this.random(args[0] === 'backup' ? 150 : 1_500));
    child.kill('SIGKILL');
    const { stdout } = await ended;
    // Now and then it was quicker; then the next one begins from where this one began.
    if (stdout)
      await rm((JSON.parse(stdout) as { file?: string; folder?: string }).file ?? args[5]!, { recursive: true });
  }

  /** The application and its PostgreSQL, at once. */
  async killAll(): Promise<void> {
    const { pid } = await this.running.postmaster();
    await this.running.kill();
    process.kill(pid, 'SIGKILL');
  }

  private post: Post = async (query, variables) => {
    const response = await fetch(`${this.running.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.chair.token}` },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors = [] } = (await response.json()) as {
      data: Record<string, Record<string, unknown>> | null;
      errors?: { extensions: { code: string } }[];
    };
    return { data, codes: errors.map(({ extensions }) => extensions.code) };
  };

  private async upload(): Promise<void> {
    while (!this.stopping) {
      const bytes = Buffer.from(pdf({ says: `plik ${this.uploads.length} ${this.random(1e9)}` }));
      const input = { fileName: 'skan „ż”.pdf', size: bytes.length, purpose: 'ATTACHMENT' };
      const { data } = await this.post(TICKET, { input });
      const headers = {
        authorization: `Bearer ${this.chair.token}`,
        'upload-ticket': data?.createUploadTicket!.ticket,
      };
      const response = await fetch(`${this.running.url}/files`, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream', ...headers } as Record<string, string>,
        body: bytes as never,
      });
      if (response.status !== 201) throw new Error(await response.text());
      const { fileId } = (await response.json()) as { fileId: string };
      this.uploads.push({ id: fileId, bytes, at: Date.now() });
      await sleep(20);
    }
  }

  private async compare(
    again: Running,
    mark: number,
  ): Promise<Omit<Rehearsed, `${string}Ms` | 'bytes' | 'file' | 'restored'>> {
    const owner = new pg.Client(await again.ownerUrl());
    await owner.connect();
    const { rows } = await owner
      .query<{ id: string; name: string; count: number }>(
        `SELECT e.id, e.name, (SELECT count(*)::int FROM event WHERE subject_id = e.id) AS count FROM entity e
         UNION ALL SELECT id, official_name, version FROM convent`,
      )
      .finally(() => owner.end());
    const found = new Map(rows.map((row) => [row.id, row]));
    const entries = this.journals.slice(0, 3).flatMap(({ acknowledged }) => acknowledged);
    const [lost, wrong] = [[] as string[], [] as string[]];
    for (const { input, answer, answeredAt } of entries) {
      const [row, name] = [found.get(answer!.id as string), (input.data as { name: string }).name];
      if (!row && answeredAt! < mark) lost.push(name);
      if (row && (row.name !== name || row.count !== 1)) wrong.push(name);
    }
    const names = rows.map(({ name }) => name);
    if (new Set(names).size < names.length) wrong.push('there are rows twice');
    const edits = this.edits.acknowledged.filter(({ answeredAt }) => answeredAt! < mark);
    const { count: version, name } = found.get(this.convent.id)!;
    if (version < edits.length + 1) lost.push(`version ${edits.length + 1} of the convent, which has ${version}`);
    if (version > 1 && name !== `Konwent ${version - 1}`) wrong.push(name);
    lost.push(...(await this.lostFiles(again, mark)));
    const beforeMark = entries.filter(({ answeredAt }) => answeredAt! < mark).length + edits.length;
    const filesBeforeMark = this.uploads.filter(({ at }) => at < mark).length;
    const writes = entries.length + this.edits.acknowledged.length;
    return { writes, beforeMark, files: this.uploads.length, filesBeforeMark, lost, wrong };
  }

  private async lostFiles(again: Running, mark: number): Promise<string[]> {
    const lost: string[] = [];
    for (const { id, bytes, at } of this.uploads) {
      const headers = { authorization: `Bearer ${this.chair.token}` };
      const response = await fetch(`${again.url}/files/${id}`, { headers });
      const got = Buffer.from(await response.arrayBuffer());
      // Later ones may be there or not, but never without their bytes.
      const isAsItMustBe = response.ok ? got.equals(bytes) : at >= mark && response.status === 404;
      if (!isAsItMustBe) lost.push(`file ${id}: ${response.status}`);
    }
    return lost;
  }
}

async function timed<T>(work: Promise<T>): Promise<[T, number]> {
  const since = performance.now();
  const result = await work;
  return [result, Math.round(performance.now() - since)];
}
