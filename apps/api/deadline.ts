import type { ServerResponse } from 'node:http';
import { Busy, whileWanted } from '#core';

/** How long after its end a write may take to say what became of it. */
const LAST_WORD_MS = 1_000;

/** Fails with a refusal where the work takes longer than it may. */
export async function inTime<T>(ms: number, refusal: () => Error, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, fail) => (timer = setTimeout(() => fail(refusal()), ms)));
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Does a write until its limit has passed or its sender is gone: then its transaction is cancelled. */
export async function untilGone<T>(response: ServerResponse, ms: number, work: () => Promise<T>): Promise<T> {
  const gone = new AbortController();
  const leave = () => gone.abort();
  const timer = setTimeout(leave, ms);
  response.once('close', leave);
  return inTime(ms + LAST_WORD_MS, Busy, whileWanted(gone.signal, work)).finally(() => {
    clearTimeout(timer);
    response.off('close', leave);
  });
}
