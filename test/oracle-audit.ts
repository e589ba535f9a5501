import type { Rules } from './oracle-rules.ts';
import type { Row, Tables } from './world.ts';

const NODE = '00000000-0000-0000-0000-000000000000';
type Reader = string | null;
type Filter = Record<string, unknown>;

const isOwn = (rules: Rules, row: Row, reader: Reader): boolean => rules.offices(reader).includes(row.chain);

/** Votes are for nobody to count; all else for the officers of the chain and the operator. */
export const auditSeen = (rules: Rules, tables: Tables, row: Row, reader: Reader): boolean =>
  row.operation !== 'castVote' &&
  (isOwn(rules, row, reader) || tables.account!.some(({ id, operator }) => id === reader && operator === true));

/** What of the audit trail is for the officers of the chain alone; the operator sees the rest. */
export const auditFields = (rules: () => Rules): Record<string, (row: Row, reader: Reader) => unknown> => ({
  'AuditEntry.bodyId': (row) => (row.chain === NODE ? null : row.chain),
  'AuditEntry.actorId': (row, reader) => (isOwn(rules(), row, reader) ? row.person_id : null),
  'AuditEntry.underMandateId': (row, reader) => (isOwn(rules(), row, reader) ? row.mandate_id : null),
  'AuditEntry.aboutId': (row, reader) => (isOwn(rules(), row, reader) ? row.subject_id : null),
});

/** Whether an entry passes its filter. */
export function auditPasses(rules: Rules, row: Row, filter: Filter, reader: Reader): boolean {
  const { body, from, until, operations, outcomes, underMandate } = filter;
  const at = Date.parse(String(row.at));
  const isAmong = (list: unknown, value: unknown) =>
    !(list as unknown[] | null)?.length || (list as unknown[]).includes(value);
  const instant = (value: unknown): number => (value instanceof Date ? Number(value) : Date.parse(String(value)));
  if (body && row.chain !== String(body).toLowerCase()) return false;
  if (from && at < instant(from)) return false;
  if (until && at >= instant(until)) return false;
  const isUnder = row.mandate_id === String(underMandate).toLowerCase() && isOwn(rules, row, reader);
  return isAmong(operations, row.operation) && isAmong(outcomes, row.outcome) && (!underMandate || isUnder);
}
