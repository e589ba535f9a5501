/** Relative to the page, so that a proxy may serve the whole node under a path of its own. */
export const address = (path: string) => new URL(path, document.baseURI);

export interface Body {
  query: string;
  variables?: unknown;
  operationName?: string | null;
}

export interface Answer<Data = unknown> {
  data?: Data | null;
  errors?: readonly { message: string; extensions?: { code?: string } }[];
}

/** Answers what no GraphQL server said, a proxy's error page for one, in the shape of a GraphQL error. */
export async function post<Data>(body: Body, headers: Record<string, string>): Promise<Answer<Data>> {
  const response = await fetch(address('graphql'), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json',
      ...headers,
    },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  try {
    return JSON.parse(text) as Answer<Data>;
  } catch {
    return { errors: [{ message: `HTTP ${response.status} ${response.statusText}: ${text.slice(0, 500)}` }] };
  }
}
