import { Kind, OperationTypeNode, parse } from 'graphql';

/** Documents that do not fit the schema, and requests that the gate turns away, never were a mutation. */
const NEVER_BEGUN = /GRAPHQL_|BAD_USER_INPUT|BAD_REQUEST|LIMIT/;

/** The root fields of a document, if it is a mutation. */
function mutationsIn(query: string): string[] {
  return parse(query).definitions.flatMap((each) => {
    if (each.kind !== Kind.OPERATION_DEFINITION || each.operation !== OperationTypeNode.MUTATION) return [];
    return each.selectionSet.selections.flatMap((field) => (field.kind === Kind.FIELD ? [field.name.value] : []));
  });
}

/** Counts what mutations are sent from here on, by name, whoever sends them with `fetch` and whatever becomes of them. */
export class MutationsSent {
  readonly counts: Record<string, number> = {};
  private readonly fetch = globalThis.fetch;

  start(): void {
    globalThis.fetch = async (...[input, init]: Parameters<typeof fetch>) => {
      const response = await this.fetch(input, init);
      if (String(input).endsWith('/graphql') && typeof init?.body === 'string')
        await this.note(init.body, response.clone());
      return response;
    };
  }

  stop(): void {
    globalThis.fetch = this.fetch;
  }

  private async note(body: string, response: Response): Promise<void> {
    const { query } = JSON.parse(body) as { query: string };
    if (!query.includes('mutation')) return;
    const { errors = [] } = (await response.json()) as { errors?: { extensions: { code: string } }[] };
    if (errors.some(({ extensions }) => NEVER_BEGUN.test(extensions.code))) return;
    for (const name of mutationsIn(query)) this.counts[name] = (this.counts[name] ?? 0) + 1;
  }
}
