import { FINISH, IDENTIFY, SIGN_IN, SIGN_IN_FIRST, SIGN_OUT, WHO, nameOf, type SignedIn, type Who } from './account.ts';
import { post, type Answer } from './transport.ts';
import { change } from './state.ts';

const KEY = 'konwent.token';

export const authorization = (): Record<string, string> => {
  const token = sessionStorage.getItem(KEY);
  return token ? { authorization: `Bearer ${token}` } : {};
};

const explain = ({ errors }: Answer) => errors?.map((error) => error.message).join(' ') ?? 'Serwer nie podał powodu.';
const unreachable = (error: unknown): Answer<never> => ({ errors: [{ message: String(error) }] });

const TOTP = /^\d{3} ?\d{3}$/;

/** Asks for a code of the app or a recovery code, where the account has a second factor. */
async function finished(answer: Answer<SignedIn>): Promise<Answer<SignedIn>> {
  const step = answer.data?.signedIn.secondStep;
  const code = step && window.prompt('Drugi krok logowania: kod z aplikacji (6 cyfr) albo kod odzyskiwania')?.trim();
  if (!code) return answer;
  const input = { token: step.token, ...(TOTP.test(code) ? { totpCode: code } : { recoveryCode: code }) };
  return post<SignedIn>({ query: FINISH, variables: { input } }, {}).catch(unreachable);
}

/** Trades the one-time token of `#sign-in=…` or `#identity=…` for a session; it leaves the address before anything is sent. */
export async function signInFromAddress(): Promise<boolean> {
  const hash = new URLSearchParams(location.hash.slice(1));
  const [token, code] = [hash.get('sign-in'), hash.get('identity')];
  if (!token && !code) return false;
  history.replaceState(null, '', location.pathname + location.search);
  change({ who: 'loguję…', trouble: null });
  const begun = token
    ? { query: SIGN_IN, variables: { input: { token } } }
    : { query: IDENTIFY, variables: { input: { code } } };
  const answer = await finished(await post<SignedIn>(begun, {}).catch(unreachable));
  const session = answer.data?.signedIn;
  if (!session?.token) {
    const why = session ? 'Potrzebny był drugi krok.' : explain(answer);
    forget(`Logowanie nie doszło do końca: link mógł już zostać użyty albo wygasł. ${why}`);
    return true;
  }
  sessionStorage.setItem(KEY, session.token);
  await resumeSession();
  return true;
}

/** Says who is signed in; a server that can't tell, but takes the token, leaves the plain word. */
export async function resumeSession(): Promise<void> {
  if (!sessionStorage.getItem(KEY)) return;
  const answer = await post<Who>({ query: WHO }, authorization()).catch(unreachable);
  if (answer.errors?.some((e) => e.extensions?.code === SIGN_IN_FIRST)) {
    return forget('Sesja wygasła. Zaloguj się ponownie.');
  }
  change({ who: (answer.data && nameOf(answer.data)) ?? 'zalogowano', trouble: null });
}

/** Forgets the token even if the server can't be told. */
export async function signOut(): Promise<void> {
  const headers = authorization();
  const answer = await post({ query: SIGN_OUT }, headers).catch(unreachable);
  forget(answer.errors ? `Wylogowano tylko w tej karcie: serwer nie potwierdził. ${explain(answer)}` : null);
}

function forget(trouble: string | null): void {
  sessionStorage.removeItem(KEY);
  change({ who: null, trouble });
}
