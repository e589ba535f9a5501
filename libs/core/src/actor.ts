import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';

/** What a credential lets its bearer do: an API token may be made for reading alone. */
export type Scope = 'READ' | 'WRITE';

/** Who acts: a person through a session or an API token, another node, or the system itself. */
export interface Actor {
  readonly kind: 'person' | 'node' | 'system';
  readonly id: string;
  readonly scopes: readonly Scope[];
  /** The session or API token behind the request. */
  readonly credentialId?: string;
  /** Until when the last proof of identity counts as fresh. */
  readonly freshUntil?: Date;
  /** Present while the actor is only presumed: the transaction of each read has to confirm it. */
  readonly claim?: Claim;
}

/** What was found behind a credential before, to be found again by the transaction that reads. */
export interface Claim {
  /** Of the secret that the request brought. */
  readonly hash: Buffer;
  readonly found: string;
  /** Whether a read has found the same. */
  confirmed: boolean;
}

/** The credential no longer opens what it did: the request has to be answered anew, with what it opens now. */
export class ClaimLost extends Error {}

export const SYSTEM: Actor = { kind: 'system', id: 'system', scopes: ['READ', 'WRITE'] };

/** What a resolver gets of the request; the same over HTTP and WebSocket. */
export interface RequestContext {
  /** Null for the signed-out; asked again for each request and each event, never kept. */
  actor(): Promise<Actor | null>;
  /** Whether a token was sent: one that no longer counts is refused rather than taken for none. */
  readonly presented: boolean;
  readonly address: string;
  /** What the client says it is, so that a person recognises their sessions. */
  readonly client?: string;
  /** Sets or, with null, clears the browser's session cookie; absent over WebSocket. */
  setSessionCookie?(token: string | null, expiresAt?: Date): void;
  /** The actor of this request, once a guard has asked. */
  me?: Actor | null;
}

export const contextOf = (context: ExecutionContext): RequestContext =>
  GqlExecutionContext.create(context).getContext<RequestContext>();

export const PUBLIC = 'konwent:public';
/** Opens a root field to people who are not signed in. */
export const Public = () => SetMetadata(PUBLIC, true);

/** The actor of the request; null only under `@Public()`. */
export const Me = createParamDecorator((_: unknown, context: ExecutionContext): Actor | null => {
  const { me } = contextOf(context);
  if (me === undefined) throw new Error('no guard has looked for the actor');
  return me;
});

/** The network address of the caller, for counters of attempts. */
export const Address = createParamDecorator((_: unknown, context: ExecutionContext) => contextOf(context).address);
