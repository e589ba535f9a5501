import { Db, SYSTEM, type Tx } from '#core';
import type { SignInLinks } from '#identity';

export interface DemoLink {
  readonly email: string;
  readonly displayName: string;
  readonly token: string;
}

/** A fresh one-time link for each person of the demo network; none in a network of real people. */
export const demoLinks = (db: Db, links: SignInLinks): Promise<DemoLink[]> =>
  db.run(SYSTEM, async (tx: Tx) => {
    tx.allow(true);
    const people = await tx.sql<{ id: string; email: string; displayName: string }>(
      `SELECT p.id, a.email, p.display_name AS "displayName" FROM person p JOIN account a USING (id)
       WHERE a.email_key LIKE '%@demo.invalid' ORDER BY p.id`,
    );
    const made: DemoLink[] = [];
    for (const { id, email, displayName } of people) made.push({ email, displayName, token: await links.make(tx, id) });
    return made;
  });

/** What a newcomer has to know, once everything runs. */
export function startBox(url: string, folder: string | undefined, people: readonly DemoLink[]): string {
  const lines = [
    'Konwent działa.',
    '',
    `GraphQL   ${url}/graphql  (HTTP i WebSocket)`,
    `Konsola   ${url}/`,
    ...(people.length
      ? [
          '',
          'Zaloguj się w konsoli jako (odnośnik działa raz, przez dobę; dane przykładowe, nie twierdzenia o organizacjach):',
          '',
        ]
      : []),
    ...people.flatMap(({ email, displayName, token }) => [`${displayName} · ${email}`, `  ${url}/#sign-in=${token}`]),
    '',
    folder ? `Dane      ${folder}` : 'Dane      w bazie z DATABASE_URL',
    'Koniec    Ctrl+C',
    ...(folder ? ['Od nowa   npm run konwent reset -- --yes'] : []),
  ];
  const width = Math.max(...lines.map((line) => [...line].length));
  const rule = '─'.repeat(width + 2);
  const body = lines.map((line) => `│ ${line}${' '.repeat(width - [...line].length)} │`);
  return `\n┌${rule}┐\n${body.join('\n')}\n└${rule}┘\n`;
}
