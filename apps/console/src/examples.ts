/** Every text of the console that names a field of the schema; a test can hold it against `schema.graphql`. */

export const SIGN_IN_FIRST = 'UNAUTHENTICATED';
export const SIGN_IN = `mutation SignIn($input: SignInWithLinkInput!) { signInWithLink(input: $input) { token expiresAt } }`;
export const SIGN_OUT = `mutation SignOut { signOut }`;
export const WHO = `query Who { viewer { person { name } mandates { function } } }`;

export interface SignedIn {
  signInWithLink: { token: string; expiresAt: string };
}
export interface Who {
  viewer: { person: { name: string } | null; mandates: { function: string }[] | null } | null;
}
export function nameOf({ viewer }: Who): string | null {
  const functions = [...new Set(viewer?.mandates?.map((mandate) => mandate.function))].join(', ');
  const name = viewer?.person?.name;
  return name && functions ? `${name} (${functions})` : name || functions || null;
}

/** Replaced by a new UUID whenever an example is opened. */
export const NEW_KEY = '<new UUID>';
const PASTE = '<wklej id | paste an id>';

export interface Example {
  title: string;
  query: string;
  variables?: Record<string, unknown>;
}

export const WELCOME = `# Konwent – konsola API. Uruchom (run): Ctrl+Enter
#
# Działa bez logowania. Inne zapytania są w menu
# „Przykłady”, opis pól pod ikoną książki.
# Works signed out. More queries: “Przykłady”;
# the book icon documents every field.
#
# Logowanie: link /#sign-in=… z npm start albo
# zakładka Headers (sign in by link or header):
# { "authorization": "Bearer <token>" }

query Welcome {
  forum {
    name
    convents(first: 5) { nodes { name voivodeship { name } } }
  }
  voivodeships { teryt name }
}
`;

/** The examples by job, in the order of the menu. */
export const JOBS: Record<string, Example[]> = {
  'Dla każdego (bez logowania)': [
    {
      title: 'Województwa i ich konwenty',
      query: `# Bez logowania. Works signed out.
query Voivodeships {
  voivodeships { teryt name convents(first: 5) { nodes { name state } } }
}`,
    },
    {
      title: 'Obszary zmian',
      query: `# Obszary, w których sieć proponuje zmiany. The areas of change, as data.
query Areas {
  areas { number name description }
}`,
    },
  ],
  'Przewodniczący konwentu': [
    {
      title: 'Mój konwent i jego członkowie',
      query: `# Czego mi wolno i dlaczego nie, mówi availableActions.
# availableActions tells what you may do and, if not, why.
query MyConvent {
  viewer {
    mandates {
      function
      convent {
        id
        name
        memberships(first: 20) {
          totalCount
          nodes { id version kind state entity { name } availableActions { action allowed reason } }
        }
      }
    }
  }
}`,
    },
    {
      title: 'Przyjmij członka',
      query: `# Wstaw id i version członkostwa w stanie APPLIED (przykład powyżej).
# Ten sam clientMutationId wysłany drugi raz nie przyjmie dwa razy.
mutation Admit($input: AdmitMembershipInput!) {
  admitMembership(input: $input) { id version state entity { name } }
}`,
      variables: { input: { clientMutationId: NEW_KEY, membershipId: PASTE, expectedVersion: 1 } },
    },
    {
      title: 'Zakończ mandat',
      query: `# Mandat kończy się, lecz nie znika: dawne czynności pozostają w mocy.
mutation EndMandate($input: EndMandateInput!) {
  endMandate(input: $input) { id state endedOn endReason }
}`,
      variables: { input: { clientMutationId: NEW_KEY, mandateId: PASTE, reason: 'RESIGNED' } },
    },
  ],
  Sekretarz: [
    {
      title: 'Wczytaj podmioty: podgląd importu',
      query: `# Najpierw podgląd: każdy wiersz z uwagami i podobnymi podmiotami. Nic nie zapisuje.
# A dry run: each row with its problems and likely duplicates. Nothing is stored.
mutation PreviewImport($input: PreviewImportInput!) {
  previewImport(input: $input) {
    id
    rows(first: 20) { totalCount nodes { line problems { column message } candidates { entity { id name } } } }
  }
}`,
      variables: {
        input: { clientMutationId: NEW_KEY, csv: 'nazwa;rodzaj;miejscowość\nCIS „Przystań”;CIS;Gdynia\n' },
      },
    },
    {
      title: 'Zaproponuj mandat',
      query: `mutation ProposeMandate($input: ProposeMandateInput!) {
  proposeMandate(input: $input) { id state function person { name } }
}`,
      variables: {
        input: {
          clientMutationId: NEW_KEY,
          conventId: PASTE,
          personId: PASTE,
          function: 'SECRETARY',
          basis: 'Uchwała 1/2027',
        },
      },
    },
  ],
  'Pracownik podmiotu': [
    {
      title: 'Znajdź podmiot',
      query: `# Część nazwy, polskie litery niekonieczne. Part of a name, Polish letters optional.
query FindEntity($text: String!, $filter: EntityFilter) {
  searchEntities(text: $text, first: 10, filter: $filter) {
    totalCount
    nodes { id name kind town voivodeship { name } }
  }
}`,
      variables: { text: 'centrum integracji', filter: { voivodeship: '22' } },
    },
  ],
  'Koordynator forum': [
    {
      title: 'Forum i konwenty',
      query: `# Wielkość konwentu wynika z członkostw. A convent's size follows from its memberships.
query Forum {
  forum {
    name
    convents(first: 16) {
      nodes { id name aliases state voivodeship { name } memberships(first: 1) { totalCount } }
    }
  }
}`,
    },
  ],
  'Programista (developer)': [
    {
      title: 'Stronicowanie (paging)',
      query: `# Następna strona: wstaw endCursor jako after. totalCount liczy się tylko, gdy o nie pytasz.
# Next page: pass endCursor as after. totalCount is counted only when asked for.
query Page($first: Int!, $after: ID) {
  entities(first: $first, after: $after) {
    totalCount
    nodes { id name kind }
    pageInfo { hasNextPage endCursor }
  }
}`,
      variables: { first: 10, after: null },
    },
    {
      title: 'Zmiany na żywo (subscription)',
      query: `# Każda zmiana w konwencie przychodzi przez WebSocket; zatrzymasz ją tym samym przyciskiem.
# Run it, then admit a member in another tab; the play button stops it.
subscription ConventChanges($id: ID!) {
  conventChanged(id: $id) {
    name
    memberships(first: 5) { totalCount nodes { state entity { name } } }
  }
}`,
      variables: { id: PASTE },
    },
    {
      title: 'Jak wygląda odmowa (errors)',
      query: `# errors[0].extensions.code jest stały; message jest po polsku i może się zmienić.
# Rely on errors[0].extensions.code; quote its correlationId when you report a problem.
query NoSuchConvent {
  convent(id: "00000000-0000-4000-8000-000000000000") { name }
}`,
    },
  ],
};
