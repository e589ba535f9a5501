export interface XmlElement {
  /** The names from the root on, such as `feed/entry/title`. */
  readonly path: string;
  readonly attributes: Record<string, string>;
  text: string;
}

const SIGNS: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const NAME = '[A-Za-z_][\\w.:-]*';
const TOKEN = new RegExp(
  `<\\?xml version="1\\.0" encoding="utf-8"\\?>|</(${NAME})>|<(${NAME})((?:\\s+${NAME}="[^"<]*")*)(/?)>|([^<]+)`,
  'gy',
);
const ATTRIBUTE = new RegExp(`(${NAME})="([^"<]*)"`, 'g');

function decoded(text: string): string {
  if (/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u.test(text) || text.includes(']]>'))
    throw new Error('a sign that XML does not have');
  return text.replace(/&([^;&]*;?)/g, (whole, name: string) => {
    const sign = name.endsWith(';') ? SIGNS[name.slice(0, -1)] : undefined;
    if (sign === undefined) throw new Error(`an entity without a meaning: ${whole}`);
    return sign;
  });
}

function attributesIn(text: string): Record<string, string> {
  const found = [...text.matchAll(ATTRIBUTE)].map(([, name, value]) => [name!, decoded(value!)] as const);
  if (new Set(found.map(([name]) => name)).size < found.length) throw new Error('an attribute twice');
  return Object.fromEntries(found);
}

/** All elements of a well-formed document in their order; throws at the first thing that the little XML of feeds lacks. */
export function elementsOf(document: string): XmlElement[] {
  const [all, open]: [XmlElement[], XmlElement[]] = [[], []];
  let end = 0;
  for (const { 0: token, 1: closed, 2: opened, 3: attributes, 4: slash, 5: text, index } of document.matchAll(TOKEN)) {
    end = index + token.length;
    const parent = open.at(-1);
    if (text !== undefined && parent) parent.text += decoded(text);
    else if (text?.trim()) throw new Error('text outside of the root');
    if (closed && open.pop()?.path.split('/').at(-1) !== closed) throw new Error(`${closed} closes nothing`);
    if (!opened) continue;
    if (!parent && all.length) throw new Error('a second root');
    const path = [parent?.path, opened].filter(Boolean).join('/');
    const element = { path, attributes: attributesIn(attributes!), text: '' };
    all.push(element);
    if (!slash) open.push(element);
  }
  if (end < document.length || open.length || !all.length) throw new Error(`no XML from sign ${end} on`);
  return all;
}
