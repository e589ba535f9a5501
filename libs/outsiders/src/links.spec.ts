import { newId } from '#core';
import { useApp, type Asker } from '#test/app';
import { nasty } from '#test/given';
import { Outside, said, ten, type Link, type OutsiderAct } from '#test/outsiders';

describe('a personal link', () => {
  const t = useApp();
  let o: Outside;
  beforeAll(async () => void (o = await new Outside(t).begin()));

  it('is in the circle under its name, reads the version by the link, and only those who lead know who holds it', async () => {
    const started = await o.c.start(o.scene);
    const [organisation, name] = [nasty('Gmina „Żółta”'), nasty('Ktoś')];
    const link = await o.invite(started, { organisation, name, email: 'gmina@example.com' });
    expect(Date.parse(link.expiresAt)).toBe(Date.parse(started.closesAt) + 60 * 86_400_000);
    const pass = await o.open(link.token);
    expect(pass).toMatchObject({ organisation, state: 'OPEN', answer: null, silent: false, remarks: [], changes: [] });
    expect(pass).toMatchObject({
      contentHash: started.version!.contentHash,
      note: started.note,
      silence: 'NO_REMARKS',
    });
    expect(pass.units.find(({ text }) => text.includes('żółwiem'))?.path).toBe('art. 2 ust. 1 pkt 1');
    const seen = { id: link.outsiderId, organisation, revokedAt: null, mandate: { id: expect.any(String) } };
    expect(await o.party(o.scene.chair, started.id, link.outsiderId)).toEqual({
      ...{ totalCount: 3, answer: null },
      organisation: {
        ...seen,
        contact: { name, email: 'gmina@example.com', openedAt: expect.any(String), erasedAt: null },
      },
    });
    const theirs = await o.party(o.scene.neighbour, started.id, link.outsiderId);
    expect(theirs.organisation).toEqual({ ...seen, mandate: expect.anything(), contact: null });
    const stored = JSON.stringify(await t.sql(`SELECT * FROM outsider_contact WHERE id = $1`, [link.outsiderId]));
    expect(stored).not.toContain(link.token);
    expect(stored).not.toContain(Buffer.from(link.token, 'base64url').toString('hex'));
  });

  it('is asked by those who lead, once, while answers are taken, a hundred of them at most', async () => {
    const started = await o.c.start(o.scene);
    const input = { circulationId: started.id, organisation: 'Stowarzyszenie „Ład”' };
    const asks = (who: Asker, fields: object = {}) => o.refusal(who, 'inviteOutsider', { ...input, ...fields });
    expect(await asks(null)).toBe('UNAUTHENTICATED');
    expect(await asks(o.scene.neighbour)).toBe('FORBIDDEN');
    expect(await asks(await t.given.person())).toBe('NOT_FOUND');
    expect(await asks(o.scene.chair, { organisation: ' ' })).toBe('INVALID_INPUT');
    expect(await asks(o.scene.chair, { email: 'nie adres' })).toBe('INVALID_INPUT');
    expect(await asks(o.scene.chair, { name: 'Jan 44051401359' })).toBe('INVALID_INPUT');
    const tried = await ten((i) =>
      asks(o.scene.chair, { organisation: i % 2 ? input.organisation : 'STOWARZYSZENIE „ŁAD”' }),
    );
    expect(tried.sort()).toEqual([...Array(9).fill('OUTSIDER_INVITED_BEFORE'), undefined]);
    await t.sql(
      `INSERT INTO circulation_outsider (id, circulation_id, organisation, invited_at)
       SELECT uuidv7(), $1, 'Gmina ' || n, now() FROM generate_series(1, 99) n`,
      [started.id],
    );
    expect(await asks(o.scene.chair, { organisation: 'Setna i jedna' })).toBe('OUTSIDERS_TOO_MANY');
    await o.c.lapse(started.id);
    expect(await asks(o.scene.chair, { organisation: 'Po terminie' })).toBe('WRONG_STATE');
  });

  it('is answered alike whatever is wrong with the link: taken back, replaced, over, or never given', async () => {
    const { id, token, outsiderId } = await o.asked();
    const acts: [OutsiderAct, object][] = [
      ['openOutsiderLink', {}],
      ['answerByLink', { answer: 'REMARKS' }],
      ['submitRemarkByLink', said()],
      ['answerDispositionByLink', { dispositionId: newId(), reply: 'ACKNOWLEDGED' }],
    ];
    const all = (which: string) =>
      Promise.all(acts.map(([act, fields]) => o.refusal(null, act, { token: which, ...fields })));
    const invalid = Array(4).fill('OUTSIDER_LINK_INVALID');
    expect(await all(`${token}x`)).toEqual(invalid);
    for (const [act, who] of [
      ['renewOutsiderLink', o.scene.neighbour],
      ['revokeOutsiderLink', o.scene.speaker],
    ] as const)
      expect(await o.refusal(who, act, { outsiderId })).toBe('FORBIDDEN');
    expect(await o.refusal(o.scene.chair, 'renewOutsiderLink', { outsiderId: newId() })).toBe('NOT_FOUND');
    expect(await o.refusal(await t.given.person(), 'revokeOutsiderLink', { outsiderId })).toBe('NOT_FOUND');
    const again = await o.run<Link>(o.scene.chair, 'renewOutsiderLink', { outsiderId });
    expect(await all(token)).toEqual(invalid);
    // Of what is said while the link is taken back each part came before it, or not at all.
    const codes = await Promise.all([
      ...Array.from({ length: 10 }, () => o.refusal(null, 'submitRemarkByLink', { token: again.token, ...said() })),
      ...Array.from({ length: 10 }, () => o.refusal(o.scene.chair, 'revokeOutsiderLink', { outsiderId })),
    ]);
    expect(new Set(codes.slice(10))).toEqual(new Set([undefined]));
    const came = codes.slice(0, 10).filter((code) => code === undefined).length;
    expect(codes.slice(0, 10).filter((code) => code === 'OUTSIDER_LINK_INVALID')).toHaveLength(10 - came);
    const [{ n, late, acted }] = (await t.sql(
      `SELECT count(r.id)::int AS n, count(r.id) FILTER (WHERE r.at > o.revoked_at + interval '5 seconds')::int AS late,
         (SELECT count(*)::int FROM circulation_act a WHERE a.circulation_id = o.circulation_id AND a.action = 'revokeOutsiderLink') AS acted
       FROM circulation_outsider o LEFT JOIN remark r ON r.outsider_id = o.id WHERE o.id = $1 GROUP BY o.id`,
      [outsiderId],
    )) as never as [{ n: number; late: number; acted: number }];
    expect({ n, late, acted }).toEqual({ n: came, late: 0, acted: 1 });
    const { token: third } = await o.run<Link>(o.scene.chair, 'renewOutsiderLink', { outsiderId });
    expect((await o.open(third)).remarks).toHaveLength(came);
    await o.c.lapse(id, new Date(Date.now() - 61 * 86_400_000).toISOString());
    expect(await all(third)).toEqual(invalid);
    expect(await o.refusal(o.scene.chair, 'renewOutsiderLink', { outsiderId })).toBe('OUTSIDER_ERASED');
  });

  it('is forgotten sixty days after the end, or at once if it is wanted; the organisation and what it said stay', async () => {
    const started = await o.c.start(o.scene);
    const [kept, asking] = [
      await o.invite(started, { name: nasty('Ktoś'), email: 'kto@example.com' }),
      await o.invite(started, { name: 'Proszę usunąć', email: 'usun@example.com' }),
    ];
    await o.remark(kept.token);
    const erased = await o.run<{ contact: object; organisation: string }>(o.scene.chair, 'revokeOutsiderLink', {
      ...{ outsiderId: asking.outsiderId, erase: true },
    });
    const nothing = { name: null, email: null, erasedAt: expect.any(String) };
    expect(erased.contact).toMatchObject(nothing);
    expect(await o.refusal(o.scene.chair, 'renewOutsiderLink', { outsiderId: asking.outsiderId })).toBe(
      'OUTSIDER_ERASED',
    );
    await o.close(started.id);
    const over = Date.parse((await o.c.see(o.scene.chair, started.id))!.endedAt!) + 60 * 86_400_000;
    await o.erasing(over - 1_000);
    expect(await o.party(o.scene.chair, started.id, kept.outsiderId)).toMatchObject({
      organisation: { contact: { email: 'kto@example.com' } },
    });
    const counts = await ten(() => o.erasing(over));
    expect(counts.reduce((sum, n) => sum + n, 0)).toBeGreaterThanOrEqual(1);
    expect(await o.party(o.scene.chair, started.id, kept.outsiderId)).toMatchObject({
      organisation: { contact: nothing },
    });
    expect(await o.refusal(null, 'openOutsiderLink', { token: kept.token })).toBe('OUTSIDER_LINK_INVALID');
    const [{ told }] = (await t.sql(
      `SELECT count(*)::int AS told FROM event WHERE type = 'circulation.outsider_erased' AND data->>'outsiderId' = $1`,
      [kept.outsiderId],
    )) as never as [{ told: number }];
    expect(told).toBe(1);
    const remarks = await t.sql(`SELECT submitter FROM remark WHERE outsider_id = $1`, [kept.outsiderId]);
    expect(remarks).toHaveLength(1);
  });

  it('cannot be guessed: after a hundred failures an address waits', async () => {
    const codes = new Set<string | undefined>();
    for (let i = 0; i < 110 && !codes.has('TOO_MANY_ATTEMPTS'); i++)
      codes.add(await o.refusal(null, 'openOutsiderLink', { token: `x${i}` }));
    expect([...codes].at(-1)).toBe('TOO_MANY_ATTEMPTS');
  });
});
