import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { EntityKind } from '#convents';
import { mapColumns, readEntityRow } from './entity-row.ts';
import { LIKELY, likelyDuplicates, matchKey, MatchReason, similarity, type Matchable } from './name-matching.ts';
import { readTable } from './table-file.ts';

const demo = async (name: string) =>
  readTable(await readFile(new URL(`../../../apps/cli/demo/${name}`, import.meta.url)), name);

/** The 117 entities of the demo; their names are their ids, for no two are alike. */
const cleanEntities = async () => {
  const { header, rows } = await demo('entities.csv');
  const mapping = mapColumns(header);
  return rows.map(({ cells }) => readEntityRow(cells, mapping).row).map((row) => ({ ...row, id: row.name }));
};

const rawEntities = async () => {
  const { header, rows } = await demo('entities-raw.csv');
  const mapping = mapColumns(header, { NAME: 'raw_text', KIND: 'type_read', SOURCE: null });
  return rows.map(({ cells }) => ({ ...readEntityRow(cells, mapping).row, meant: cells[3]! }));
};

describe('matchKey', () => {
  it.each([
    ['CIS w Dębicy', 'Centrum Integracji Społecznej Dębica'],
    ['KIS Łobez', 'Klub Integracji Społecznej w Łobzie'],
    ['Klubu Integracji Społecznej „Wiatrak"', 'KLUB INTEGRACJI SPOŁECZNEJ "WIATRAK"'],
    ['MOPS w Ostrołęce', 'Miejski Ośrodek Pomocy Społecznej Ostrołęka'],
    ['ROPS w Zielonej Górze', 'Regionalny Ośrodek Polityki Społecznej Zielona Góra'],
    ['Spółdzielni Socjalnej Opoka', 'Spółdzielnia Socjalna „Opoka”'],
    ['ZAZ w Kamieńcu Ząbkowickim', 'Zaklad Aktywnosci Zawodowej Kamieniec Zabkowicki'],
    ['WTZ w Kłodzie', 'Warsztat Terapii Zajęciowej – Kłoda'],
    ['Powiatowy Urząd Pracy z Krakowa', 'PUP Kraków'],
    ['CIS w Skarżysku-Kamiennej', 'CIS SKARŻYSKO KAMIENNA'],
  ])('is one for %p and %p', (one, other) => expect(matchKey(one)).toBe(matchKey(other)));

  it.each([
    ['CIS w Dębicy', 'KIS w Dębicy'],
    ['CIS w Łazach', 'CIS w Łapach'],
  ])('is not one for %p and %p', (one, other) => expect(matchKey(one)).not.toBe(matchKey(other)));
});

describe('similarity', () => {
  it('is symmetric, within 0 and 1, and 1 of a name with itself', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        expect(similarity(a, b)).toBeCloseTo(similarity(b, a));
        expect(similarity(a, b)).toBeGreaterThanOrEqual(0);
        expect(similarity(a, b)).toBeLessThanOrEqual(1);
        if (/[a-z]{4}/.test(matchKey(a))) expect(similarity(a, a)).toBeGreaterThan(0);
      }),
    ));

  it.each([
    ['Centrum Integracji Społecznej w Białymstoku', 'CIS Białystok'],
    ['Centrum Integracji Społecznej w Łańcucie', 'Centrum Integracji Spolecznej Łancut'],
    ['Stowarzyszenie „STELLA”', 'Stow. "Stela"'],
  ])('forgives %p for %p', (one, other) => expect(similarity(one, other)).toBeGreaterThan(LIKELY));

  it('finds little in what all names share', () =>
    expect(similarity('Centrum Integracji Społecznej w Pucku', 'Centrum Integracji Społecznej w Tychach')).toBeLessThan(
      0.5,
    ));
});

