import { Field, Int, ObjectType } from '@nestjs/graphql';
import { RemarkTableRow } from '#circulation';
import { words } from '#convents';
import { UnitChange } from '#drafting';
import { ComparedUnit, type DraftComparison } from '#drafts';

export type AnchorFate = 'WHOLE' | 'SAME' | 'CHANGED' | 'MOVED' | 'GONE';
export const AnchorFate = words<AnchorFate>(
  'RemarkAnchorFate',
  'What another version made of a remark’s unit (zakotwiczenie).',
  {
    WHOLE: 'the remark is about the whole text (dotyczy całości)',
    SAME: 'the unit stands as it was, with all below it (bez zmian)',
    CHANGED: 'its words are others, or something below it is, wherever it stands (zmieniona)',
    MOVED: 'it has its words, but another place or number (przeniesiona)',
    GONE: 'there is no such unit any more (usunięta)',
  },
);

@ObjectType({ description: 'A unit with remarks, and what another version made of it (jednostka z uwagami).' })
export class RemarkAnchor {
  @Field(() => AnchorFate) fate: AnchorFate;
  @Field(() => ComparedUnit, { nullable: true, description: 'The unit in both versions; null of the whole.' })
  unit: ComparedUnit | null;
  @Field(() => [RemarkTableRow], { description: 'The remarks on it.' }) rows: RemarkTableRow[];
}

@ObjectType({
  description: 'Where the remarks on one version stand in another one (przeniesienie uwag na inną wersję).',
})
export class RemarkAnchors {
  @Field(() => Int, { description: 'The number of the version that the remarks are on.' }) from: number;
  @Field(() => Int, { nullable: true, description: 'The number of the other; null for the working text.' })
  to: number | null;
  @Field(() => Int, { description: 'How many remarks are about the whole.' }) whole: number;
  @Field(() => Int, { description: 'How many are on units that stand as they were.' }) same: number;
  @Field(() => Int, { description: 'How many are on units with other words, or with something other below them.' })
  changed: number;
  @Field(() => Int, { description: 'How many are on units in another place.' }) moved: number;
  @Field(() => Int, { description: 'How many are on units that are gone.' }) gone: number;
  @Field(() => [RemarkAnchor], { description: 'Unit by unit, in the order of the text with the remarks.' })
  units: RemarkAnchor[];
}

function fateOf({ changes, changedBelow, pathBefore, pathAfter }: ComparedUnit): AnchorFate {
  if (changes.includes(UnitChange.REMOVED)) return 'GONE';
  if (changes.includes(UnitChange.CHANGED) || changedBelow) return 'CHANGED';
  return changes.includes(UnitChange.MOVED) || pathBefore !== pathAfter ? 'MOVED' : 'SAME';
}

/** A unit is known by its id: wherever it went and whatever it is called there, its remarks go with it. */
export function anchored(rows: readonly RemarkTableRow[], { from, to, units }: DraftComparison): RemarkAnchors {
  const compared = new Map(units.map((unit) => [unit.unitId, unit]));
  const found = new Map<string | null, RemarkAnchor>();
  for (const row of rows) {
    const unit = row.unitId === null ? null : compared.get(row.unitId)!;
    const anchor = found.get(row.unitId) ?? { fate: unit ? fateOf(unit) : 'WHOLE', unit, rows: [] };
    anchor.rows.push(row);
    found.set(row.unitId, anchor);
  }
  const anchors = [...found.values()];
  const count = (fate: AnchorFate): number =>
    anchors.filter((each) => each.fate === fate).reduce((sum, each) => sum + each.rows.length, 0);
  return {
    ...{ from, to, units: anchors, whole: count('WHOLE'), same: count('SAME') },
    ...{ changed: count('CHANGED'), moved: count('MOVED'), gone: count('GONE') },
  };
}
