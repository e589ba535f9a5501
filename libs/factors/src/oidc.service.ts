import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config, Db, hashOf, newId, newSecret, SYSTEM, type Tx } from '#core';
import {
  Account,
  AttemptsService,
  CredentialsService,
  InvitationsService,
  type Newcomer,
  type SignedIn,
} from '#identity';
import { Ceremonies, NOBODY, type Ceremony, type Holder } from './ceremonies.service.ts';
import { ArrivalInvalid, IdentityTaken, IdentityUnknown, LastWayIn, OidcRefused } from './factors.errors.ts';
import { IdentityLinked, IdentityUnlinked } from './factors.events.ts';
import { FactorsService } from './factors.service.ts';
import type { AcceptInvitationWithIdentityInput, IdentityLinkStart } from './identity.inputs.ts';
import { homeOf, OidcProvider, type Expected } from './oidc.provider.ts';
import { ProviderSessions } from './provider-sessions.service.ts';
import { LinkedIdentity } from './second-factor.entity.ts';

const TICKET_MINUTES = 2;
const REDIRECT_MINUTES = 10;
const ARRIVAL_MINUTES = 2;

/** Nothing of a redirect is stored but the hash of the browser's secret, of which the rest is made. */
function expectedOf(secret: string): Expected {
  const made = (what: string) => createHmac('sha256', secret).update(`konwent oidc ${what}`).digest('base64url');
  return { state: made('state'), nonce: made('nonce'), verifier: made('verifier') };
}

/** The way to the identity provider and back: it ends in a code that a mutation takes once. */
@Injectable()
export class OidcJourneys {
  constructor(
    private readonly config: Config,
    private readonly db: Db,
    private readonly provider: OidcProvider,
    private readonly ceremonies: Ceremonies,
    private readonly attempts: AttemptsService,
    private readonly credentials: CredentialsService,
  ) {}

  /** A ticket for a session's way there: whoever comes back with it is linked by that session alone. */
  async startLink(tx: Tx): Promise<IdentityLinkStart> {
    const { id: holderId, personId } = await this.credentials.ownSession(tx);
    const { secret, hash } = newSecret();
    const begun = { kind: 'OIDC_TICKET', hash, minutes: TICKET_MINUTES, personId, holderId } as const;
    const expiresAt = await this.ceremonies.begin(tx, begun);
    return { path: `/auth/oidc/start?ticket=${secret}`, expiresAt: expiresAt.toISOString() };
  }

  /** Where to send the browser, and the secret that it has to bring back in a cookie. */
  async start(address: string, ticket: string | undefined): Promise<{ url: string; secret: string }> {
    await this.attempts.starting(address);
    const { secret, hash } = newSecret();
    const url = await this.provider.authorizationUrl(expectedOf(secret));
    await this.asSystem(async (tx) => {
      const holder = await this.holderOf(tx, ticket);
      await this.ceremonies.begin(tx, { kind: 'OIDC_REDIRECT', hash, minutes: REDIRECT_MINUTES, ...holder });
    });
    return { url, secret };
  }

  /** Where to send the browser that came back. A redirect is used up by coming back, right or wrong. */
  async arrive(secret: string, query: URLSearchParams): Promise<string> {
    const begun = await this.asSystem((tx) => this.ceremonies.takeAnyones(tx, 'OIDC_REDIRECT', hashOf(secret)));
    if (!begun) throw OidcRefused();
    const identified = await this.provider.identify(query, expectedOf(secret));
    const { secret: code, hash } = newSecret();
    const { personId, holderId } = begun;
    const arrival = {
      kind: 'OIDC_ARRIVAL',
      hash,
      minutes: ARRIVAL_MINUTES,
      personId,
      holderId,
      ...identified,
    } as const;
    await this.asSystem((tx) => this.ceremonies.begin(tx, arrival));
    const home = homeOf(this.config);
    home.hash = `${personId ? 'link-identity' : 'identity'}=${code}`;
    return home.href;
  }

  private async holderOf(tx: Tx, ticket: string | undefined): Promise<Holder> {
    if (ticket === undefined) return NOBODY;
    const begun = await this.ceremonies.takeAnyones(tx, 'OIDC_TICKET', hashOf(ticket));
    if (!begun) throw ArrivalInvalid();
    return { personId: begun.personId, holderId: begun.holderId };
  }

  private asSystem<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.db.run(SYSTEM, (tx: Tx) => {
      tx.allow(true);
      return work(tx);
    });
  }
}

/** What an identity at the provider opens: `iss` with `sub` is who it is, and an e-mail never is. */
@Injectable()
export class LinkedIdentities {
  constructor(
    private readonly ceremonies: Ceremonies,
    private readonly credentials: CredentialsService,
    private readonly invitations: InvitationsService,
    private readonly factors: FactorsService,
    private readonly sessions: ProviderSessions,
  ) {}

  async signIn(tx: Tx, code: string, newcomer: Newcomer): Promise<SignedIn> {
    const arrival = await this.arrival(tx, code, NOBODY);
    const { issuer, subject } = arrival;
    const [known] = await tx.sql<{ personId: string }>(
      `UPDATE linked_identity SET last_used_at = $3 WHERE issuer = $1 AND subject = $2 RETURNING person_id AS "personId"`,
      [issuer, subject, tx.now],
    );
    if (!known) throw IdentityUnknown();
    tx.allow(true);
    const opened = await this.credentials.begin(tx, known.personId, newcomer);
    await this.sessions.remember(tx, arrival, opened);
    return opened;
  }

  /** Makes the invited person's account without a password. */
  async accept(tx: Tx, input: AcceptInvitationWithIdentityInput, newcomer: Newcomer): Promise<SignedIn> {
    const arrival = await this.arrival(tx, input.code, NOBODY);
    const personId = await this.invitations.makeAccount(tx, input, null);
    await this.keep(tx, personId, arrival);
    const opened = await this.credentials.open(tx, personId, newcomer);
    await this.sessions.remember(tx, arrival, opened);
    return opened;
  }

  async link(tx: Tx, code: string): Promise<string> {
    const { id: holderId, personId } = await this.credentials.ownSession(tx);
    return this.keep(tx, personId, await this.arrival(tx, code, { personId, holderId }));
  }

  /** It stays where nothing else would sign in. */
  async unlink(tx: Tx, id: string): Promise<boolean> {
    const { personId } = await tx.lock(LinkedIdentity, id);
    tx.allow(personId === tx.actor.id);
    const account = await tx.lock(Account, personId);
    await tx.em.delete(LinkedIdentity, { id });
    if (!(await this.factors.hasWayIn(tx, account))) throw LastWayIn();
    await this.credentials.revokeOthers(tx);
    tx.emit(IdentityUnlinked(personId, { linkedIdentityId: id }));
    return true;
  }

  private async arrival(tx: Tx, code: string, holder: Holder): Promise<Ceremony> {
    const arrival = await this.ceremonies.take(tx, 'OIDC_ARRIVAL', hashOf(code), holder);
    if (!arrival) throw ArrivalInvalid();
    return arrival;
  }

  private async keep(tx: Tx, personId: string, { issuer, subject }: Ceremony): Promise<string> {
    const identity = { id: newId(), personId, issuer: issuer!, subject: subject!, createdAt: tx.now };
    await tx.constrained(tx.em.insert(LinkedIdentity, identity), {
      linked_identity_of_one: IdentityTaken,
      linked_identity_one_each: IdentityTaken,
    });
    tx.emit(IdentityLinked(personId, { linkedIdentityId: identity.id }));
    return identity.id;
  }
}
