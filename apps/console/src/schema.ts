import { buildSchema, introspectionFromSchema, type IntrospectionQuery } from 'graphql';
import { change } from './state.ts';
import { address } from './transport.ts';

const PAUSES = [500, 1500, 4000];
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

async function download(): Promise<IntrospectionQuery> {
  const response = await fetch(address('schema.graphql'), { headers: { accept: 'text/plain' }, cache: 'no-cache' });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return introspectionFromSchema(buildSchema(await response.text()));
}

/** The published SDL in the shape of an introspection answer: the server need not allow introspection at all. */
export async function loadSchema(attempt = 0): Promise<IntrospectionQuery> {
  try {
    const answer = await download();
    change({ schemaTrouble: null });
    return answer;
  } catch (error) {
    const failed = `Nie udało się wczytać schematu (${error instanceof Error ? error.message : String(error)}).`;
    const ms = PAUSES[attempt];
    change({ schemaTrouble: ms ? `${failed} Próbuję dalej…` : `${failed} Zapytania działają, podpowiedzi nie.` });
    if (!ms) throw error;
    await pause(ms);
    return loadSchema(attempt + 1);
  }
}
