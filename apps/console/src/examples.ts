/** The examples of the console; a test holds each against the schema. */

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
    foundedOn
    standings(first: 10) {
      nodes { kind since convent { officialName size voivodeship { name } } }
    }
  }
}
`;

/** The examples by job, in the order of the menu. */
export const JOBS: Record<string, Example[]> = {
  'Dla każdego (bez logowania)': [
    {
      title: 'Konwenty, ich zasady i wielkość',
      query: `# Wielkość konwentu wynika z członkostw. A convent's size follows from its memberships.
query Convents {
  convents(first: 20) {
    nodes { id officialName aliases state size voivodeship { name } rules { admissionBy quorumPercent majority } }
  }
}`,
    },
    {
      title: 'Obszary zmian',
      query: `# Obszary, w których sieć chce zmian, z tym, na czym się opierają. The areas, with their evidence.
query Areas {
  changeAreas(state: CURRENT) {
    number namePl nameEn nature evidence { source quote } predecessors { from { namePl } }
    conclusions { totalCount } practices(first: 3) { totalCount nodes { practice { currentVersion { title } } } } } }`,
    },
  ],
  'Przewodniczący konwentu': [
    {
      title: 'Mój konwent, jego członkowie i kto za nich mówi',
      query: `# Czego mi wolno i dlaczego nie, mówi availableActions.
# availableActions tells what you may do and, if not, why.
query MyConvent {
  viewer {
    mandates(first: 3, filter: { inForce: true }) {
      nodes {
        function
        body {
          ... on Convent {
            id
            officialName
            memberships(first: 50) {
              totalCount
              nodes {
                id
                state
                kind
                entity {
                  name
                  mandates(first: 5, filter: { inForce: true }) { nodes { id function person { displayName } } }
                }
                availableActions { action allowed reason }
              }
            }
          }
        }
      }
    }
  }
}`,
    },
    {
      title: 'Przyjmij członka',
      query: `# Wstaw id członkostwa w stanie APPLIED (przykład powyżej).
# Ten sam clientMutationId wysłany drugi raz nie przyjmie dwa razy.
mutation Admit($input: AdmitMembershipInput!) {
  admitMembership(input: $input) { id state memberFrom entity { name } acts { state at mandate { function } } }
}`,
      variables: { input: { clientMutationId: NEW_KEY, membershipId: PASTE } },
    },
    {
      title: 'Zakończ mandat',
      query: `# Mandat kończy się od razu, lecz nie znika: dawne czynności pozostają w mocy.
mutation EndMandate($input: EndMandateInput!) {
  endMandate(input: $input) { id state validUntil endedBecause }
}`,
      variables: {
        input: { clientMutationId: NEW_KEY, mandateId: PASTE, because: 'RECALLED', basis: 'Uchwała 2/2027' },
      },
    },
  ],
  Sekretarz: [
    {
      title: 'Importy podmiotów',
      query: `# Plik CSV lub XLSX wysyła się przez REST: POST /imports/entities?name=lista.csv (nagłówek Authorization).
# Upload by REST; here are the previews, and commitEntityImport saves the good rows.
query Imports {
  entityImports(first: 5) {
    nodes {
      id
      fileName
      state
      rowsTotal
      rowsReady
      rowsDuplicate
      rowsBad
      rows(first: 20) { nodes { line verdict name duplicateOf { name } problems { message } } }
    }
  }
}`,
    },
    {
      title: 'Zgłoś mandat nowej osobie',
      query: `# Odpowiedź zawiera zaproszenie: przekaż je tej osobie. Mandat działa dopiero po potwierdzeniu.
mutation ProposeMandate($input: ProposeMandateInput!) {
  proposeMandate(input: $input) { mandateId invitationToken invitationExpiresAt }
}`,
      variables: {
        input: {
          clientMutationId: NEW_KEY,
          bodyId: PASTE,
          function: 'REPRESENTATIVE',
          invitee: { email: 'nowa.osoba@demo.invalid', displayName: 'Nowa osoba (demo)' },
          basis: 'Pełnomocnictwo z 2 stycznia 2027 r.',
        },
      },
    },
  ],
  'Pracownik podmiotu': [
    {
      title: 'Znajdź podmiot',
      query: `# Część nazwy, polskie litery niekonieczne. Part of a name, Polish letters optional.
query FindEntity($filter: EntityFilter) {
  entities(first: 10, filter: $filter) {
    totalCount
    nodes { id name kind town voivodeship { name } memberships { nodes { state convent { officialName } } } }
  }
}`,
      variables: { filter: { name: 'spolecznej', kinds: ['CIS', 'KIS'] } },
    },
  ],
  'Koordynator forum': [
    {
      title: 'Forum, konwenty i ich władze',
      query: `query Forum {
  forum {
    name
    standings(first: 20) {
      nodes {
        kind
        since
        convent {
          officialName
          size
          mandates(filter: { inForce: true }) { nodes { function person { displayName } validUntil endsSoon } }
        }
      }
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
  entities(first: $first, after: $after) { totalCount nodes { id name kind } pageInfo { hasNextPage endCursor } }
}`,
      variables: { first: 10, after: null },
    },
    {
      title: 'Zmiany na żywo (subscription)',
      query: `# Najpierw stan obecny, potem każda zmiana. Run it, then admit a member in another tab.
subscription ConventChanges($id: ID!) {
  conventChanged(id: $id) { officialName size memberships(first: 50) { totalCount nodes { state entity { name } } } }
}`,
      variables: { id: PASTE },
    },
    {
      title: 'Jak wygląda odmowa (errors)',
      query: `# errors[0].extensions.code jest stały; message jest po polsku i może się zmienić.
# Rely on errors[0].extensions.code; quote its correlationId when you report a problem.
query NoSuchConvent {
  convent(id: "00000000-0000-4000-8000-000000000000") { officialName }
}`,
    },
  ],
};
