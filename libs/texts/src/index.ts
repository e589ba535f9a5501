export { composed, plainText, richText } from './plain-text.ts';
export { isSafeLink, RICH_LIMITS, richTextProblem, type RichMark, type RichNode, type RichText } from './rich-text.ts';
export { IsRichText, RichTextScalar } from './rich-text.scalar.ts';
export { ChangeKind, TextChange, wordDiff } from './word-diff.ts';
