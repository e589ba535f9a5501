import { newId } from '#core';
import type { Random, Row, Tables } from './world.ts';

export const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
/** Terms that are over, running, ending soon and still to come: each far from this moment, so that no test races it. */
export const TERMS = [
  '2001-02-03T04:05:06.999600Z,2003-01-01T00:00:00.000001Z',
  '2015-10-25T00:30:00.0005Z,',
  '2020-01-01T00:00:00Z,2091-06-01T10:00:00+02:00',
  `2020-01-01T00:00:00Z,${inDays(30)}`,
  '2080-01-01T00:00:00Z,2085-01-01T00:00:00Z',
];
export const GRANTS = [
  '2005-01-01,2012-12-12',
  '2012-12-12,',
  '2019-06-06,2090-01-01',
  `2020-01-01,${inDays(45).slice(0, 10)}`,
];
export const IN_BODY = 'CHAIR VICE_CHAIR SECRETARY BOARD_MEMBER EXPERT OBSERVER'.split(' ');
export const PARTS =
  'Łódź|łosoś|Lublin|Żabno|Zabrze|źrebię|Ćmielów|CIS|cis|Ósemka|%_|"|\'; --|\\|\u2028\u0001\t\n|🦆|<b>| '.split('|');

/** Rows of declarations and what belongs to them, as their checks and keys ask. */
export class DeclarationRows {
  constructor(
    private readonly tables: Tables,
    private readonly random: Random,
    private readonly text: () => string,
  ) {}

  private pick = <T>(from: readonly T[]): T => from[this.random(from.length)]!;
  private idIn = (table: string): string => this.pick(this.tables[table]!).id;

  /** What the checks of declarations ask of their rows. */
  rules(row: Record<string, unknown>, i: number): Record<string, () => object> {
    const { pick, random } = this;
    const at = '2024-05-06T07:08:09.1239Z';
    const isInForce = ['IN_FORCE', 'SUPERSEDED'].includes(String(row.state));
    const digits = newId().replaceAll('-', '').padEnd(64, '0');
    return {
      declaration: () => ({
        ...this.bodyOf(false),
        ...{ addressee: row.kind === 'JOINT_POSITION' ? this.text() : null, source: null, reported: false },
        ...{ effective_on: row.kind === 'WITHDRAWAL' ? '2025-01-01' : null, entry_rule: 'ALL', entry_count: null },
        ...{
          forum_name: row.kind === 'FOUNDING' ? 'F' : null,
          forum_abbreviation: row.kind === 'FOUNDING' ? 'F' : null,
        },
        ...{ deadline: pick([at, inDays(9)]), opened_at: at, in_force_at: isInForce ? at : null },
        ...{ in_force_on: isInForce ? '2024-05-06' : null, current_version_id: newId() },
        readers: ['convent', 'forum'].filter(() => random(2) === 0).map(this.idIn),
      }),
      declaration_version: () => ({
        content: JSON.stringify({
          units: [{ id: 'a', section: null, label: '§ 1', heading: this.text(), text: this.text() }],
        }),
        ...{ content_hash: digits, number: i + 1 },
      }),
      declaration_party: () => ({ ...this.ofVersion(), capacities: pick([['CHAIR'], ['SECRETARY', 'EXPERT'], []]) }),
      signature: () => this.signature(row, pick(this.tables.declaration_party!), digits),
      forum_decision: () => ({ ...this.ofVersion(), number: this.text() }),
      obligation: () => ({
        ...(random(5) ? this.bodyOf(true) : { convent_id: null, forum_id: null, entity_id: null }),
        ...{
          subject_id: random(3)
            ? this.idIn(pick(['declaration', 'poll', 'meeting', 'task', 'good_practice']))
            : newId(),
          due_at: pick([null, inDays(1), inDays(2)]),
        },
      }),
      forum_standing: () => ({ declaration_id: this.idIn('declaration'), valid: `[${pick(GRANTS)})` }),
    };
  }

  bodyOf(mayBeEntity: boolean) {
    const of = this.pick(mayBeEntity ? ['convent', 'forum', 'entity'] : ['convent', 'forum']);
    const id = this.idIn(of);
    const bodies = { convent_id: of === 'convent' ? id : null, forum_id: of === 'forum' ? id : null };
    return mayBeEntity ? { ...bodies, entity_id: of === 'entity' ? id : null } : bodies;
  }

  private ofVersion() {
    const { id, declaration_id } = this.pick(this.tables.declaration_version!);
    return { version_id: id, declaration_id };
  }

  private signature(row: Record<string, unknown>, party: Row, digits: string) {
    const mandate = this.pick([null, ...this.tables.mandate!]);
    const { id, declaration_id, version_id, convent_id } = party;
    const isVoid = row.voided_at !== null;
    return {
      ...{ party_id: id, declaration_id, version_id, convent_id, content_hash: digits, file_hash: null },
      ...{
        mandate_id: mandate?.id ?? null,
        person_id: mandate?.person_id ?? null,
        function: mandate?.function ?? null,
      },
      ...(mandate && row.method === 'PLATFORM' ? { file_id: null } : { method: 'PAPER', evidence_note: this.text() }),
      voided_because: isVoid ? this.text() : null,
    };
  }
}
