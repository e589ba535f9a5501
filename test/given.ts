import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { newId, newSecret } from '#core';
import type {
  AdmissionBy,
  ConventState,
  EntityKind,
  MandateFunction,
  MandateState,
  MembershipKind,
  MembershipState,
} from '#convents';
import { GivenDeclarations, nasty, type Run } from './given.declarations.ts';

type Id = { id: string };

/** Somebody signed in: their id and a session's token. */
export interface Someone extends Id {
  readonly token: string;
}

export { nasty };

/** Rows to test with, put into the tables as their owner: past the rules, so that any state can be had. */
export class Given extends GivenDeclarations {
  constructor(
    readonly app: NestFastifyApplication,
    sql: Run,
  ) {
    super(sql);
  }

  async person({
    name = nasty('Osoba'),
    operator = false,
    scopes,
  }: { name?: string; operator?: boolean; scopes?: string[] } = {}): Promise<Someone> {
    const id = newId();
    const { secret, hash } = newSecret();
    await this.sql(
      `WITH somebody AS (INSERT INTO person (id, display_name, created_at) VALUES ($1, $2, now())),
         with_account AS (INSERT INTO account (id, email, email_key, operator, created_at) VALUES ($1, $3, $3, $4, now()))
       INSERT INTO session (id, person_id, token_hash, created_at, last_seen_at, expires_at, fresh_until)
       SELECT $5, $1, $6, now(), now(), now() + interval '12 hours', now() + interval '5 minutes' WHERE $6::bytea IS NOT NULL`,
      [id, name, `osoba.${id}@example.invalid`, operator, newId(), scopes ? null : hash],
    );
    return { id, token: scopes ? await this.apiToken(id, scopes) : secret };
  }

  async session(personId: string): Promise<string> {
    const { secret, hash } = newSecret();
    await this.sql(
      `INSERT INTO session (id, person_id, token_hash, created_at, last_seen_at, expires_at, fresh_until)
       VALUES ($1, $2, $3, now(), now(), now() + interval '12 hours', now() + interval '5 minutes')`,
      [newId(), personId, hash],
    );
    return secret;
  }

  async apiToken(personId: string, scopes: string[]): Promise<string> {
    const { secret, hash } = newSecret();
    await this.sql(
      `INSERT INTO api_token (id, person_id, name, token_hash, scopes, created_at) VALUES ($1, $2, $3, $4, $5, now())`,
      [newId(), personId, nasty('Token'), hash, scopes],
    );
    return secret;
  }

  async forum(): Promise<Id> {
    const [known] = await this.sql<Id>(`SELECT id FROM forum`);
    if (known) return known;
    const id = newId();
    await this.sql(`INSERT INTO forum (id, name, abbreviation) VALUES ($1, $2, 'OF')`, [id, nasty('Forum')]);
    return { id };
  }

  async convent({
    name = nasty('Konwent'),
    voivodeship = '22',
    state = 'ACTIVE' as ConventState,
    admissionBy = 'CHAIR' as AdmissionBy,
    ordinaryKinds = ['CIS', 'KIS'],
  } = {}): Promise<Id> {
    const id = newId();
    await this.sql(
      `WITH made AS (INSERT INTO convent (id, official_name, voivodeship_id, state) VALUES ($1, $2, $3, $4))
       INSERT INTO convent_rules (id, admission_by, ordinary_kinds, quorum_percent, majority, election_majority, amendment_majority, term_months, silence)
       VALUES ($1, $5, $6, 50, 'SIMPLE', 'ABSOLUTE', 'TWO_THIRDS', 36, 'ABSENT')`,
      [id, name, voivodeship, state, admissionBy, ordinaryKinds],
    );
    return { id };
  }

  async entity({
    name = nasty('Podmiot'),
    kind = 'CIS' as `${EntityKind}`,
    voivodeship = '22',
    town = 'Gdańsk',
  } = {}): Promise<Id> {
    const id = newId();
    await this.sql(`INSERT INTO entity (id, kind, name, voivodeship_id, town) VALUES ($1, $2, $3, $4, $5)`, [
      id,
      kind,
      name,
      voivodeship,
      town,
    ]);
    return { id };
  }

  async membership(
    convent: Id,
    entity: Id,
    { state = 'ACTIVE' as MembershipState, kind = 'ORDINARY' as MembershipKind, from = '2024-01-01' } = {},
  ): Promise<Id> {
    const id = newId();
    const isMember = ['ACTIVE', 'SUSPENDED', 'ENDED'].includes(state);
    await this.sql(
      `INSERT INTO membership (id, convent_id, entity_id, kind, state, applied_on, valid, ended_because)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        ...[id, convent.id, entity.id, kind, state, from],
        isMember ? `[${from},${state === 'ENDED' ? '2024-12-31' : ''})` : null,
        state === 'ENDED' ? 'RESIGNED' : null,
      ],
    );
    return { id };
  }

  /** A mandate in force unless told otherwise; the body is known by its table. */
  async mandate(
    person: Id,
    function_: MandateFunction,
    body: Id,
    {
      state = 'ACTIVE' as MandateState,
      from = '2024-01-01',
      until = null as string | null,
      proposedBy = null as string | null,
    } = {},
  ): Promise<Id> {
    const id = newId();
    await this.sql(
      `INSERT INTO mandate (id, person_id, function, convent_id, forum_id, entity_id, state, valid, basis, ended_because, proposed_by)
       VALUES ($1, $2, $3, (SELECT id FROM convent WHERE id = $4), (SELECT id FROM forum WHERE id = $4), (SELECT id FROM entity WHERE id = $4),
         $5, tstzrange($6, $7), $8, $9, $10)`,
      [
        id,
        person.id,
        function_,
        body.id,
        state,
        from,
        until,
        nasty('Uchwała'),
        state === 'ENDED' ? 'TERM_OVER' : null,
        proposedBy,
      ],
    );
    return { id };
  }

  /** As if the person of a mandate had accepted their invitation. */
  async joined(mandateId: string): Promise<void> {
    await this.sql(
      `INSERT INTO account (id, email, email_key, created_at)
       SELECT person_id, person_id || '@example.invalid', person_id || '@example.invalid', now() FROM mandate WHERE id = $1
       ON CONFLICT DO NOTHING`,
      [mandateId],
    );
  }

  /** A file of somebody's, without any bytes, used for these bodies. */
  async file(person: Id, { name = nasty('Skan'), audience = [] as Id[], isPublic = false } = {}): Promise<Id> {
    const id = newId();
    await this.sql(
      `INSERT INTO file (id, name, media_type, size, sha256, purpose, uploaded_by, uploaded_at)
       VALUES ($1, $2, 'image/png', 1, repeat('0', 64), 'SCAN', $3, now())`,
      [id, name, person.id],
    );
    await this.sql(
      `INSERT INTO file_use (id, file_id, subject_type, subject_id, person_id, is_public, audience)
       VALUES ($1, $1, 'test', $1, $2, $3, $4)`,
      [id, person.id, isPublic, audience.map((each) => each.id)],
    );
    return { id };
  }

  /** Somebody with a mandate in force. */
  async holder(function_: MandateFunction, body: Id): Promise<Someone> {
    const person = await this.person();
    await this.mandate(person, function_, body);
    return person;
  }
}
