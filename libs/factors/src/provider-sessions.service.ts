import { Injectable } from '@nestjs/common';
import { Db, hashOf, SYSTEM, type Tx } from '#core';
import { CredentialsService, type SignedIn } from '#identity';
import { Ceremonies, type Ceremony, type CeremonyKind } from './ceremonies.service.ts';
import { LogoutRefused } from './factors.errors.ts';
import { ProviderSignedOut } from './factors.events.ts';
import { OidcProvider, type LoggedOut } from './oidc.provider.ts';

type Identity = Pick<Ceremony, 'issuer' | 'subject' | 'sid'>;

interface Opened {
  readonly id: string;
  readonly personId: string;
  readonly expiresAt: Date;
}

const OPENED = `
  SELECT id, person_id AS "personId", expires_at AS "expiresAt" FROM session WHERE token_hash = $1
  UNION ALL SELECT id, person_id, expires_at FROM half_session WHERE token_hash = $1`;

const ended = (kind: CeremonyKind): string => `
  DELETE FROM ceremony WHERE issuer = $1 AND kind = '${kind}'
    AND ($2::text IS NULL OR subject = $2) AND ($3::text IS NULL OR sid = $3)
  RETURNING person_id AS "personId", holder_id AS "holderId"`;

/** Which sessions the identity provider has opened, so that it can end them: it tells the node so itself. */
@Injectable()
export class ProviderSessions {
  constructor(
    private readonly db: Db,
    private readonly provider: OidcProvider,
    private readonly ceremonies: Ceremonies,
    private readonly credentials: CredentialsService,
  ) {}

  /** That a session, or half of one, was opened by what came from the provider. */
  async remember(tx: Tx, { issuer, subject, sid }: Identity, opened: SignedIn): Promise<void> {
    const token = opened.token ?? opened.secondStep!.token;
    const [session] = await tx.sql<Opened>(OPENED, [hashOf(token)]);
    const { id: holderId, personId, expiresAt } = session!;
    const hash = hashOf(`OIDC_SESSION ${holderId}`);
    const [kind, minutes] = ['OIDC_SESSION', Math.ceil((expiresAt.getTime() - tx.now.getTime()) / 60_000)] as const;
    await this.ceremonies.begin(tx, { kind, hash, minutes, personId, holderId, issuer, subject, sid });
  }

  /** Half of a session has become a whole one; in the same row, so that an end that comes meanwhile finds it. */
  async follow(tx: Tx, halfId: string, opened: SignedIn): Promise<void> {
    await tx.sql(
      `UPDATE ceremony c SET holder_id = s.id, expires_at = s.expires_at FROM session s
       WHERE c.kind = 'OIDC_SESSION' AND c.holder_id = $1 AND s.token_hash = $2`,
      [halfId, hashOf(opened.token!)],
    );
  }

  /** Ends what a logout token says, once; to the provider it is the same whether there was anything. */
  async end(token: string): Promise<void> {
    const told = await this.provider.loggedOut(token);
    await this.db.run(SYSTEM, async (tx: Tx) => {
      tx.allow(true);
      await this.spend(tx, told);
      const { issuer, subject, sid } = told;
      // First who has come and is not signed in yet: whoever is just signing in is waited for, and found by the second.
      await tx.sql(ended('OIDC_ARRIVAL'), [issuer, subject, sid]);
      const over = await tx.sql<{ personId: string; holderId: string }>(ended('OIDC_SESSION'), [issuer, subject, sid]);
      for (const personId of new Set(over.map((each) => each.personId))) {
        const ids = over.filter((each) => each.personId === personId).map(({ holderId }) => holderId);
        const count = await this.credentials.endThese(tx, personId, ids);
        if (count) tx.emit(ProviderSignedOut(personId, { sessions: count }));
      }
    });
  }

  /** A logout token is good once, however often and by whomever it is sent. */
  private async spend(tx: Tx, { issuer, tokenId, minutes }: LoggedOut): Promise<void> {
    const hash = hashOf(JSON.stringify(['OIDC_LOGOUT', issuer, tokenId]));
    const begun = { kind: 'OIDC_LOGOUT', hash, minutes, personId: null, holderId: null } as const;
    await tx.constrained(this.ceremonies.begin(tx, begun), {
      ceremony_hash_key: () => LogoutRefused({ error: 'invalid_request' }),
    });
  }
}
