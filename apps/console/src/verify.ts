import { declarationChecks } from '../../../libs/declarations/src/declaration.check.ts';
import { dossierChecks } from '../../../libs/dossiers/src/dossier-record.ts';
import { minutesChecks } from '../../../libs/minutes/src/minutes.check.ts';
import { contentHash } from '../../../libs/seals/src/canonical.json.ts';
import { verifyRecord, type Verified } from '../../../libs/seals/src/record.verify.ts';
import { address } from './transport.ts';

const LARGEST_MB = 20;
const TIME = new Intl.DateTimeFormat('pl-PL', { dateStyle: 'long', timeStyle: 'medium', timeZone: 'Europe/Warsaw' });

const element = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
const made = (tag: string, text: string, className = '') =>
  Object.assign(document.createElement(tag), { textContent: text, className });

let record: { name: string; bytes: Uint8Array } | undefined;
let keys: unknown;
/** The last check asked for: an earlier one that ends later is not shown. */
let latest = 0;

function show(verdict: 'good' | 'bad' | '', ...content: Node[]): void {
  const result = element('result');
  result.className = verdict;
  result.replaceChildren(...content);
}

function praise(name: string, { kind, seal, root, record: content }: Verified): Node[] {
  const list = document.createElement('dl');
  for (const [term, words] of [
    ['Plik', name],
    ['Rodzaj zapisu', kind],
    ['Opieczętowany', `${TIME.format(new Date(seal.sealedAt))} (${seal.sealedAt})`],
    ['Klucz, którym go opieczętowano', seal.kid],
    ['Pierwszy klucz węzła – porównaj go z tym, który znasz', root],
  ] as const)
    list.append(made('dt', term), made('dd', words));
  const text = Object.assign(made('pre', JSON.stringify(content, null, 2)), { tabIndex: 0 });
  text.setAttribute('aria-label', 'Treść zapisu');
  const details = document.createElement('details');
  details.append(made('summary', 'Treść zapisu'), text);
  const verdict = made('p', '✔ Zapis jest prawdziwy: nie zmieniono w nim ani jednego bajtu.', 'verdict');
  return [verdict, list, details];
}

async function check(): Promise<void> {
  if (!record) return;
  const { name, bytes } = record;
  const number = ++latest;
  if (keys === undefined) return show('', made('p', `Plik ${name} czeka na klucze węzła: podaj je poniżej.`));
  try {
    const result = await verifyRecord(bytes, keys, {
      checks: { ...declarationChecks(contentHash), ...minutesChecks(contentHash), ...dossierChecks(contentHash) },
    });
    if (number !== latest) return;
    if (result.ok) return show('good', ...praise(name, result));
    show(
      'bad',
      made('p', '✘ Zapisu nie potwierdzono.', 'verdict'),
      made('p', result.message),
      made('p', `Plik: ${name}`),
    );
  } catch (error) {
    show('bad', made('p', 'Nie udało się sprawdzić pliku.', 'verdict'), made('p', String(error)));
  }
}

async function take(file: File | undefined): Promise<void> {
  if (!file) return;
  if (file.size > LARGEST_MB * 1024 * 1024) {
    record = undefined;
    latest++;
    return show('bad', made('p', `Plik ${file.name} jest większy niż ${LARGEST_MB} MB: to nie jest zapis Konwentu.`));
  }
  record = { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
  await check();
}

async function use(text: string, whence: string): Promise<void> {
  try {
    keys = JSON.parse(text);
    element('keys-state').textContent = `Sprawdzam kluczami: ${whence}.`;
  } catch {
    element('keys-state').textContent = `To nie są klucze węzła (${whence}): oczekiwano pliku JSON.`;
  }
  await check();
}

async function load(): Promise<void> {
  try {
    const response = await fetch(address('.well-known/konwent-keys.json'), { cache: 'no-cache' });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const text = await response.text();
    if (keys === undefined) await use(text, `tego węzła (${location.host})`);
  } catch (error) {
    if (keys === undefined)
      element('keys-state').textContent =
        `Nie udało się wczytać kluczy tego węzła (${String(error)}). Podaj je poniżej.`;
  }
}

element<HTMLInputElement>('file').addEventListener('change', ({ currentTarget }) => {
  void take((currentTarget as HTMLInputElement).files?.[0]);
});
element<HTMLInputElement>('keys-file').addEventListener('change', ({ currentTarget }) => {
  const file = (currentTarget as HTMLInputElement).files?.[0];
  if (file) void file.text().then((text) => use(text, `z pliku ${file.name}`));
});
element('keys-form').addEventListener('submit', (event) => {
  event.preventDefault();
  void use(element<HTMLTextAreaElement>('keys-text').value, 'wklejonymi');
});
document.addEventListener('dragover', (event) => {
  event.preventDefault();
  document.body.classList.add('dragging');
});
document.addEventListener('dragleave', ({ relatedTarget }) => {
  if (!relatedTarget) document.body.classList.remove('dragging');
});
document.addEventListener('drop', (event) => {
  event.preventDefault();
  document.body.classList.remove('dragging');
  void take(event.dataTransfer?.files[0]);
});
void load();
