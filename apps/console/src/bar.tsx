import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { createPortal } from 'react-dom';
import { JOBS, NEW_KEY, type Example } from './examples.ts';
import { signOut } from './session.ts';
import { useShared } from './state.ts';

const barElement = document.getElementById('bar') as HTMLElement;
const MENU = 'examples';

const variablesOf = ({ variables }: Example) =>
  variables ? JSON.stringify(variables, null, 2).replaceAll(NEW_KEY, () => crypto.randomUUID()) : '';

/** Opens an example in a tab of its own, so that nobody's own query is overwritten. */
function useOpenExample() {
  const { addTab } = useGraphiQLActions();
  const editors = useGraphiQL(({ queryEditor, variableEditor }) => ({ queryEditor, variableEditor }));
  return (example: Example) => {
    addTab();
    editors.variableEditor?.setValue(variablesOf(example));
    editors.queryEditor?.setValue(`${example.query}\n`);
    editors.queryEditor?.focus();
  };
}

function Examples() {
  const open = useOpenExample();
  return (
    <nav id={MENU} className="examples" popover="auto" aria-label="Przykłady">
      {Object.entries(JOBS).map(([job, examples]) => (
        <section key={job}>
          <h2>{job}</h2>
          <ul>
            {examples.map((example) => (
              <li key={example.title}>
                <button type="button" popoverTarget={MENU} popoverTargetAction="hide" onClick={() => open(example)}>
                  {example.title}
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
      <p>
        <a href="verify">Sprawdź opieczętowany zapis</a> · <a href="schema.graphql">Schemat (SDL)</a> ·{' '}
        <a href="licenses.md">Licencje składników</a>
      </p>
    </nav>
  );
}

function Who() {
  const { who } = useShared();
  if (!who) {
    return (
      <span className="who" title="Otwórz link logowania (sign-in link), który wypisuje npm start">
        niezalogowano <span lang="en">(signed out)</span>
      </span>
    );
  }
  return (
    <>
      <span className="who">{who}</span>
      <button type="button" onClick={() => void signOut()}>
        Wyloguj
      </button>
    </>
  );
}

function Troubles() {
  const { trouble, schemaTrouble } = useShared();
  const { introspect } = useGraphiQLActions();
  const busy = useGraphiQL(({ isIntrospecting }) => isIntrospecting);
  return (
    <div role="status">
      {trouble && <p className="trouble">{trouble}</p>}
      {schemaTrouble && (
        <p className="trouble">
          {schemaTrouble}{' '}
          {!busy && (
            <button type="button" onClick={() => void introspect()}>
              Spróbuj ponownie
            </button>
          )}
        </p>
      )}
    </div>
  );
}

/** Lives inside GraphiQL, whose tabs it opens, but stands above it and in Polish. */
export const Bar = () =>
  createPortal(
    <>
      <header className="bar">
        <h1>
          Konwent <small>konsola API</small>
        </h1>
        <button type="button" popoverTarget={MENU}>
          Przykłady
        </button>
        <Who />
      </header>
      <Examples />
      <Troubles />
    </>,
    barElement,
  );
