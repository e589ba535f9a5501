import { copyFile, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { useApp } from '#test/app';
import type { Someone } from '#test/given';
import { CAST, CLOSE, OPEN, Polls, type VotingConvent } from '#test/polls';
import { ClosingService } from './closing.service.ts';

const EVERYTHING = `query ($id: ID!) { poll(id: $id) { id state version question explanation kind electorate functions secret
  amendsRules seats maxChoices quorumPercent majority abstentions tie mayChange doubleMajority rulesBasis visibility
  closesAt openedAt closedAt publishedAt rollSize frozenHash options { id label position }
  mySeats { id name weight vote { id choice optionIds receipt mandate { id } } }
  roll { totalCount pageInfo { hasNextPage } nodes { id name weight vote { id choice optionIds receipt at } } }
  acts { action at reason closesAt } result { outcome votesCast inFavour recordHash }
  availableActions { action allowed reason } convent { polls { totalCount nodes { id state version result { id } } } } } }`;

/** What differs from poll to poll by its nature stands for its kind; its length stays. */
const plain = (value: unknown): string =>
  JSON.stringify(value)
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>')
    .replace(/\\{0,2}x?[0-9a-f]{56,}/g, (hex) => `<${hex.length} hex>`)
    .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)?/g, '<time>');

describe('a poll before its end', () => {
  const t = useApp();
  let polls: Polls;
  let place: VotingConvent;
  beforeAll(async () => {
    polls = new Polls(t);
    place = await polls.convent(4);
  });
  const rest = { question: 'Czy przyjąć plan?', closesAt: '2090-01-01T00:00:00.000Z' };

  /** All rows that concern a poll, with the sizes of their values, as a superuser reads them. */
  async function stored(pollId: string): Promise<string> {
    const of: Record<string, string> = {
      poll: 'x.id = $1',
      poll_vote: 'x.poll_id = $1',
      poll_ballot: 'x.poll_id = $1',
      poll_voter: 'x.poll_id = $1',
      poll_act: 'x.poll_id = $1',
      poll_result: 'x.id = $1',
      event: `x.subject_id = $1 OR x.data->>'pollId' = $1::text`,
    };
    const found: unknown[] = [];
    for (const [table, where] of Object.entries(of)) {
      const rows = await t.sql<{ row: Record<string, unknown>; size: number }>(
        `SELECT to_jsonb(x) - 'xact' - 'name' AS row, pg_column_size(x.*) AS size FROM ${table} x WHERE ${where}`,
        [pollId],
      );
      if (table === 'event') for (const { row } of rows) row.id = 0;
      found.push(
        table,
        rows
          .map((each) => JSON.stringify(each))
          .map((each) => plain(JSON.parse(each)))
          .sort(),
      );
    }
    return JSON.stringify(found);
  }

  it.each([
    ['secret', true],
    ['open', false],
  ])('answers, stores and tells the same whatever was cast (%s)', async (_, secret) => {
    const [yes, no, none] = [
      await polls.open(place.chair, place.convent, { secret, ...rest }),
      await polls.open(place.chair, place.convent, { secret, ...rest }),
      await polls.open(place.chair, place.convent, { secret, ...rest }),
    ];
    const voters = place.members.slice(0, 3).map(({ speaker }) => speaker);
    const raw = async (who: Someone, pollId: string, choice: string) => {
      const body = JSON.stringify({ query: CAST, variables: { input: { pollId, choice } } });
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${who.token}` };
      const answer = await fetch(`${t.url}/graphql`, { method: 'POST', headers, body });
      return { text: await answer.text(), length: answer.headers.get('content-length') };
    };
    for (const voter of voters) {
      const [first, second] = [await raw(voter, yes, 'FOR'), await raw(voter, no, 'ABSTAIN')];
      if (secret) expect([plain(first.text), first.length]).toEqual([plain(second.text), second.length]);
    }
    const silent = place.members[3]!.speaker;
    const outsiders = [place.chair, place.secretary, silent, await t.given.holder('STAFF', place.members[0]!.entity)];
    const answer = async (who: Someone, id: string) => {
      const { data, errors } = await t.ask(who, EVERYTHING, { id });
      expect(errors).toEqual([]);
      // The order of the seats is that of their ids, and so another in every poll.
      const { roll } = (data as unknown as { poll: { roll: { nodes: { name: string }[] } } }).poll;
      roll.nodes.sort((a, b) => (a.name < b.name ? -1 : 1));
      return { text: plain(data), length: JSON.stringify(data).length };
    };
    for (const who of outsiders) {
      const seen = await answer(who, yes);
      expect(seen.text).toContain('"state":"OPEN"');
      expect(seen).toEqual(await answer(who, no));
      // Nor does anything tell that somebody has voted at all.
      expect(seen).toEqual(await answer(who, none));
    }
    if (!secret) return;
    for (const who of voters) expect(await answer(who, yes)).toEqual(await answer(who, no));
    expect(await stored(yes)).toBe(await stored(no));
    expect(await stored(yes)).not.toBe(await stored(none));
  });

  it('has its key in a file that only the node’s account reads, and not in the database', async () => {
    const folder = join(t.dataDir, 'polls');
    const pollId = await polls.open(place.chair, place.convent, { secret: true });
    const path = join(folder, `${pollId}.key`);
    expect([(await stat(path)).mode & 0o777, (await stat(folder)).mode & 0o777]).toEqual([0o600, 0o700]);
    const key = Buffer.from(await readFile(path, 'ascii'), 'base64')
      .subarray(-32)
      .toString('hex');
    const tables = await t.sql<{ name: string }>(`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`);
    for (const { name } of tables)
      expect(await t.sql(`SELECT FROM ${name} x WHERE row_to_json(x)::text ILIKE '%' || $1 || '%'`, [key])).toEqual([]);
    const safe = join(await mkdtemp(join(tmpdir(), 'konwent-key-')), 'copy');
    await polls.cast(place.members[0]!.speaker, pollId, 'FOR');
    await copyFile(path, safe);
    await rename(path, `${path}.away`);
    const input = { pollId, reason: 'Koniec.' };
    expect(await t.refusal(place.chair, CLOSE, { input })).toBe('POLL_KEY_MISSING');
    await polls.over(pollId);
    expect((await t.app.get(ClosingService).closeDue()).failures).toHaveLength(1);
    await rename(`${path}.away`, path);
    expect((await t.app.get(ClosingService).closeDue()).failures).toEqual([]);
    expect(await polls.publish(place.chair, pollId)).toMatchObject({ votesCast: 1, inFavour: 1 });
    await expect(stat(path)).rejects.toThrow();
    // As if the process had died between the commit and the end of the key: the clock sweeps.
    await copyFile(safe, path);
    await t.app.get(ClosingService).closeDue();
    await expect(stat(path)).rejects.toThrow();
    await rm(safe);
  });

  it('counts an envelope that was tampered with as invalid, also one moved to another seat', async () => {
    const pollId = await polls.open(place.chair, place.convent, { secret: true });
    const [a, b, c] = await Promise.all(
      place.members.slice(0, 3).map(async ({ speaker }) => (await polls.cast(speaker, pollId, 'FOR')).castVote.id),
    );
    await t.sql(`UPDATE poll_vote SET sealed = (SELECT sealed FROM poll_vote WHERE id = $2) WHERE id = $1`, [a, b]);
    await t.sql(`UPDATE poll_vote SET sealed = set_byte(sealed, 100, 255 - get_byte(sealed, 100)) WHERE id = $1`, [c]);
    expect(await polls.result(place.chair, pollId)).toMatchObject({ votesCast: 3, inFavour: 1, invalid: 2 });
  });

  it.each(['poll_ballot', 'poll_count', 'poll_result', 'poll_act', 'event'])(
    'is counted wholly or not at all, though its end is killed at %s; the key stays until then',
    async (table) => {
      const data = { secret: true, kind: 'ELECTION', options: ['Żak', 'Bąk'] };
      const pollId = await polls.open(place.chair, place.convent, data);
      const [option] = await polls.options(pollId);
      for (const { speaker } of place.members) await polls.cast(speaker, pollId, { optionIds: [option] });
      const name = `held_${table}`;
      await t.sql(`CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM set_config('application_name', '${name}', false); PERFORM pg_sleep(4); RETURN NULL; END $$`);
      await t.sql(`CREATE TRIGGER ${name} AFTER INSERT ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION ${name}()`);
      const ending = t.refusalOnce(place.chair, CLOSE, { input: { pollId, reason: 'Koniec.' } });
      let killed: unknown[] = [];
      for (let i = 0; i < 100 && !killed.length; i++) {
        await new Promise((done) => setTimeout(done, 30));
        killed = await t.sql(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '${name}' AND wait_event = 'PgSleep'`,
        );
      }
      expect(killed).toHaveLength(1);
      expect(await ending).toBe('BUSY');
      await t.sql(`DROP FUNCTION ${name} CASCADE`);
      const [left] = await t.sql<Record<string, string | number>>(
        `SELECT state, (SELECT count(*)::int FROM poll_vote v WHERE v.poll_id = p.id AND sealed IS NOT NULL) AS sealed,
           (SELECT count(*)::int FROM poll_ballot v WHERE v.poll_id = p.id) AS ballots,
           (SELECT count(*)::int FROM poll_result r WHERE r.id = p.id) AS results FROM poll p WHERE id = $1`,
        [pollId],
      );
      expect(left).toEqual({ state: 'OPEN', sealed: 4, ballots: 0, results: 0 });
      expect(await polls.result(place.chair, pollId)).toMatchObject({ outcome: 'ELECTED', votesCast: 4, invalid: 0 });
    },
  );

  it('opens with a key of its own, though an earlier attempt to open it was cut off', async () => {
    const pollId = await polls.draft(place.chair, place.convent, { secret: true });
    await t.sql(`CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'cut off'; END $$`);
    await t.sql(`CREATE TRIGGER cut BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION cut()`);
    const input = { pollId, expectedVersion: 1 };
    expect(await t.refusal(place.chair, OPEN, { input })).toBe('INTERNAL');
    await t.sql(`DROP FUNCTION cut CASCADE`);
    const opened = await Promise.all(Array.from({ length: 10 }, () => t.refusal(place.chair, OPEN, { input })));
    expect(opened.filter((code) => !code)).toHaveLength(1);
    await polls.cast(place.members[0]!.speaker, pollId, 'FOR');
    expect(await polls.result(place.chair, pollId)).toMatchObject({ votesCast: 1, invalid: 0 });
  });

  it('leaves a receipt that its voter finds again in the record', async () => {
    const pollId = await polls.open(place.chair, place.convent, { secret: true, visibility: 'PUBLIC' });
    const receipts = [];
    for (const { speaker } of place.members) receipts.push((await polls.cast(speaker, pollId, 'FOR')).castVote.receipt);
    const again = (await polls.cast(place.members[0]!.speaker, pollId, 'FOR')).castVote.receipt;
    await polls.result(place.chair, pollId);
    const { record } = JSON.parse((await polls.record(pollId)).text) as { record: { receipts: string[] } };
    expect(record.receipts).toEqual([again, ...receipts.slice(1)].sort());
  });
});
