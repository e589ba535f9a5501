/** The texts by which the console signs a person in and out, and says who they are. */

export const SIGN_IN_FIRST = 'UNAUTHENTICATED';
export const SIGN_IN = `mutation SignIn($input: SignInWithLinkInput!) { signInWithLink(input: $input) { token expiresAt } }`;
export const SIGN_OUT = `mutation SignOut { signOut }`;
export const WHO = `query Who { viewer { displayName mandates(filter: { inForce: true }) { nodes { function } } } }`;

export interface SignedIn {
  signInWithLink: { token: string; expiresAt: string };
}
export interface Who {
  viewer: { displayName: string; mandates: { nodes: { function: string }[] } } | null;
}
export function nameOf({ viewer }: Who): string | null {
  const functions = [...new Set(viewer?.mandates.nodes.map((mandate) => mandate.function))].join(', ');
  return viewer && (functions ? `${viewer.displayName} (${functions})` : viewer.displayName);
}
