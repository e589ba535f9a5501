import { GraphQLError } from 'graphql';
import { auditPasses, auditSeen } from './oracle-audit.ts';
import { declarationFacts, inForce, isIn, LIFECYCLES, moment } from './oracle-facts.ts';
import { MeetingRules } from './oracle-meetings.ts';
import { MinutesRules } from './oracle-minutes.ts';
import { pollPart, PollRules } from './oracle-polls.ts';
import { PracticeRules } from './oracle-practices.ts';
import { WrittenRules } from './oracle-recommendations.ts';
import type { Row, Tables } from './world.ts';

type Reader = string | null;
export type Args = Partial<Record<'on' | 'state', string | null>> & {
  kinds?: string[] | null;
  id?: string;
  first?: number;
  after?: string | null;
  orderBy?: string;
  filter?: Filter | null;
  practiceId?: string;
  version?: number | null;
};
type Filter = Record<string, unknown> & Partial<Record<'name' | 'convent' | 'party' | 'organiser', string | null>>;

export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
export const refuse = (code: string): never => {
  throw new GraphQLError(code, { extensions: { code } });
};
export const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const fold = (text: string): string =>
  text.toLowerCase().replace(/[ąćęłńóśźż]/g, (c) => 'acelnoszz'['ąćęłńóśźż'.indexOf(c)]!);

/** Types whose rows are seen by the person that they name. */
const OWN = ['Session', 'ApiToken', 'SecondFactor', 'LinkedIdentity'];
const OFFICES = ['CHAIR', 'VICE_CHAIR', 'SECRETARY', 'BOARD_MEMBER', 'COORDINATOR', 'REPRESENTATIVE'];

type Parts = readonly [MeetingRules, MinutesRules, ReturnType<typeof pollPart>, ...WrittenRules['parts']];

/** Who sees which row and what may be done with it, said a second time: in plain loops over the tables. */
export class Rules {
  readonly parts: Parts;
  readonly written = new WrittenRules(this.tables, this);

  constructor(private readonly tables: Tables) {
    const polls = pollPart(tables, (reader) => this.held(reader));
    this.parts = [new MeetingRules(tables, this), new MinutesRules(tables, this), polls, ...this.written.parts];
  }

  sees(type: string, row: Row, reader: Reader): boolean {
    if (OWN.includes(type)) return row.person_id === reader;
    if (/^EntityImport./.test(type)) return this.part(row, reader);
    const ofPart = this.parts.find(({ rules }) => rules[type])?.rules[type];
    if (ofPart) return ofPart(row, reader);
    const rule = (this as unknown as Record<string, ((row: Row, reader: Reader) => boolean) | undefined>)[type];
    const ofPractice = this.practices(reader).visible[type];
    return rule ? rule.call(this, row, reader) : ofPractice ? ofPractice(row) : true;
  }

  EntityContact(row: Row, reader: Reader): boolean {
    return this.bodies(reader).includes(row.id) || this.watched(reader).includes(row.id);
  }

  Membership(row: Row, reader: Reader): boolean {
    if (['ACTIVE', 'SUSPENDED', 'ENDED'].includes(String(row.state))) return true;
    return this.offices(reader).includes(row.convent_id) || this.bodies(reader).includes(row.entity_id);
  }

  MembershipAct(row: Row, reader: Reader): boolean {
    return this.offices(reader).includes(row.convent_id) || this.bodies(reader).includes(row.entity_id);
  }

  Mandate(row: Row, reader: Reader): boolean {
    return this.concerns(row, reader) || this.founds(row, reader);
  }

  private concerns(row: Row, reader: Reader): boolean {
    if (!row.entity_id && ['ACTIVE', 'ENDED'].includes(String(row.state))) return true;
    if (reader && [row.person_id, row.proposed_by].includes(reader)) return true;
    if (this.offices(reader).includes(row.body_id)) return true;
    return row.entity_id !== null && [...this.bodies(reader), ...this.watched(reader)].includes(row.entity_id);
  }

  /** Whoever sees a mandate of theirs; that an operator may help to found a body shows them nobody. */
  Person(row: Row, reader: Reader): boolean {
    if (!reader || row.id === reader) return row.id === reader;
    return this.tables.mandate!.some((each) => each.person_id === row.id && this.concerns(each, reader));
  }

