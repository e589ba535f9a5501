import type { Tables } from './world.ts';

/** Change areas with all that went into them. */
export function scopeOf(tables: Tables, areas: readonly string[]): string[] {
  const ids = areas.map((id) => id.toLowerCase());
  const steps = tables.change_area_succession!.filter((each) => ids.includes(String(each.to_id)));
  const more = steps.map((each) => String(each.from_id)).filter((id) => !ids.includes(id));
  return more.length ? scopeOf(tables, [...ids, ...more]) : ids;
}
