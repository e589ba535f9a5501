/** What can be wrong with the audit trail, with its sentence. */
const WORDS = {
  ROW_CHANGED: 'Wiersz zmieniono po włączeniu do łańcucha.',
  ROW_REMOVED: 'Wiersz usunięto po włączeniu do łańcucha.',
  ROW_INSERTED: 'Wiersz dopisano do przeszłości: łańcuch go nie zna.',
  LINK_CHANGED: 'Ogniwo łańcucha zmieniono.',
  LINK_MISSING: 'Brakuje ogniwa.',
  CHAIN_BROKEN: 'Ogniwo nie następuje po poprzednim w swoim łańcuchu.',
  TRUNCATED: 'Koniec łańcucha odcięto: punkt kontrolny obejmuje więcej.',
  REWRITTEN: 'Łańcuch napisano na nowo: nie daje skrótu z punktu kontrolnego.',
  CHECKPOINT_CHANGED: 'Punkt kontrolny zmieniono.',
  CHECKPOINT_MISSING: 'Brakuje punktu kontrolnego.',
  ANCHOR_INVALID: 'Podany punkt kontrolny nie jest punktem kontrolnym tego węzła.',
} as const;

export type FindingCode = keyof typeof WORDS;
export type AuditTable = 'event' | 'audit_entry' | 'audit_link' | 'audit_checkpoint';

/** One thing that is wrong, and where. */
export interface Finding {
  readonly code: FindingCode;
  readonly table: AuditTable;
  /** The row: an event's or entry's id, a link's position, a checkpoint's sequence. */
  readonly row: string;
  /** The link by which it was found. */
  readonly position?: number;
  readonly message: string;
}

export interface AuditReport {
  readonly ok: boolean;
  readonly events: number;
  readonly entries: number;
  readonly chains: number;
  readonly checkpoints: number;
  /** Rows written so lately that no chain holds them yet. */
  readonly pending: number;
  /** The first of them; `more` were found beyond. */
  readonly findings: readonly Finding[];
  readonly more: number;
}

const MOST = 200;

/** Collects what is wrong, the first of it in words. */
export class Findings {
  readonly list: Finding[] = [];
  more = 0;

  add(code: FindingCode, table: AuditTable, row: string | number, position?: number, detail = ''): void {
    if (this.list.length >= MOST) return void this.more++;
    const where = position === undefined || table === 'audit_link' ? '' : `, ogniwo ${position}`;
    const message = `${table} ${row}${where}: ${WORDS[code]}${detail && ` ${detail}`}`;
    this.list.push({ code, table, row: String(row), ...(position !== undefined && { position }), message });
  }

  has(code: FindingCode, row: string | number): boolean {
    return this.list.some((each) => each.code === code && each.row === String(row));
  }
}
