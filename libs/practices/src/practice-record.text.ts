import { fileAddress, recordAddress } from './practice-feed.text.ts';
import { cardIn, inertJson, wordsOf, type PublicPractice } from './public-practice.ts';
import { stateNames } from './words.ts';

const contactOf = ({ contactUnit, contactEmail, contactPhone }: ReturnType<typeof cardIn>) => ({
  '@type': 'ContactPoint',
  contactType: contactUnit,
  email: contactEmail ?? undefined,
  telephone: contactPhone ?? undefined,
});

const authorOf = ({ entity }: PublicPractice, contactPoint: object) => ({
  '@type': 'Organization',
  identifier: `urn:uuid:${entity.id}`,
  name: entity.name,
  address: {
    '@type': 'PostalAddress',
    addressLocality: entity.town ?? undefined,
    addressRegion: entity.region,
    addressCountry: 'PL',
  },
  contactPoint,
});

const filesOf = ({ files }: PublicPractice, base: string): object[] =>
  files.map(({ fileId, name, title, altText, mediaType, sha256, size }) => ({
    '@type': mediaType.startsWith('image/') ? 'ImageObject' : 'MediaObject',
    name: title,
    alternateName: name,
    description: altText ?? undefined,
    contentUrl: fileAddress(base, fileId),
    encodingFormat: mediaType,
    contentSize: `${size} B`,
    sha256,
  }));

/** A public practice in the words of schema.org, for search engines and other catalogues. */
export const recordText = (practice: PublicPractice, base: string): string => {
  const card = cardIn(practice);
  return inertJson({
    '@context': 'https://schema.org',
    '@type': 'CreativeWork',
    '@id': recordAddress(base, practice.id),
    identifier: [
      `urn:uuid:${practice.id}`,
      { '@type': 'PropertyValue', propertyID: 'sha-256', value: practice.contentHash },
    ],
    name: card.title,
    abstract: card.summary,
    text: wordsOf(card),
    inLanguage: card.language.toLowerCase(),
    version: practice.number,
    creativeWorkStatus: stateNames[practice.state],
    datePublished: practice.publishedAt,
    dateModified: practice.updatedAt,
    temporalCoverage: card.startedIn ? `${card.startedIn}/..` : undefined,
    keywords: [...card.tags, ...(practice.sample ? ['dane przykładowe'] : [])],
    about: practice.areas.map(({ slug, name }) => ({ '@type': 'DefinedTerm', termCode: slug, name })),
    author: authorOf(practice, contactOf(card)),
    publisher: practice.convent ? { '@type': 'Organization', name: practice.convent } : undefined,
    associatedMedia: filesOf(practice, base),
    interactionStatistic: {
      '@type': 'InteractionCounter',
      interactionType: 'https://schema.org/UseAction',
      userInteractionCount: practice.replications,
    },
  });
};
