import { cardIn, inertJson, wordsOf, type PublicPractice } from './public-practice.ts';

export const FEED_FORMATS = { atom: 'application/atom+xml', json: 'application/feed+json' } as const;
export type FeedFormat = keyof typeof FEED_FORMATS;

export interface PracticeFeed {
  /** Where the node is reached, without a slash at the end. */
  readonly base: string;
  /** The conditions of the feed as its address has them, such as `?area=rynek-pracy`. */
  readonly query: string;
  readonly title: string;
  readonly updatedAt: Date;
  readonly practices: readonly PublicPractice[];
}

const PUBLISHER = 'Konwent';
/** A feed is a table of contents: whoever wants all of a card asks for its record. */
const MOST_WORDS = 4_000;
const SAMPLE = 'dane przykładowe';

const shortened = (text: string): string => {
  const signs = [...text];
  return signs.length > MOST_WORDS ? `${signs.slice(0, MOST_WORDS - 1).join('')}…` : text;
};

const addressOf = ({ base, query }: PracticeFeed, format: FeedFormat): string =>
  `${base}/feeds/practices.${format}${query}`;
export const recordAddress = (base: string, id: string): string => `${base}/practices/${id}.jsonld`;
export const fileAddress = (base: string, fileId: string): string => `${base}/files/${fileId}`;

const tagsOf = (practice: PublicPractice): string[] => [
  ...practice.areas.map(({ name }) => name),
  ...cardIn(practice).tags,
  ...(practice.sample ? [SAMPLE] : []),
];

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text or attribute of XML 1.0; what that knows no sign for becomes the replacement character. */
export const xml = (text: string): string =>
  text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"']/g, (sign) => ENTITIES[sign]!);

const element = (name: string, text: string): string => `<${name}>${xml(text)}</${name}>`;
const empty = (name: string, attributes: Record<string, string | number>): string =>
  `<${name}${Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${xml(String(value))}"`)
    .join('')}/>`;

const atomEntry = (practice: PublicPractice, base: string): string => {
  const card = cardIn(practice);
  return [
    '<entry>',
    element('id', `urn:uuid:${practice.id}`),
    element('title', card.title!),
    element('published', practice.publishedAt.toISOString()),
    element('updated', practice.updatedAt.toISOString()),
    `<author>${element('name', practice.entity.name)}</author>`,
    empty('link', { rel: 'alternate', type: 'application/ld+json', href: recordAddress(base, practice.id) }),
    ...practice.files.map(({ fileId, mediaType, size, title }) =>
      empty('link', { rel: 'enclosure', type: mediaType, length: size, title, href: fileAddress(base, fileId) }),
    ),
    ...tagsOf(practice).map((term) => empty('category', { term })),
    element('summary', card.summary!),
    element('content', shortened(wordsOf(card))),
    '</entry>',
  ].join('\n');
};

/** Atom as RFC 4287 has it; every text is of type `text`, so that readers show it and never run it. */
const atom = (feed: PracticeFeed): string =>
  [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="pl">',
    element('id', addressOf(feed, 'atom')),
    element('title', feed.title),
    element('updated', feed.updatedAt.toISOString()),
    `<author>${element('name', PUBLISHER)}</author>`,
    empty('link', { rel: 'self', type: FEED_FORMATS.atom, href: addressOf(feed, 'atom') }),
    empty('link', { rel: 'alternate', type: FEED_FORMATS.json, href: addressOf(feed, 'json') }),
    ...feed.practices.map((practice) => atomEntry(practice, feed.base)),
    '</feed>\n',
  ].join('\n');

const jsonItem = (practice: PublicPractice, base: string): object => {
  const card = cardIn(practice);
  return {
    id: `urn:uuid:${practice.id}`,
    url: recordAddress(base, practice.id),
    title: card.title,
    summary: card.summary,
    content_text: shortened(wordsOf(card)),
    date_published: practice.publishedAt,
    date_modified: practice.updatedAt,
    authors: [{ name: practice.entity.name }],
    tags: tagsOf(practice),
    language: card.language.toLowerCase(),
    attachments: practice.files.map(({ fileId, mediaType, title, size }) => ({
      ...{ url: fileAddress(base, fileId), mime_type: mediaType, title, size_in_bytes: size },
    })),
  };
};

/** JSON Feed 1.1, with texts and no HTML. */
const json = (feed: PracticeFeed): string =>
  inertJson({
    version: 'https://jsonfeed.org/version/1.1',
    title: feed.title,
    home_page_url: `${feed.base}/`,
    feed_url: addressOf(feed, 'json'),
    language: 'pl',
    authors: [{ name: PUBLISHER }],
    items: feed.practices.map((practice) => jsonItem(practice, feed.base)),
  });

export const feedText = (feed: PracticeFeed, format: FeedFormat): string =>
  format === 'atom' ? atom(feed) : json(feed);
