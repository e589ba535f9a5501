import type { Type } from '@nestjs/common';
import { registerEnumType } from '@nestjs/graphql';

const subjects: Record<string, () => Type> = {};
const descriptions: Record<string, { description: string }> = {};

/** The names of the types that may be found; complete once all libs are loaded. */
export const SearchType: Record<string, string> = {};
registerEnumType(SearchType, {
  name: 'SearchType',
  description: 'What kind of object may be found.',
  valuesMap: descriptions,
});

/** Says that rows of this type are found; its lib contributes a view `search_of_…` of them. Called beside the type. */
export function findable(name: string, description: string, type: () => Type): void {
  subjects[name] = type;
  SearchType[name] = name;
  descriptions[name] = { description };
}

/** The types of what may be found, by their names in the schema. */
export const targets: Readonly<Record<string, () => Type>> = subjects;
