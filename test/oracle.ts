import {
  buildSchema,
  execute,
  getNamedType,
  isUnionType,
  printSchema,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type GraphQLUnionType,
} from 'graphql';
import type { TestApp } from './app.ts';
import { checkPage, isCurrent, LINKS, LISTS, orderOf, SAME_ID, SIGNED_IN } from './oracle-lists.ts';
import { codesLeft, compare, endsWithin, inForce, statusEndsSoon, yearAfter } from './oracle-facts.ts';
import { auditFields } from './oracle-audit.ts';
import { circulationFields } from './oracle-circulations.ts';
import { draftFields } from './oracle-drafts.ts';
import { meetingFields } from './oracle-meetings.ts';
import { minutesFields } from './oracle-minutes.ts';
import { writtenFields } from './oracle-recommendations.ts';
import { refuse, Rules, snake, UUID, type Args } from './oracle-rules.ts';
import { termFields } from './oracle-terms.ts';
import { pageOf, ProvenanceOracle, provenanceFields } from './oracle-provenance.ts';
import { SearchOracle } from './oracle-search.ts';
import { tablesOf } from './oracle-tables.ts';
import type { Row, Tables } from './world.ts';

type Reader = string | null;
type Source = { readonly type: string; readonly row: Row };

const instant = (value: unknown): string | null => (value ? new Date(String(value)).toISOString() : null);
const tableOf = (type: string): string => snake(type).slice(1);

/** A second implementation of every read: naive resolvers over rows in memory, executed by graphql-js alone. */
export class Oracle {
  private readonly schema: GraphQLSchema;
  private readonly rules: Rules;
  private readonly known = new Map<string, Row[]>();
  private readonly provenance = new ProvenanceOracle(this.tables, (...of) => this.rules.sees(...of));

  private constructor(
    original: GraphQLSchema,
    private readonly tables: Tables,
    private readonly searching: SearchOracle,
  ) {
    this.schema = buildSchema(printSchema(original));
    this.rules = new Rules(tables);
  }

  static async over(t: TestApp, schema: GraphQLSchema): Promise<Oracle> {
    const tables = await tablesOf(t);
    return new Oracle(schema, tables, await SearchOracle.over(t));
  }

  /** Ids of the rows of each type, to be asked for. */
  get pools(): Record<string, string[]> {
    const types = Object.keys(this.schema.getTypeMap()).filter((type) => this.tables[tableOf(type)]);
    const idsOf = (type: string) => this.rows(type).map(({ id }) => id);
    return Object.fromEntries(types.map((type) => [type, idsOf(type).sort()]));
  }

  answer(document: DocumentNode, variableValues: object, reader: Reader): ExecutionResult {
    return execute({
      schema: this.schema,
      document,
      variableValues: variableValues as Record<string, unknown>,
      fieldResolver: (source: unknown, args: Args, _, info) => this.field(source, args, reader, info),
      typeResolver: ({ type }: Source) => type,
    }) as ExecutionResult;
  }

  private rows = (type: string): Row[] => this.tables[tableOf(type)]!;

  private field(source: unknown, args: Args, reader: Reader, info: GraphQLResolveInfo): unknown {
    const { fieldName: name, parentType, returnType } = info;
    if (!source) return this.root(name, getNamedType(returnType).name, args, reader);
    if (!(source as Source).row || /Connection$|Edge$/.test(parentType.name))
      return (source as Record<string, unknown>)[name];
    const { type, row } = source as Source;
    if (name === 'changedSince') return this.rules.practices(reader).changed(row, args.version);
    const own = this.computed[`${type}.${name}`];
    if (own) return own(row, reader);
    if (name === 'availableActions') return this.rules.actions(type, row, reader);
    const target = getNamedType(returnType);
    const list = LISTS[`${type}.${name}`];
    if (list) return this.list(target.name, list[0], row.id, list[1], list[2], reader);
    if (isUnionType(target)) return this.anyOf(target, row, reader);
    const column = LINKS[`${type}.${name}`] ?? `${tableOf(type)}_id`;
    if (target.name.endsWith('Connection'))
      return this.page(target.name.slice(0, -10), args, reader, column, row.id, name);
    if (this.tables[tableOf(target.name)])
      return this.one(target.name, name in SAME_ID ? row.id : row[`${snake(name)}_id`], reader);
    const value = row[name === 'teryt' ? 'id' : snake(name)];
    return target.name === 'DateTime' ? instant(value) : value;
  }

  private anyOf(target: GraphQLUnionType, row: Row, reader: Reader): unknown {
    const found = target.getTypes().map(({ name }) => this.one(name, row[`${tableOf(name)}_id`], reader));
    return found.find(Boolean);
  }

