import { GraphiQL } from 'graphiql';
import { Bar } from './bar.tsx';
import { WELCOME } from './examples.ts';
import { fetcher, SCHEMA_QUERY } from './fetcher.ts';

const FIRST_TABS = [{ query: WELCOME }];

/** GraphiQL speaks English only, hence `lang`; request headers are never stored, since one of them may be a token. */
export const App = () => (
  <div lang="en" className="workbench">
    <GraphiQL
      fetcher={fetcher}
      introspectionQueryName={SCHEMA_QUERY}
      defaultTabs={FIRST_TABS}
      defaultEditorToolsVisibility="variables"
      shouldPersistHeaders={false}
      showPersistHeadersSettings={false}
    >
      <GraphiQL.Logo>
        <span />
      </GraphiQL.Logo>
      <Bar />
    </GraphiQL>
  </div>
);
