import { EVERYONE, SIGNED_IN, UNSEEN } from './authorization.letters.ts';

/** One’s own data; the operator is asked for that of others. */
export const PRIVACY: Record<string, readonly string[]> = {
  'Query.retention': [EVERYONE],
  'Query.myData': [SIGNED_IN],
  'Mutation.requestMyData': [SIGNED_IN],
  'Mutation.requestErasure': [SIGNED_IN],
  'Mutation.cancelErasure': [SIGNED_IN, 'UNNNNNNNN+', UNSEEN],
  'Mutation.erasePerson': ['UFFFFFFFF+', '-', 'UFFFFFFFFN'],
};