  Declaration(row: Row, reader: Reader): boolean {
    if (['IN_FORCE', 'SUPERSEDED'].includes(String(row.state))) return true;
    return (row.readers as string[]).some((id) => this.offices(reader).includes(id));
  }

  private withDeclaration = ({ declaration_id }: Row, reader: Reader): boolean =>
    this.tables.declaration!.some((each) => each.id === declaration_id && this.Declaration(each, reader));

  DeclarationVersion = (row: Row, reader: Reader): boolean => this.withDeclaration(row, reader);
  DeclarationParty = (row: Row, reader: Reader): boolean => this.withDeclaration(row, reader);
  DeclarationAct = (row: Row, reader: Reader): boolean => this.withDeclaration(row, reader);
  ForumDecision = (row: Row, reader: Reader): boolean => this.withDeclaration(row, reader);
  Signature = (row: Row, reader: Reader): boolean => this.withDeclaration(row, reader);
  AuditEntry = (row: Row, reader: Reader): boolean => auditSeen(this, this.tables, row, reader);
  Obligation = (row: Row, reader: Reader): boolean =>
    row.person_id === reader && (row.body_id === reader || this.bodies(reader).includes(row.body_id));

  /** Whether a standing counts on the day asked for, which is today where none is. */
  standsOn(row: Row, { on, kinds }: Args): boolean {
    const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Warsaw' }).format(new Date());
    return isIn(row, moment(on ?? today)) && (!kinds?.length || kinds.includes(String(row.kind)));
  }

  EntityImport(row: Row, reader: Reader): boolean {
    return reader !== null && (row.person_id === reader || this.offices(reader).includes(row.body_id));
  }

  isInForum = (reader: Reader): boolean => this.parts[2].isInForum(reader);
  isSeatOf = (row: Row, reader: Reader): boolean => this.parts[2].isSeatOf(row, reader);
  circles = (reader: Reader): unknown[] => new PollRules(this.tables, reader, this.held(reader)).circles();
  practices = (reader: Reader): PracticeRules =>
    new PracticeRules(this.tables, reader, this.held(reader), new PollRules(this.tables, reader, this.held(reader)));

  File(row: Row, reader: Reader): boolean {
    const isFor = (use: Row): boolean => (use.audience as string[]).some((id) => this.bodies(reader).includes(id));
    const isSeen = (use: Row): boolean => use.is_public === true || isFor(use) || this.practices(reader).opens(use);
    const uses = this.tables.file_use!.filter(({ file_id }) => file_id === row.id);
    return (reader !== null && row.uploaded_by === reader) || uses.some(isSeen);
  }

  private part({ import_id }: Row, reader: Reader): boolean {
    return this.EntityImport(
      this.tables.entity_import!.find(({ id }) => id === import_id)!,
      reader,
    );
  }

  Account = (row: Row, reader: Reader): boolean => row.id === reader;
  Invitation = (row: Row, reader: Reader): boolean => reader !== null && row.invited_by === reader;

  actions(type: string, row: Row, reader: Reader): object[] {
    const held = this.held(reader).map(({ id, function: what, body_id: bodyId }) => ({ id, function: what, bodyId }));
    return LIFECYCLES[type]!.available({ state: row.state, ...this.facts(type, row, reader), held } as never);
  }

  /** Whether a row passes a filter, whatever type it is of. */
  passes(type: string, row: Row, filter: Filter, reader: Reader): boolean {
    if (type === 'AuditEntry') return auditPasses(this, row, filter, reader);
    const { name, convent, party, closed, inForce: counts, hasProblems, organiser, from, until, ...sets } = filter;
    if (type === 'GoodPractice') return this.practices(null).passes(row, sets);
    if (type === 'PracticeArea') return this.practices(null).stands(row);
    if (type === 'Proposal') return this.written.proposals.passes(row, sets);
    if (type === 'Recommendation') return this.written.recommendations.passes(row, sets);
    if (type === 'Dispatch' || type === 'RegisterEntry') return this.written.dossiers.passes(type, row, sets, reader);
    const isMember = (each: Row) =>
      each.entity_id === row.id && each.convent_id === convent && ['ACTIVE', 'SUSPENDED'].includes(String(each.state));
    if (name && !fold(String(row.name)).includes(fold(name.normalize('NFC').trim()))) return false;
    if (convent && !this.tables.membership!.some(isMember)) return false;
    const isParty = (each: Row) => each.version_id === row.current_version_id && each.convent_id === party;
    // Who asks sees the parties of what they see.
    if (party && !this.tables.declaration_party!.some(isParty)) return false;
    if (!this.parts[0].passes(row, { organiser, from, until })) return false;
    if (type === 'Entity' && !closed && row.state !== 'ACTIVE') return false;
    if (typeof counts === 'boolean' && inForce(row) !== counts) return false;
    const problems = () => this.tables.entity_import_problem!.some((each) => each.row_id === row.id);
    if (typeof hasProblems === 'boolean' && problems() !== hasProblems) return false;
    return Object.entries(sets).every(([key, wanted]) => {
      if (Array.isArray(wanted)) return !wanted.length || wanted.includes(row[snake(key).slice(0, -1)]);
      return (wanted ?? '') === '' || [row[snake(key)], row[`${snake(key)}_id`]].includes(wanted);
    });
  }

