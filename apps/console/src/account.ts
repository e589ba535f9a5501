/** The texts by which the console signs a person in and out, and says who they are. */

export const SIGN_IN_FIRST = 'UNAUTHENTICATED';
const SIGNED_IN = '{ token expiresAt secondStep { token } }';
export const SIGN_IN = `mutation SignIn($input: SignInWithLinkInput!) { signedIn: signInWithLink(input: $input) ${SIGNED_IN} }`;
export const IDENTIFY = `mutation Identify($input: SignInWithIdentityInput!) { signedIn: signInWithIdentity(input: $input) ${SIGNED_IN} }`;
export const FINISH = `mutation Finish($input: FinishSignInInput!) { signedIn: finishSignIn(input: $input) ${SIGNED_IN} }`;
export const SIGN_OUT = `mutation SignOut { signOut }`;
export const WHO = `query Who { viewer { displayName mandates(filter: { inForce: true }) { nodes { function } } } }`;

export interface SignedIn {
  signedIn: { token: string | null; expiresAt: string; secondStep: { token: string } | null };
}
export interface Who {
  viewer: { displayName: string; mandates: { nodes: { function: string }[] } } | null;
}
export function nameOf({ viewer }: Who): string | null {
  const functions = [...new Set(viewer?.mandates.nodes.map((mandate) => mandate.function))].join(', ');
  return viewer && (functions ? `${viewer.displayName} (${functions})` : viewer.displayName);
}
