import type { Row } from './world.ts';

export const DAY_MS = 86_400_000;

export const moment = (value: unknown): number => Date.parse(String(value));
export const isIn = ({ from, until }: Row, at: number): boolean =>
  moment(from) <= at && (until === null || at < moment(until));
export const inForce = (mandate: Row): boolean => mandate.state === 'ACTIVE' && isIn(mandate, Date.now());
export const endsWithin = (mandate: Row, days: number): boolean =>
  inForce(mandate) && mandate.until !== null && moment(mandate.until) <= Date.now() + days * DAY_MS;
