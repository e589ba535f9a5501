import type { INestApplicationContext } from '@nestjs/common';
import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { ChangeArea, ChangeAreaEvidence, keepWording } from '#areas';
import { Db, newId, SYSTEM, type Tx } from '#core';
import { Convent, ConventRules, Entity, EntityKind, FIRST_RULES, FounderKind, Membership } from '#convents';
import { Reported } from '#declarations';
import { PeopleService } from '#identity';
import { addDeclarations, type Founding } from './demo.declarations.ts';
import { addDrafts, type DemoDraft } from './demo.drafts.ts';
import { addMeetings, type Finding, type October } from './demo.meetings.ts';
import { addPeople } from './demo.people.ts';
import { addPolls } from './demo.polls.ts';
import { addPractices, type DemoPractice } from './demo.practices.ts';
import { addProposals, type DemoProposals } from './demo.proposals.ts';
import { addRecommendations, type DemoRecommendation } from './demo.recommendations.ts';
import type { DemoRemark } from './demo.remarks.ts';

/** Beside this file, and beside its source once it is built. */
const FOLDER = ['demo', '../../../apps/cli/demo'].map((path) => join(import.meta.dirname, path)).find(existsSync)!;

interface Area {
  no: number;
  slug: string;
  name_pl: string;
  name_en: string;
  provenance: string;
  evidence: { source: string; quote?: string }[];
}

interface EntityLine {
  type: string;
  name: string;
  town: string;
  postal_code: string;
  street: string;
  teryt: string;
  founder: string;
  founder_type: string;
  source: string;
}

/** The names under which the two convents that only declared intent are known; the report prints none. */
const INTENDING: Record<string, string> = {
  '24': 'Śląski Konwent Podmiotów Reintegracyjnych',
  '16': 'Regionalny Konwent z województwa opolskiego (nazwa własna nieznana)',
};
const KINDS: Record<string, EntityKind> = { SPOLDZIELNIA_SOCJALNA: EntityKind.SOCIAL_COOPERATIVE };
const ORDINARY = [EntityKind.CIS, EntityKind.KIS];
const ASSOCIATED = [EntityKind.ZAZ, EntityKind.WTZ, EntityKind.SOCIAL_COOPERATIVE, EntityKind.SOCIAL_ENTERPRISE];

const json = async <T>(name: string): Promise<T> => JSON.parse(await readFile(join(FOLDER, name), 'utf8')) as T;

/** Whether the database holds nothing of a network yet. */
export const isEmpty = (db: Db): Promise<boolean> =>
  db.run(SYSTEM, async (tx: Tx) => {
    tx.allow(true);
    const [row] = await tx.sql<{ empty: boolean }>(
      `SELECT NOT EXISTS (SELECT FROM forum) AND NOT EXISTS (SELECT FROM convent) AND NOT EXISTS (SELECT FROM person) AS empty`,
    );
    return row!.empty;
  });

/**
 * Loads the real record as a demo: the forum and its founders, who wants to join, the areas, real entities as sample
 * members, functions in place of persons, sample practices, polls and drafts, the meetings of October 2024 with one that is
 * to come, sample proposals about what they named, and recommendations out of these.
 */
export async function loadDemo(
  app: INestApplicationContext,
): Promise<{ convents: number; entities: number; people: number }> {
  const [people, reported] = [app.get(PeopleService, { strict: false }), app.get(Reported, { strict: false })];
  const founding = await json<Founding>('founding.json');
  const { areas } = await json<{ areas: Area[] }>('change-areas.json');
  const practices = await json<DemoPractice[]>('practices.json');
  const lines = parse(await readFile(join(FOLDER, 'entities.csv'), 'utf8'), {
    columns: true,
    bom: true,
  }) as unknown as EntityLine[];
  const { forum, ids, byTeryt, findings, cis, ...counts } = await app.get(Db).run(SYSTEM, async (tx: Tx) => {
    tx.allow(true);
    const convents = await addConvents(tx, founding);
    const forum = await addDeclarations(tx, reported, founding, convents);
    const findings = await addAreas(tx, areas);
    const entities = await addEntities(tx, lines, convents);
    const count = await addPeople(tx, people, { forum, convents, entities });
    await addPractices(tx, practices, { entities, convents });
    const counts = { convents: convents.size, entities: entities.length, people: count };
    const cis = entities.find(({ kind, teryt }) => kind === EntityKind.CIS && teryt === '22')!.id;
    return {
      ...counts,
      ...{ forum, findings, cis, byTeryt: convents },
      ids: new Map(founding.convents.map(({ key, teryt }) => [key, convents.get(teryt)!])),
    };
  });
  await addPolls(app, forum, ids.get('pomorski')!);
  await addDrafts(app, await json<DemoDraft[]>('drafts.json'), { forum, convents: byTeryt });
  await addMeetings(app, await json<October>('october.json'), { forum, convents: ids, findings });
  const bodies = new Map([...ids, ['forum', forum], ['cis', cis]]);
  await addProposals(app, await json<DemoProposals>('proposals.json'), bodies);
  const remarks = await json<DemoRemark[]>('remarks.json');
  await addRecommendations(app, await json<DemoRecommendation[]>('recommendations.json'), { bodies, remarks });
  return counts;
}

