import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { contextOf, type RequestContext } from '#core';
import type { Fresh, SignedIn } from './sign-in.entity.ts';

/** What is known of the browser or program that signs in. */
export interface Newcomer {
  /** What it calls itself. */
  readonly client: string | null;
  /** The session behind the cookie that it brought: the new one takes its place, so no old cookie lives on. */
  readonly replaces: string | null;
}

const bringsCookie = ({ presented, me }: RequestContext): boolean => !presented && !!me?.credentialId;

export const Coming = createParamDecorator((_: unknown, execution: ExecutionContext): Newcomer => {
  const context = contextOf(execution);
  return { client: context.client ?? null, replaces: bringsCookie(context) ? context.me!.credentialId! : null };
});

/** Gives the token away: into the browser's cookie if it was asked for, into the answer otherwise. */
export function handOver(opened: SignedIn, { cookie }: { cookie: boolean }, context: RequestContext): SignedIn {
  if (!opened.token || !cookie || !context.setSessionCookie) return opened;
  context.setSessionCookie(opened.token, new Date(opened.expiresAt));
  return { ...opened, token: null };
}

/** The same for the new token of a session that was proven again: it goes where the old one came from. */
export function handBack(fresh: Fresh, context: RequestContext): Fresh {
  if (!fresh.token || !bringsCookie(context) || !context.setSessionCookie) return fresh;
  context.setSessionCookie(fresh.token, new Date(fresh.expiresAt));
  return { ...fresh, token: null };
}