describe('likelyDuplicates on the record', () => {
  /** The threshold was tuned on these rows, so these figures are the best to be hoped for. */
  it('finds 127 of 133 raw names (49 of 55 spelled otherwise), none wrong: recall 95 %, precision 100 %', async () => {
    const [raw, clean] = [await rawEntities(), await cleanEntities()];
    const found = await likelyDuplicates(raw, clean);
    const first = raw.map((row, at) => {
      const records = (found.get(at) ?? []).filter((duplicate) => 'id' in duplicate);
      return { meant: row.meant, said: row.name, got: records[0]?.id ?? '' };
    });
    const told = first.filter(({ got }) => got !== '');
    const right = told.filter(({ got, meant }) => got === meant);
    expect(raw).toHaveLength(134);
    expect(first.filter(({ meant }) => meant !== '')).toHaveLength(133);
    expect(told.filter(({ got, meant }) => got !== meant)).toEqual([]);
    expect(right).toHaveLength(127);
    expect(first.filter(({ said, meant }) => said !== meant && meant !== '')).toHaveLength(55);
    expect(right.filter(({ said, meant }) => said !== meant)).toHaveLength(49);
    // They name neither the town nor the founder, or only another body, or drown both in an address.
    expect(first.filter(({ got, meant }) => got !== meant).map(({ said }) => said.slice(0, 40))).toEqual([
      'Spółdzielni Socjalnej „Samodzielność, Pr',
      'cisdg.pl',
      'Jednostka Centrum Integracji Społecznej ',
      'CIS powołano uchwałą Rady Gminy w 2018 r',
      'Czarne|ul. Zamkowa 17, 77-330 Czarne|czł',
      'Klub Integracji Społecznej funkcjonuje w',
    ]);
  });

  it('takes none of the 117 clean entities for another', async () => {
    const clean = await cleanEntities();
    const found = await likelyDuplicates(clean, []);
    expect([...found].map(([row, all]) => [clean[row]!.name, ...all.map((d) => JSON.stringify(d))])).toEqual([]);
  });

  it('finds every clean entity again, and first', async () => {
    const clean = await cleanEntities();
    const found = await likelyDuplicates(clean, clean);
    const missed = clean.filter(({ id }, at) => {
      const [best] = found.get(at) ?? [];
      return !best || !('id' in best) || best.id !== id;
    });
    expect(missed).toEqual([]);
  });
});

describe('likelyDuplicates by numbers', () => {
  const record = { id: 'a', name: 'Centrum „Alfa” w Pucku', kind: EntityKind.CIS, teryt: '22' };
  const other = { name: 'Klub „Omega” w Gdyni', kind: EntityKind.KIS, teryt: '22' };
  const only = async (row: Partial<Matchable>, known: Partial<Matchable>) =>
    (await likelyDuplicates([{ ...other, ...row }], [{ ...record, ...known }])).get(0)?.[0];

  it('takes an equal REGON of 14 digits for nearly certain', async () => {
    const regon = '36855346100018';
    expect(await only({ regon }, { regon })).toEqual({ id: 'a', score: 0.98, reason: MatchReason.SAME_REGON });
  });

  it.each([
    ['nip', '9291928963', MatchReason.SAME_NIP],
    ['krs', '0000123456', MatchReason.SAME_KRS],
    ['regon', '368553461', MatchReason.SAME_REGON],
  ])('takes an equal %s, which may be the operator’s, for a weak hint', async (field, number, reason) => {
    const duplicate = await only({ [field]: number }, { [field]: number });
    expect(duplicate).toMatchObject({ id: 'a', reason });
    expect(duplicate?.score).toBeLessThan(LIKELY);
  });

  it('says nothing without either', async () => expect(await only({}, {})).toBeUndefined());

  it('tells a pair within one file at the later row', async () => {
    const found = await likelyDuplicates([record, other, { ...record, name: 'centrum "Alfa", Puck' }], []);
    expect([...found]).toEqual([[2, [{ rowIndex: 0, score: expect.any(Number), reason: MatchReason.SIMILAR_NAME }]]]);
  });
});

describe('likelyDuplicates at scale', () => {
  const KINDS = ['CIS', 'Klub Integracji Społecznej', 'MOPS', 'Spółdzielnia Socjalna', 'Stowarzyszenie'];
  const SYLLABLES =
    'ba bo chrza dą go gra ja ka kro le lu ło mie mo ni no ol pa po ra ru sie sta świe ta to wa wie zię żu'.split(' ');

  /** Names of invented places, skewed as real ones are: few large towns have many entities. */
  const names = (count: number, seed: number): Matchable[] => {
    let state = seed;
    const next = (below: number) => (state = (state * 48271) % 2147483647) % below;
    const place = (number: number) => {
      const [a, b, c] = [number % 30, Math.floor(number / 30) % 30, Math.floor(number / 900) % 30];
      return `${SYLLABLES[a]}${SYLLABLES[b]}${SYLLABLES[c]}wo`;
    };
    return Array.from({ length: count }, () => {
      const [town, patron] = [place(Math.min(next(4000), next(4000), next(4000))), place(next(27000))];
      return { name: `${KINDS[next(5)]} „${patron}” w ${town}`, town, teryt: '22', nip: `${next(60_000)}` };
    });
  };

  it('compares 20,000 rows with 20,000 records, while others have their turns', async () => {
    const existing = names(20_000, 7).map((entry, at) => ({ ...entry, id: `${at}` }));
    const rows = names(20_000, 99);
    existing
      .slice(0, 500)
      .forEach(({ id, ...entry }, at) => (rows[at * 40] = { ...entry, name: `${entry.name} ${id}` }));
    let turns = 0;
    const clock = setInterval(() => (turns += 1), 1);
    const found = await likelyDuplicates(rows, existing);
    clearInterval(clock);
    const hits = Array.from({ length: 500 }, (_, at) => found.get(at * 40) ?? []);
    expect(hits.filter((all, at) => all.some((hit) => 'id' in hit && hit.id === `${at}`))).toHaveLength(500);
    expect(turns).toBeGreaterThan(50);
  });
});
