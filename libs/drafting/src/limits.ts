/** What a text may hold: more than any statute of the field needs, and little enough to compare in an instant. */
export const LIMITS = {
  /** Characters that can be pasted at once. */
  pasted: 1_000_000,
  units: 5_000,
  /** Doubts told about one text, the first ones: who has that many pasted something else. */
  doubts: 1_000,
  /** How deep units lie in units, quoted wordings with what is in them included. */
  depth: 16,
  /** Characters in one unit's own text. */
  text: 20_000,
  title: 1_000,
  heading: 2_000,
} as const;
