import type { IncomingHttpHeaders } from 'node:http';
import type { Config } from '#core';

const originOf = (url: string | undefined): string | undefined => (url && URL.parse(url)?.origin) || undefined;
const OWN_SITES = [undefined, 'same-origin', 'none'];

/** Whether another site's page sent it. Programs send no origin; browsers always say where a request comes from. */
export function isForeign(headers: IncomingHttpHeaders, host: string, { PUBLIC_URL }: Config): boolean {
  const { origin } = headers;
  if (origin !== undefined && originOf(origin) === originOf(PUBLIC_URL) && PUBLIC_URL) return false;
  if (!OWN_SITES.includes(headers['sec-fetch-site'] as string | undefined)) return true;
  return origin !== undefined && URL.parse(origin)?.host !== host;
}
