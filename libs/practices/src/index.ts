export { CARD, CARD_KEYS, wordOf, type Card, type CardKey } from './card.ts';
export { cardOf, frozenCard, missingIn } from './card.check.ts';
export { PracticeCardInput } from './card.inputs.ts';
export { GoodPractice } from './good-practice.entity.ts';
export { PracticeArea, PracticeDraft, PracticeVersion } from './practice-version.entity.ts';
export { PracticeAttachment, PracticeQuestion } from './practice-parts.entity.ts';
export { practiceListing, relatedListing } from './practice.listing.ts';
export { PracticeChecks } from './practice-checks.service.ts';
export { FEED_FORMATS, type FeedFormat } from './practice-feed.text.ts';
export { PracticePublicity } from './practice-publicity.service.ts';
export { PEOPLE } from './practice.lifecycle.ts';
export { PracticeWriting } from './practice-writing.service.ts';
export { PracticesModule } from './practices.module.ts';
export { seesPractice } from './practices.policy.ts';
export { Replication } from './replication.entity.ts';
export * from './words.ts';
export {
  PracticeArchived,
  PracticeChecked,
  PracticeOutdated,
  PracticePublished,
  PracticeWidened,
} from './practices.events.ts';
