import { Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { GqlExecutionContext, type GqlContextType } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { contextOf, PUBLIC, SignInFirst, type Actor, type RequestContext } from '#core';
import { FreshProofRequired, ScopeMissing } from './identity.errors.ts';

export const FRESH_PROOF = 'konwent:fresh-proof';
/** Asks for a proof of identity of the last five minutes; an API token has none. */
export const FreshProof = () => SetMetadata(FRESH_PROOF, true);

export const OWN_AFFAIR = 'konwent:own-affair';
/** A person's own sign-in and safety: theirs to see to also while nothing else is. */
export const OwnAffair = () => SetMetadata(OWN_AFFAIR, true);

/** As the database says, which each mutation asks: the clock of this machine may be another. */
export const isFresh = ({ freshUntil }: Actor): boolean => freshUntil !== undefined;

/** Closed unless a root field is `@Public()`: finds the actor, and whether their credential is good for this. */
@Injectable()
export class SignedInGuard implements CanActivate {
  /** The fields of one query run side by side and ask once; those of a mutation run in turn and ask each. */
  private readonly asked = new WeakMap<RequestContext, Promise<Actor | null>>();

  constructor(private readonly reflector: Reflector) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    if (execution.getType<GqlContextType>() !== 'graphql') return true;
    const { operation } = GqlExecutionContext.create(execution).getInfo<GraphQLResolveInfo>().operation;
    const context = contextOf(execution);
    context.me = operation === 'query' ? await this.once(context) : await context.actor();
    if (!this.says(PUBLIC, execution)) this.check(context.me, operation, execution);
    // Signing in is a mutation: there an old token does no harm.
    else if (!context.me && context.presented && operation !== 'mutation') throw SignInFirst();
    return true;
  }

  private check(me: Actor | null, operation: string, execution: ExecutionContext): void {
    if (!me) throw SignInFirst();
    if (operation === 'mutation' && !me.scopes.includes('WRITE')) throw ScopeMissing({ scope: 'WRITE' });
    if (this.says(FRESH_PROOF, execution) && !isFresh(me)) throw FreshProofRequired();
  }

  private once(context: RequestContext): Promise<Actor | null> {
    const asked = this.asked.get(context) ?? context.actor();
    this.asked.set(context, asked);
    return asked;
  }

  private says(what: string, execution: ExecutionContext): boolean {
    return this.reflector.getAllAndOverride<boolean>(what, [execution.getHandler(), execution.getClass()]) ?? false;
  }
}
