import 'graphiql/setup-workers/vite';
import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import 'graphiql/graphiql.css';
import './console.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { resumeSession, signInFromAddress } from './session.ts';

window.addEventListener('hashchange', () => void signInFromAddress());
void signInFromAddress().then((tried) => (tried ? undefined : resumeSession()));
createRoot(document.getElementById('workbench') as HTMLElement).render(<App />);
