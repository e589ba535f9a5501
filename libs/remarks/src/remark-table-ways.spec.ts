import fc from 'fast-check';
import { REASONS } from '#circulation';
import { useApp } from '#test/app';
import { Circulating, type Scene } from '#test/circulations';
import { unitWith } from '#test/drafts';
import { patience } from '#test/patience';
import { BY_HAND, RemarkTables, type Answer } from '#test/remark-tables';

describe('a remark table', () => {
  const t = useApp();
  let c: Circulating;
  let scene: Scene;
  let preview: RemarkTables['preview'];
  let commit: RemarkTables['commit'];
  let taken: RemarkTables['taken'];
  let rows: RemarkTables['rows'];
  let out: RemarkTables['out'];
  beforeAll(async () => {
    c = new Circulating(t);
    scene = await c.scene();
    ({ preview, commit, taken, rows, out } = new RemarkTables(t, scene.chair));
  });

  it('out, in and out again is the same table', async () => {
    const { chair, entity, draft } = scene;
    const units = [
      null,
      unitWith(draft, 'żółwiem').id,
      unitWith(draft, 'cierpliwość').id,
      unitWith(draft, 'Pomoc trwa').id,
    ];
    const character = fc.constantFrom(...`ab ;,"'=+-@\nąż„”<&\t`);
    const words = fc
      .string({ unit: character, minLength: 1, maxLength: 30 })
      .map((text) => text.trim())
      .filter((text) => /[abąż]/.test(text) && !text.includes(REASONS));
    const remark = fc.record({
      unitId: fc.constantFrom(...units),
      text: words,
      wording: fc.option(words),
      reasons: fc.option(words),
      kind: fc.constantFrom('SUBSTANTIVE', 'LEGISLATIVE', 'EDITORIAL'),
      channel: fc.constantFrom('LETTER', 'EMAIL', 'MEETING'),
      from: fc.option(words.map((text) => text.replace(/\s+/g, ' '))),
      verdict: fc.option(fc.constantFrom('ACCEPTED', 'PARTIALLY_ACCEPTED', 'REJECTED', 'CLARIFIED', 'OUT_OF_SCOPE')),
      reason: words,
    });
    const runs = Number(process.env.TEST_TABLES ?? 3);
    const inert = {
      unitId: null,
      text: "'=a",
      wording: "'-b",
      reasons: "'+ą",
      from: "'@ż",
      verdict: 'REJECTED',
      reason: "'-ą",
    };
    const examples: [[object[], string]] = [[[{ ...inert, kind: 'EDITORIAL', channel: 'LETTER' }], 'csv']];
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(remark, {
          minLength: 1,
          maxLength: 6,
          selector: ({ text }) => text.toLowerCase().replace(/[^abąż]/g, ''),
        }),
        fc.constantFrom('csv', 'xlsx'),
        async (remarks, form) => {
          const [one, two] = [await c.start(scene), await c.start(scene)];
          const dispositions: object[] = [];
          for (const { from, verdict, reason, ...fields } of remarks) {
            const sender = from === null ? { organisationId: entity.id } : { submitter: from };
            const { id } = await c.do<{ id: string }>(chair, 'recordRemark', {
              circulationId: one.id,
              ...fields,
              ...sender,
            });
            if (verdict) dispositions.push({ remarkId: id, verdict, reason });
          }
          if (dispositions.length) await c.do(chair, 'disposeRemarks', { circulationId: one.id, dispositions });
          const done = await taken(two, await out(one, form));
          expect([done.status, done.body.counts?.IMPORTED]).toEqual([201, remarks.length]);
          expect(new TextDecoder().decode(await out(two))).toBe(new TextDecoder().decode(await out(one)));
        },
      ),
      { numRuns: runs, endOnFailure: true, examples: examples as never },
    );
  });

  // 2,000 in the long run.
  const MANY = Number(process.env.TEST_REMARKS ?? 500);
  it('of many rows goes out within three seconds and is previewed within five', async () => {
    const { chair } = scene;
    const started = await c.start(scene);
    const paths = ['art. 1', 'art. 2 ust. 1', 'art. 2 ust. 1 pkt 1', 'art. 2 ust. 2', 'całość'];
    const said = 'Zażółć gęślą jaźń pomocy społecznej w gminie i powiecie. '.repeat(5);
    const lines = Array.from(
      { length: MANY },
      (_, i) => `${i};Gmina ${i % 90};${paths[i % 5]};${said} ${i};Brzmienie ${i}.;`,
    );
    const file = BY_HAND + lines.join('\n');
    const took = async (work: () => Promise<Answer>): Promise<number> => {
      const before = performance.now();
      const { status, body: told } = await work();
      expect([status, told.code]).toEqual([expect.any(Number), undefined]);
      return Math.round(performance.now() - before);
    };
    const { body } = await preview(chair, started, file);
    const times = {
      preview: await took(() => preview(chair, started, file)),
      commit: await took(() => commit(chair, started, file, body.sha256)),
      again: await took(() => preview(chair, started, file)),
      xlsx: 0,
    };
    const outs = { csv: 0, xlsx: 0 };
    let sheet: Awaited<ReturnType<typeof out>> = await out(started);
    for (const form of ['csv', 'xlsx'] as const) {
      const before = performance.now();
      sheet = await out(started, form);
      outs[form] = Math.round(performance.now() - before);
    }
    times.xlsx = await took(() => preview(chair, started, sheet));
    if (process.env.TEST_LOG) console.info({ times, outs });
    expect(await rows(started)).toHaveLength(MANY);
    for (const each of Object.values(times)) expect(each).toBeLessThan(patience(5_000));
    for (const each of Object.values(outs)) expect(each).toBeLessThan(patience(3_000));
  });
});