  private facts(type: string, row: Row, reader: Reader): object {
    const { id, body_id: bodyId, convent_id: conventId, forum_id: forumId, entity_id: entityId } = row;
    const convent = this.tables.convent!.find((each) => each.id === conventId);
    const rules = this.tables.convent_rules!.find((each) => each.id === conventId);
    const near = this.tables.convent!.filter((each) => each.voivodeship_id === row.voivodeship_id);
    const around = this.joined(id, reader).concat(near.map((each) => each.id));
    const facts: Record<string, () => object> = {
      ...{ ChangeArea: () => ({}), Convent: () => ({ id }) },
      Declaration: () => declarationFacts(this.tables, row),
      GoodPractice: () => this.practices(reader).facts(row),
      EntityImport: () => ({ bodyId, rowsReady: row.rows_ready, bySystem: false }),
      Entity: () => ({ entityId: id, conventIds: around, ownConventIds: this.joined(id, reader) }),
      Membership: () => ({
        conventId,
        entityId,
        admissionBy: rules?.admission_by ?? null,
        conventState: convent!.state,
      }),
      Mandate: () => ({
        ...{
          conventId,
          forumId,
          entityId,
          conventIds: this.joined(entityId, reader),
          founding: this.founds(row, reader),
        },
        ...{ personId: row.person_id, proposedBy: row.proposed_by, actorId: reader },
        joined: this.tables.account!.some(({ id }) => id === row.person_id),
        closed: convent?.state === 'DISSOLVED',
      }),
    };
    return facts[type]?.() ?? this.parts.find(({ rules }) => rules[type])!.facts(type, row, reader);
  }

  /** The operator of the node helps a body as long as nobody leads it. */
  private founds({ entity_id, body_id }: Row, reader: Reader): boolean {
    if (entity_id || !this.tables.account!.some(({ id, operator }) => id === reader && operator)) return false;
    const leads = (each: Row): boolean => each.body_id === body_id && MANAGERS.includes(String(each.function));
    return !this.tables.mandate!.some((each) => leads(each) && inForce(each));
  }

  /** The convents that an entity belongs to or wants to, as far as the reader sees it. */
  private joined(entityId: unknown, reader: Reader): unknown[] {
    const isOpen = (each: Row): boolean => each.entity_id === entityId && OPEN.includes(String(each.state));
    const found = this.tables.membership!.filter((each) => isOpen(each) && this.Membership(each, reader));
    return found.map((each) => each.convent_id);
  }

  private held(reader: Reader): Row[] {
    return this.tables.mandate!.filter((each) => reader && each.person_id === reader && inForce(each));
  }

  bodies = (reader: Reader): unknown[] => this.held(reader).map((each) => each.body_id);

  offices(reader: Reader): unknown[] {
    return this.held(reader)
      .filter((each) => OFFICES.includes(String(each.function)))
      .map((each) => each.body_id);
  }

  private watched(reader: Reader): unknown[] {
    const offices = this.offices(reader);
    return this.tables
      .membership!.filter((each) => offices.includes(each.convent_id) && OPEN.includes(String(each.state)))
      .map((each) => each.entity_id);
  }
}

const OPEN = ['APPLIED', 'ON_HOLD', 'ACTIVE', 'SUSPENDED'];
const MANAGERS = ['CHAIR', 'VICE_CHAIR', 'SECRETARY', 'COORDINATOR'];
