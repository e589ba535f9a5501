export { CARD, CARD_KEYS, type Card, type CardKey } from './card.ts';
export { GoodPractice } from './good-practice.entity.ts';
export { PracticeArea, PracticeDraft, PracticeVersion } from './practice-version.entity.ts';
export { PracticeAttachment, PracticeQuestion } from './practice-parts.entity.ts';
export { practiceListing, relatedListing } from './practice.listing.ts';
export { PracticesModule } from './practices.module.ts';
export { seesPractice } from './practices.policy.ts';
export { Replication } from './replication.entity.ts';
export * from './words.ts';