  private readonly finds = (type: string, id: unknown, reader: Reader) => this.one(type, id, reader);
  private readonly computed: Record<string, (row: Row, reader: Reader) => unknown> = {
    'Account.recoveryCodesLeft': (row) => codesLeft(this.tables, row),
    'Convent.size': (row) =>
      this.rows('Membership').filter(
        (each) => each.convent_id === row.id && ['ACTIVE', 'SUSPENDED'].includes(String(each.state)),
      ).length,
    'ConventStanding.entry': (row, reader) => this.one('ForumStanding', row.standing_id, reader),
    'Forum.founding': (row, reader) => this.one('Declaration', row.declaration_id, reader),
    'Obligation.practice': (row, reader) => this.one('GoodPractice', row.subject_id, reader),
    'GoodPractice.checkDueOn': (row) => yearAfter(row.last_checked_on),
    'PracticeDraft.changesOfPublished': (row, reader) => this.rules.practices(reader).unpublished(row),
    'Replication.practiceVersion': (row, reader) => this.one('PracticeVersion', row.version_id, reader),
    'Obligation.poll': (row, reader) => this.one('Poll', row.subject_id, reader),
    'Poll.declaration': (row, reader) => this.one('Declaration', row.subject_id, reader),
    ...meetingFields(this.tables, this.finds),
    ...draftFields(this.tables, this.finds),
    ...circulationFields(this.finds, () => this.rules.parts[4]),
    ...minutesFields(this.tables, this.finds),
    ...writtenFields(this.finds, () => this.rules.written),
    'Obligation.declaration': (row, reader) => this.one('Declaration', row.subject_id, reader),
    'Declaration.inForceSince': (row) => (row.day_known ? row.in_force_on : null),
    'Declaration.recordPath': (row) => (row.in_force_at ? `/records/declarations/${row.id}.json` : null),
    'DeclarationVersion.units': (row) => (JSON.parse(String(row.content)) as { units: object[] }).units,
    'Entity.statusEndsSoon': (row) => statusEndsSoon(this.tables, row),
    'EntityImport.uploadedBy': (row, reader) => this.one('Person', row.person_id, reader),
    'Poll.mySeats': (row, reader) =>
      this.list('PollVoter', 'poll_id', row.id, 'id', 1, reader).filter((seat) =>
        this.rules.isSeatOf(seat.row, reader),
      ),
    'File.downloadPath': (row) => `/files/${row.id}`,
    ...provenanceFields(this.finds, () => this.provenance),
    'SearchHit.subject': (row, reader) => this.one(String(row.subject_type), row.id, reader),
    'SearchHit.title': (row) => this.searching.title(row),
    'SearchHit.excerpt': (row) => this.searching.excerpt(row),
    'Mandate.validFrom': (row) => instant(row.from),
    'Mandate.validUntil': (row) => instant(row.until),
    'Mandate.inForce': inForce,
    ...auditFields(() => this.rules),
    ...termFields,
    'Mandate.endsSoon': (row) => endsWithin(row, 60),
  };

  private root(name: string, target: string, args: Args, reader: Reader): unknown {
    if (!reader && (name.startsWith('entityImport') || SIGNED_IN.has(name))) refuse('UNAUTHENTICATED');
    if (name === 'viewer') return reader ? this.one('Person', reader, reader) : null;
    if (name === 'forum') {
      const [forum] = this.rows('Forum');
      const isFounded = !args.on || (forum?.founded_on && String(forum.founded_on) <= args.on);
      return isFounded ? this.one('Forum', forum?.id, reader) : null;
    }
    if (name === 'auditHead') return this.list(target, null, null, 'sequence', -1, reader)[0] ?? null;
    if (name === 'voivodeships') return this.list(target, null, null, 'id', 1, reader);
    const inState = ({ row }: Source) => !args.state || row.state === args.state;
    if (name === 'changeAreas') return this.list(target, null, null, 'number', 1, reader).filter(inState);
    if (target.endsWith('Connection')) return this.page(target.slice(0, -10), args, reader, null, null, name);
    return this.one(target, UUID.test(args.id!) ? args.id : null, reader) ?? refuse('NOT_FOUND');
  }

  private seen(type: string, reader: Reader): Row[] {
    const key = `${type} ${reader}`;
    const known = this.known.get(key);
    if (known) return known;
    const rows = this.rows(type).filter((row) => this.rules.sees(type, row, reader));
    this.known.set(key, rows);
    return rows;
  }

  private one(type: string, id: unknown, reader: Reader): Source | null {
    const row = this.seen(type, reader).find((each) => each.id === String(id).toLowerCase());
    return row ? { type, row } : null;
  }

  private list(
    type: string,
    column: string | null,
    id: unknown,
    by: string,
    direction: number,
    reader: Reader,
  ): Source[] {
    return this.seen(type, reader)
      .filter((row) => !column || row[column] === id)
      .sort((a, b) => direction * (compare(a[by], b[by]) || compare(a.id, b.id)))
      .map((row) => ({ type, row }));
  }

  private page(type: string, args: Args, reader: Reader, column: string | null, id: unknown, name: string): object {
    const { first = 20, after, filter } = args;
    checkPage(args, name);
    if (type === 'SearchHit') this.searching.check(name, args);
    if (type === 'ProvenanceNode') return this.provenance.page(args, reader);
    const isNear = name === 'relatedPractices';
    if (isNear) this.rules.practices(reader).liken(args.practiceId!);
    const own = { relatedPractices: ['likeness', -1], forumStandings: ['id', -1] } as const;
    const [by, direction] = own[name as keyof typeof own] ?? orderOf(type, args, column);
    const isOn = (row: Row): boolean => name !== 'standings' || this.rules.standsOn(row, args);
    const isOpen = (row: Row): boolean =>
      this.rules.passes(type, row, filter ?? {}, reader) &&
      isCurrent(name, row) &&
      isOn(row) &&
      (!isNear || !!row.near);
    const search = type === 'SearchHit' || name === 'similarProposals';
    const found = search ? this.searching.find(name, this.seen(type, reader), args, this.tables) : undefined;
    const rows = found
      ? found.map((row) => ({ type, row }))
      : this.list(type, column, id, by, direction, reader).filter(({ row }) => isOpen(row));
    const anchor = after ? (found ?? this.seen(type, reader)).find((row) => row.id === after.toLowerCase()) : undefined;
    const isPast = (row: Row): boolean =>
      direction * (compare(row[by], anchor![by]) || compare(row.id, anchor!.id)) > 0;
    const past = after ? rows.filter(({ row }) => anchor && isPast(row)) : rows;
    const nodes = past.slice(0, first);
    const cut = pageOf(nodes, past.length > first, Boolean(after));
    return { ...cut, totalCount: rows.length, ...(found && this.searching.beside(found)) };
  }
}