/** By TERYT. */
async function addConvents(tx: Tx, { convents, declaredIntent }: Founding): Promise<Map<string, string>> {
  const all = [
    ...convents.map(({ teryt, officialName, aliases }) => ({ teryt, officialName, aliases })),
    ...declaredIntent.map(({ teryt }) => ({ teryt, officialName: INTENDING[teryt]!, aliases: [] })),
  ];
  const ids = new Map<string, string>();
  for (const { teryt, officialName, aliases } of all) {
    const id = newId();
    ids.set(teryt, id);
    const convent = { id, officialName, aliases, voivodeshipId: teryt, state: 'ACTIVE' as const };
    await tx.em.insert(Convent, { ...convent, foundedOn: null, sample: true, version: 1 });
    // No rules of a convent are public: these are what sister bodies commonly have.
    await tx.em.insert(ConventRules, { ...FIRST_RULES, id });
  }
  return ids;
}

/** Answers what the report on October 2024 says of each, in its own words. */
async function addAreas(tx: Tx, areas: Area[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { no, slug, name_pl: namePl, name_en: nameEn, provenance, evidence } of areas) {
    const id = newId();
    const nature = 'WANTED_CHANGE' as const;
    const area = { id, number: no, slug, namePl, nameEn, provenance, nature, state: 'CURRENT' as const, version: 1 };
    await tx.em.insert(ChangeArea, area);
    await keepWording(tx, area);
    const rows = evidence.map(({ source, quote }) => ({ id: newId(), changeAreaId: id, source, quote: quote ?? null }));
    if (rows.length) await tx.em.insert(ChangeAreaEvidence, rows);
    for (const { source, quote } of evidence)
      if (quote && source.startsWith('Raport z roboczych spotkań')) findings.push({ changeAreaId: id, quote });
  }
  return findings;
}

export interface DemoEntity {
  readonly id: string;
  readonly kind: EntityKind;
  readonly teryt: string;
  readonly town: string;
}

async function addEntities(tx: Tx, lines: EntityLine[], convents: Map<string, string>): Promise<DemoEntity[]> {
  const entities = lines.map((line) => ({
    id: newId(),
    line,
    kind: kindOf(line.type),
    ...{ teryt: line.teryt, town: line.town },
  }));
  await tx.em.insert(
    Entity,
    entities.map(({ id, line, kind, teryt }) => ({
      ...{ id, kind, name: line.name, voivodeshipId: teryt, source: line.source, sample: true, version: 1 },
      ...{ town: line.town || null, postalCode: line.postal_code || null, street: line.street || null },
      ...{ founderName: line.founder || null, founderKind: line.founder_type.toUpperCase() as FounderKind },
      state: 'ACTIVE' as const,
    })),
  );
  await tx.em.insert(Membership, membershipsOf(entities, convents));
  return entities;
}

/** Entities of a voivodeship with a convent become its sample members; the last centre of Pomerania only applies. */
function membershipsOf(entities: readonly DemoEntity[], convents: Map<string, string>) {
  const applicant = entities.findLast(({ kind, teryt }) => kind === EntityKind.CIS && teryt === '22')?.id;
  return entities.flatMap(({ id, kind, teryt }) => {
    const conventId = convents.get(teryt);
    if (!conventId) return [];
    const applies = id === applicant;
    const state = applies ? ('APPLIED' as const) : ('ACTIVE' as const);
    const common = { id: newId(), conventId, entityId: id, kind: membershipKind(kind), sample: true, version: 1 };
    return [{ ...common, state, appliedOn: '2024-10-23', valid: applies ? null : '[2024-10-23,)' }];
  });
}

const kindOf = (type: string): EntityKind =>
  KINDS[type] ?? EntityKind[type.toUpperCase() as EntityKind] ?? EntityKind.OTHER;

function membershipKind(kind: EntityKind): 'ORDINARY' | 'ASSOCIATED' | 'SUPPORTING' {
  if (ORDINARY.includes(kind)) return 'ORDINARY';
  return ASSOCIATED.includes(kind) ? 'ASSOCIATED' : 'SUPPORTING';
}
