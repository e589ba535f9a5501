import { useSyncExternalStore } from 'react';

/** What the bar shows: who is signed in, and what went wrong with the session or with the schema. */
export interface State {
  who: string | null;
  trouble: string | null;
  schemaTrouble: string | null;
}

let current: State = { who: null, trouble: null, schemaTrouble: null };
const listeners = new Set<() => void>();

export const state = () => current;

export function change(part: Partial<State>): void {
  current = { ...current, ...part };
  listeners.forEach((tell) => tell());
}

const subscribe = (tell: () => void) => {
  listeners.add(tell);
  return () => listeners.delete(tell);
};

export const useShared = () => useSyncExternalStore(subscribe, state);
