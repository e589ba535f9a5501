import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';
import { newId } from '#core';
import { ATTACKS } from './attacks.ts';

/** What somebody does once; resolves to whether it went as it had to. */
type Deed = () => Promise<boolean>;

export interface Tally {
  /** How long each took, in ms. */
  readonly took: number[];
  /** Those that went otherwise than they had to. */
  readonly wrong: string[];
}

const PAGE = `query ($name: String!) { entities(first: 20, filter: { name: $name }) { totalCount nodes { name voivodeship { name } } } }`;
const CONVENT = `query ($id: ID!) { convent(id: $id) { officialName memberships(first: 20) { totalCount nodes { kind entity { name } } } } }`;
const CREATE = `mutation ($input: CreateEntityInput!) { createEntity(input: $input) { id } }`;
const LIVE = `subscription ($id: ID!) { conventChanged(id: $id) { id version } }`;
const SIGN_IN = `mutation ($input: SignInInput!) { signIn(input: $input) { token } }`;

/** The share of the slowest that a percentile leaves out. */
export const percentile = (took: readonly number[], share: number): number =>
  took.toSorted((a, b) => a - b)[Math.min(took.length - 1, Math.floor(took.length * share))] ?? NaN;

/** Many clients of one running server: honest ones, and others. */
export class Crowd {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 40 });

  constructor(
    private readonly url: string,
    private readonly token: string,
    private readonly conventId: string,
  ) {}

  /** Ends every connection that is still kept. */
  leave(): void {
    this.agent.destroy();
  }

  private post(query: string, variables: object, token?: string): Promise<{ data: unknown; codes: string[] }> {
    const body = JSON.stringify({ query, variables });
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    return new Promise((resolve, fail) => {
      const sent = request(
        `${this.url}/graphql`,
        {
          method: 'POST',
          agent: this.agent,
          headers: { ...headers, ...(token && { authorization: `Bearer ${token}` }) },
        },
        (response) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part)).on('error', fail);
          response.on('end', () => {
            const { data, errors = [] } = JSON.parse(Buffer.concat(parts).toString()) as {
              data?: unknown;
              errors?: { extensions: { code: string } }[];
            };
            resolve({ data, codes: errors.map(({ extensions }) => extensions.code) });
          });
        },
      );
      sent.on('error', fail).end(body);
    });
  }

  /** Subscribes, hears nothing or something, and goes. */
  private async listens(): Promise<boolean> {
    const socket = new WebSocket(`${this.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    const greeted = new Promise<boolean>((resolve) => {
      socket.once('message', () => resolve(true)).on('error', () => resolve(false));
    });
    socket.once('open', () =>
      socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${this.token}` } })),
    );
    const isHeard = await greeted;
    socket.send(
      JSON.stringify({ id: '1', type: 'subscribe', payload: { query: LIVE, variables: { id: this.conventId } } }),
    );
    await sleep(50);
    socket.close();
    await new Promise((resolve) => socket.once('close', resolve));
    return isHeard;
  }

  /** Honest work: mostly reads, some writes, now and then somebody who listens. */
  honest(): Deed[] {
    const read = async (query: string, variables: object, token?: string) =>
      !(await this.post(query, variables, token)).codes.length;
    const page = () => read(PAGE, { name: 'centrum' });
    const convent = () => read(CONVENT, { id: this.conventId }, this.token);
    const data = () => ({ kind: 'CIS', name: `Podmiot „${newId()}”`, voivodeship: '22' });
    const write = () => read(CREATE, { input: { data: data(), clientMutationId: newId() } }, this.token);
    return [page, convent, page, write, convent, page, () => this.listens()];
  }

  /** What is refused, every time: documents past all limits, passwords tried out, things that there are not. */
  hostile(): Deed[] {
    const refused = async (query: string, variables: object) => {
      const { codes } = await this.post(query, variables);
      return codes.length > 0 && !codes.includes('INTERNAL');
    };
    const documents = ATTACKS.map(
      ([, query, , variables = {}]) =>
        () =>
          refused(`query ${query}`, variables),
    );
    const guess = () => refused(SIGN_IN, { input: { email: 'prezes@example.invalid', password: newId() } });
    return documents.flatMap((each) => [each, guess]);
  }

  /** So many deeds a second, begun on time whether or not those before are done. */
  async does(deeds: readonly Deed[], perSecond: number, seconds: number): Promise<Tally> {
    const tally: Tally = { took: [], wrong: [] };
    const under = new Set<Promise<void>>();
    const began = performance.now();
    for (let i = 0; performance.now() - began < seconds * 1000; i++) {
      const due = began + (i * 1000) / perSecond;
      await sleep(Math.max(0, due - performance.now()));
      const work = deeds[i % deeds.length]!()
        .then((right) => void (right || tally.wrong.push(`deed ${i % deeds.length}`)))
        .catch((error: Error) => void tally.wrong.push(error.message))
        .then(() => void tally.took.push(performance.now() - due))
        .finally(() => under.delete(work));
      under.add(work);
    }
    await Promise.all(under);
    return tally;
  }
}
