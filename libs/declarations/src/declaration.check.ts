import type { Problem } from '#seals';
import type { DeclarationRecord, RecordedSignature } from './record.content.ts';

/** SHA-256 over canonical JSON; handed in, so that a browser can take this file without the server’s libs. */
type Hash = (value: unknown) => string;
type Check = (record: DeclarationRecord, hashOf: Hash) => Problem | undefined;

const wrong = (problem: string, message: string): Problem => ({ problem, message });
const place = (i: number) => `record.signatures[${i}]`;

const text: Check = ({ text: content, textHash, version, versions, kind }, hashOf) => {
  if (hashOf(content) !== textHash)
    return wrong('TEXT_HASH_WRONG', 'Skrót w polu „record.textHash” nie jest skrótem tekstu z pola „record.text”.');
  if (versions.find(({ number }) => number === version)?.contentHash !== textHash)
    return wrong('VERSION_WRONG', 'Pole „record.versions” nie zna wersji o skrócie „record.textHash”.');
  if (content.kind !== kind)
    return wrong('KIND_WRONG', 'Rodzaj w polu „record.kind” jest inny niż w podpisanym tekście.');
  return undefined;
};

const sorted = (ids: readonly string[]): string => [...ids].sort().join();

/** What is wrong with one signature, as far as the record itself tells. */
function signatureProblem(record: DeclarationRecord, signature: RecordedSignature, i: number): Problem | undefined {
  const party = record.text.parties.find(({ conventId }) => conventId === signature.conventId);
  if (!party) return wrong('SIGNATURE_OF_STRANGER', `Podpis „${place(i)}” złożył konwent, który nie jest stroną.`);
  if (record.signatures.findIndex(({ conventId }) => conventId === signature.conventId) !== i)
    return wrong('SIGNED_TWICE', `Podpis „${place(i)}” jest drugim podpisem tej samej strony.`);
  if (signature.contentHash !== record.textHash)
    return wrong('SIGNATURE_HASH_WRONG', `Podpis „${place(i)}” złożono pod innym tekstem.`);
  return record.reported ? undefined : (capacityProblem(record, signature, i) ?? timeProblem(record, signature, i));
}

function capacityProblem({ text: { parties } }: DeclarationRecord, signature: RecordedSignature, i: number) {
  const { capacities } = parties.find(({ conventId }) => conventId === signature.conventId)!;
  if (!signature.mandate) return wrong('MANDATE_MISSING', `Podpis „${place(i)}” nie wskazuje mandatu.`);
  if (!signature.function || !capacities.includes(signature.function))
    return wrong('CAPACITY_WRONG', `Podpis „${place(i)}” złożono w funkcji, której deklaracja nie przewiduje.`);
  const { from, until } = signature.mandate;
  const isPlatform = signature.method === 'PLATFORM';
  const [start, end] = isPlatform
    ? [signature.signedAt, signature.signedAt]
    : [`${signature.signedOn}T23:59:59.999Z`, `${signature.signedOn}T00:00:00.000Z`];
  if (from > start || (until !== null && until <= end))
    return wrong('MANDATE_NOT_VALID', `Mandat podpisu „${place(i)}” nie obowiązywał, gdy go złożono.`);
  if (!isPlatform && !signature.fileHash)
    return wrong('EVIDENCE_MISSING', `Podpis „${place(i)}” spoza platformy nie ma skanu ani pliku.`);
  return undefined;
}

function timeProblem({ openedAt, deadline, inForceAt }: DeclarationRecord, { signedAt }: RecordedSignature, i: number) {
  if (openedAt === null || signedAt < openedAt)
    return wrong('SIGNED_TOO_EARLY', `Podpis „${place(i)}” złożono, zanim tekst otwarto do podpisu.`);
  if (deadline === null || signedAt >= deadline)
    return wrong('SIGNED_TOO_LATE', `Podpis „${place(i)}” złożono po terminie.`);
  return signedAt > inForceAt
    ? wrong('SIGNED_TOO_LATE', `Podpis „${place(i)}” jest późniejszy niż wejście w życie.`)
    : undefined;
}

const signatures: Check = (record) => {
  for (const [i, signature] of record.signatures.entries()) {
    const problem = signatureProblem(record, signature, i);
    if (problem) return problem;
  }
  const { parties, entry } = record.text;
  const enough = entry.rule === 'ALL' ? parties.length : entry.count!;
  return record.signatures.length < enough
    ? wrong('SIGNATURES_MISSING', `Podpisów jest ${record.signatures.length}, a do wejścia w życie trzeba ${enough}.`)
    : undefined;
};

const decision: Check = ({ kind, reported, decision: taken, textHash }) => {
  if (kind !== 'ACCESSION' || reported) return undefined;
  if (!taken?.accepted) return wrong('DECISION_MISSING', 'Przystąpieniu brakuje uchwały forum o przyjęciu.');
  return taken.contentHash === textHash
    ? undefined
    : wrong('DECISION_WRONG', 'Uchwała forum dotyczy innej wersji tekstu.');
};

/** What follows from each kind, for those who signed. */
const followed: Check = ({ kind, followed: { forum, standings }, signatures: given, text: content }) => {
  const expected = { FOUNDING: 'MEMBER', ACCESSION: 'MEMBER', INTENT: 'DECLARED_INTENT' } as Record<string, string>;
  const names = given.map(({ conventId }) => conventId);
  const isFounding = kind === 'FOUNDING';
  const forumFits = isFounding ? forum?.name === content.forum?.name : forum === null;
  const fits = expected[kind]
    ? sorted(standings.map(({ conventId }) => conventId)) === sorted(names) &&
      standings.every((each) => each.kind === expected[kind])
    : kind !== 'JOINT_POSITION' || standings.length === 0;
  return forumFits && fits
    ? undefined
    : wrong('CONSEQUENCES_WRONG', 'Pole „record.followed” nie wynika z tej deklaracji i jej podpisów.');
};

function problemOf(record: Record<string, unknown>, hashOf: Hash): Problem | undefined {
  try {
    const declaration = record as unknown as DeclarationRecord;
    for (const check of [text, signatures, decision, followed]) {
      const problem = check(declaration, hashOf);
      if (problem) return problem;
    }
    return undefined;
  } catch {
    return wrong('RECORD_MALFORMED', 'Pole „record” nie jest zapisem deklaracji.');
  }
}

/**
 * For `verifyRecord`, by the kind of record: what a declaration has to fulfil beyond its seal; gives the first thing
 * that is wrong.
 */
export const declarationChecks = (contentHash: Hash) => ({
  declaration: (record: Record<string, unknown>) => problemOf(record, contentHash),
});
