#!/usr/bin/env node
// Recounts a published poll from its record, and needs nothing but this file and Node:
//   node recount.mjs record.json [keys.json]
// The record is what a node of Konwent answers at /records/polls/<id>.json, its keys are at
// /.well-known/konwent-keys.json: with them the node's signature is checked too. Nothing here comes from Konwent's own
// counting: the rules are written out a second time, so that the two can be held against each other.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

class Refused extends Error {}

function expect(isTrue, sentence) {
  if (!isTrue) throw new Refused(sentence);
}

/** RFC 8785 for what a record holds: texts, whole numbers, booleans, null. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}

const digest = (value) => createHash('sha256').update(canonical(value)).digest('hex');
const isSame = (a, b) => canonical(a) === canonical(b);
const PARTS = 'ballots,closedAt,early,extensions,format,frozen,frozenHash,openedAt,receipts,result,roll,votes';
const namesOf = (value) => Object.keys(value).sort().join();

function checkForm({ format, kind, record, seal, ...more }, keys) {
  expect(
    format === 'konwent-record/1' && kind === 'poll-result' && isSame(more, {}),
    'to nie jest protokół głosowania',
  );
  expect(namesOf(seal) === 'jws,kid,sealedAt' && namesOf(record) === PARTS, 'protokół ma inne części, niż powinien');
  expect(record.format === 'konwent-poll/1' && record.frozen.format === record.format, 'nieznany format protokołu');
  const { kid, sealedAt, jws } = seal;
  const [header, empty, signature, rest] = jws.split('.');
  expect(empty === '' && rest === undefined, 'pieczęć jest uszkodzona');
  const parts = Object.fromEntries(Object.entries(record).map(([name, value]) => [name, digest(value)]));
  const expected = { alg: 'Ed25519', typ: 'konwent-record+jws', format, kid, kind, sealedAt, parts };
  const told = JSON.parse(Buffer.from(header, 'base64url').toString('utf8'));
  expect(isSame(told, expected), 'protokół zmieniono po opieczętowaniu');
  if (keys) checkSignature({ header, signature, record, key: keys.keys.find((each) => each.kid === kid) });
  expect(digest(record.frozen) === record.frozenHash, 'skrót zasad i listy z otwarcia jest inny niż podany');
}

function checkSignature({ header, signature, record, key }) {
  expect(key, 'protokołu nie opieczętował ten węzeł');
  const text = `${header}.${Buffer.from(canonical(record)).toString('base64url')}`;
  const bytes = Buffer.from(signature, 'base64url');
  const { kty, crv, x } = key;
  const isSigned = verify(null, Buffer.from(text), createPublicKey({ key: { kty, crv, x }, format: 'jwk' }), bytes);
  expect(isSigned && bytes.toString('base64url') === signature, 'podpis węzła jest nieprawdziwy');
}

function checkTimes({ frozen, openedAt, closedAt, early, extensions }) {
  let deadline = frozen.closesAt;
  for (const { at, closesAt } of extensions) {
    expect(at < deadline && closesAt > deadline, 'przedłużenie nie pasuje do terminu');
    deadline = closesAt;
  }
  expect(openedAt < closedAt, 'zamknięto przed otwarciem');
  expect(early ? closedAt < deadline : closedAt === deadline, 'chwila zamknięcia nie pasuje do terminu');
}

/** Every ballot with its weight; of an open poll each seat of the roll at most once. */
function ballotsOf({ frozen, roll, votes, ballots, receipts }) {
  if (frozen.secret) {
    expect(roll === null && votes === null, 'tajne głosowanie nie może wymieniać głosujących');
    expect(new Set(receipts).size === receipts.length, 'pokwitowania się powtarzają');
    expect(receipts.length === ballots.length, 'pokwitowań jest inna liczba niż głosów');
    expect(ballots.length <= frozen.roll.size, 'głosów jest więcej niż uprawnionych');
    return ballots.map((ballot) => ({ ballot, weight: 1 }));
  }
  expect(ballots === null && receipts === null, 'jawne głosowanie nie ma kart ani pokwitowań');
  expect(
    roll.length === frozen.roll.size && digest(roll) === frozen.roll.hash,
    'lista uprawnionych jest inna niż przy otwarciu',
  );
  const weights = new Map(roll.map(({ seat, weight }) => [seat, weight]));
  expect(weights.size === roll.length, 'uprawnieni się powtarzają');
  expect(new Set(votes.map(({ seat }) => seat)).size === votes.length, 'ktoś głosował dwa razy');
  return votes.map(({ seat, ballot }) => {
    expect(weights.has(seat), 'głosował ktoś spoza listy');
    return { ballot, weight: weights.get(seat) };
  });
}

const WORDS = { FOR: 'inFavour', AGAINST: 'against', ABSTAIN: 'abstaining' };

