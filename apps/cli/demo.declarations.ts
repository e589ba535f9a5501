import type { Tx } from '#core';
import type { Reported } from '#declarations';

/** The founding as the report tells it. */
export interface Founding {
  forum: { name: string; abbreviation: string; foundedOn: string; foundingDocument: string };
  convents: { key: string; teryt: string; officialName: string; aliases: string[] }[];
  declaredIntent: { teryt: string; asPrinted: string }[];
}

const SOURCE = 'Raport z roboczych spotkań sieciujących lokalne platformy współpracy podmiotów zatrudnienia socjalnego';

/** What the report tells of October 2024: neither texts nor scans are had, and nobody is named. Answers the forum. */
export async function addDeclarations(
  tx: Tx,
  reported: Reported,
  { forum, convents, declaredIntent }: Founding,
  ids: ReadonlyMap<string, string>,
): Promise<string> {
  const { name, abbreviation, foundedOn, foundingDocument } = forum;
  await reported.record(tx, {
    ...{ kind: 'FOUNDING', title: foundingDocument, units: [], source: SOURCE },
    parties: convents.map(({ teryt }) => ({ conventId: ids.get(teryt)! })),
    ...{ signedOn: foundedOn, dayKnown: true, forumName: name, forumAbbreviation: abbreviation },
    evidenceNote: 'Podpisana na papierze, jak podaje raport; skanu, tekstu i nazwisk podpisujących raport nie zawiera.',
  });
  for (const { teryt, asPrinted } of declaredIntent)
    await reported.record(tx, {
      ...{ kind: 'INTENT', title: `Deklaracja chęci przystąpienia: ${asPrinted}`, units: [], source: SOURCE },
      ...{ parties: [{ conventId: ids.get(teryt)! }], signedOn: foundedOn, dayKnown: false },
      evidenceNote: 'Złożona „już po samym spotkaniu”, jak podaje raport; dnia, tekstu i skanu raport nie zawiera.',
    });
  const [founded] = await tx.sql<{ id: string }>(`SELECT id FROM forum`);
  return founded!.id;
}