function pileOf(ballot, { kind, options, maxChoices }) {
  if (ballot === null) return 'invalid';
  if (kind === 'DECISION') {
    expect(Object.hasOwn(WORDS, ballot), 'nieznany głos');
    return WORDS[ballot];
  }
  const isListed = (position) => Number.isInteger(position) && position >= 1 && position <= options.length;
  expect(Array.isArray(ballot) && ballot.every(isListed), 'głos na kogoś spoza listy');
  expect(new Set(ballot).size === ballot.length && ballot.length <= maxChoices, 'głos wskazuje za wiele osób');
  return ballot.length ? 'inFavour' : 'abstaining';
}

/** The least number of votes that is the majority; `others` are those against. */
function leastFor({ majority }, base, others) {
  if (majority === 'SIMPLE') return others + 1;
  if (majority === 'ABSOLUTE') return Math.floor(base / 2) + 1;
  if (majority === 'TWO_THIRDS') return Math.max(1, Math.ceil((2 * base) / 3));
  expect(majority === 'UNANIMOUS', 'nieznana większość');
  return Math.max(1, base);
}

function verdict(rules, { inFavour, against, abstaining }) {
  const counted = rules.abstentions === 'COUNTED' ? abstaining : 0;
  const base = rules.majority === 'UNANIMOUS' ? inFavour + against : inFavour + against + counted;
  if (inFavour >= leastFor(rules, base, against)) return 'ADOPTED';
  const isEven = inFavour > 0 && inFavour === against && ['SIMPLE', 'ABSOLUTE'].includes(rules.majority);
  return isEven && rules.tie === 'REPEATED' ? 'TIED' : 'REJECTED';
}

function decision(rules, heads, weights) {
  const found = [verdict(rules, heads), rules.doubleMajority ? verdict(rules, weights) : 'ADOPTED'];
  return ['REJECTED', 'TIED', 'ADOPTED'].find((each) => found.includes(each));
}

/** Those above the line are elected; those on it too, unless there are more of them than seats. */
function mark(able, line, isOver) {
  for (const each of able) {
    each.elected = each.votes > line || (!isOver && each.votes === line);
    each.inRunOff = isOver && each.votes === line;
  }
}

function election({ rules, seats }, counts, { inFavour: choosing, abstaining }) {
  const hasOwnBase = rules.majority === 'UNANIMOUS' || rules.abstentions === 'IGNORED';
  const least = leastFor(rules, hasOwnBase ? choosing : choosing + abstaining, 0);
  const able = counts.filter(({ votes }) => votes >= least).sort((a, b) => b.votes - a.votes);
  const line = able[seats - 1]?.votes ?? 0;
  const isOver = able.length > seats && able[seats].votes === line;
  mark(able, line, isOver);
  if (isOver) return 'RUN_OFF';
  return able.length >= seats ? 'ELECTED' : 'NOT_ELECTED';
}

function recounted(record) {
  const { frozen } = record;
  const heads = { inFavour: 0, against: 0, abstaining: 0, invalid: 0 };
  const weights = { inFavour: 0, against: 0, abstaining: 0, invalid: 0 };
  const counts = frozen.options.map((_, i) => ({ position: i + 1, votes: 0, elected: false, inRunOff: false }));
  const ballots = ballotsOf(record);
  for (const { ballot, weight } of ballots) {
    const pile = pileOf(ballot, frozen);
    heads[pile] += 1;
    weights[pile] += weight;
    if (Array.isArray(ballot)) for (const position of ballot) counts[position - 1].votes += 1;
  }
  const isElection = frozen.kind === 'ELECTION';
  const hasQuorum = ballots.length > 0 && 100 * ballots.length >= frozen.rules.quorumPercent * frozen.roll.size;
  let outcome = 'NO_QUORUM';
  if (hasQuorum) outcome = isElection ? election(frozen, counts, heads) : decision(frozen.rules, heads, weights);
  delete weights.invalid;
  return { ...heads, outcome, votesCast: ballots.length, weights, counts };
}

/** The result, counted anew; throws with the reason, in Polish, where the record does not hold. */
export function recount(text, keys) {
  const document = JSON.parse(text);
  checkForm(document, keys);
  checkTimes(document.record);
  const result = recounted(document.record);
  expect(isSame(result, document.record.result), 'z głosów wychodzi inny wynik niż ogłoszony');
  const signature = keys ? 'sprawdzony' : 'niesprawdzony: podaj plik z kluczami węzła';
  return { question: document.record.frozen.question, hash: digest(document.record), signature, ...result };
}

function main([file, keys]) {
  if (!file) {
    console.error('Użycie: recount PLIK [KLUCZE]');
    return 2;
  }
  try {
    const read = (path) => readFileSync(path, 'utf8');
    console.log(JSON.stringify(recount(read(file), keys && JSON.parse(read(keys))), null, 2));
    return 0;
  } catch (error) {
    console.error(`Protokół odrzucony: ${error.message}.`);
    return 1;
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  process.exitCode = main(process.argv.slice(2));
