import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { compareVersions, printDraft, type DraftText, type ProposedAmendment, type Stand, type Unit } from '#drafting';
import { Needs, sql, type Row, type Sql } from '#reads';
import { amendingText, ProposedChange } from './amendment.types.ts';
import { DraftAct } from './draft.entity.ts';
import { DraftAmendment, DraftVersion } from './draft-version.entity.ts';
import { seesDraft } from './drafts.policy.ts';
import { treeOf, type UnitRow } from './text.rows.ts';
import { ComparedUnit, comparedUnit, flat, TextUnit, UnitStand } from './text.types.ts';
import { contentIn, textIn } from './version.content.ts';
import type { DraftForm } from './words.ts';
import { DraftUnitEvent, WorkingText } from './working-text.entity.ts';

@Resolver(() => DraftAct)
export class DraftActResolver {
  @ResolveField(() => ProposedChange, {
    nullable: true,
    description: 'What the amendment said before, where it was worded anew or taken out.',
  })
  @Needs(DraftAct, (row) => ({ before: sql`${row}.amendment_before` }))
  amendmentBefore(@Parent() { before }: { before: ProposedAmendment | null }): ProposedChange | null {
    return before && new ProposedChange(before);
  }
}

@Resolver(() => DraftAmendment)
export class DraftAmendmentResolver {
  @ResolveField(() => ProposedChange, { description: 'What it changes, and how that is said.' })
  @Needs(DraftAmendment, (row) => ({ proposed: sql`${row}.proposed` }))
  change(@Parent() { proposed }: { proposed: ProposedAmendment }): ProposedChange {
    return new ProposedChange(proposed);
  }
}

const content = (row: Row): { content: Sql } => ({ content: sql`${row}.content` });
type Content = { content: string };

@Resolver(() => DraftVersion)
export class DraftVersionResolver {
  @ResolveField(() => [TextUnit], { description: 'Its text, in the order of reading (jednostki redakcyjne).' })
  @Needs(DraftVersion, content)
  units(@Parent() { content: said }: Content): TextUnit[] {
    return flat(contentIn(said));
  }

  @ResolveField(() => [ProposedChange], { description: 'The changes that it proposes, in their order.' })
  @Needs(DraftVersion, content)
  amendments(@Parent() { content: said }: Content): ProposedChange[] {
    return contentIn(said).amendments.map((each) => new ProposedChange(each));
  }

  @ResolveField(() => String, { description: 'Its text as it is printed (tekst).' })
  @Needs(DraftVersion, content)
  printed(@Parent() { content: said }: Content): string {
    return printDraft(textIn(contentIn(said)));
  }

  @ResolveField(() => String, {
    nullable: true,
    description: 'The amending provisions of its amendments as they are printed (przepis zmieniający).',
  })
  @Needs(DraftVersion, content)
  amendingArticle(@Parent() { content: said }: Content): string | null {
    return amendingText(contentIn(said).amendments);
  }

  @ResolveField(() => [ComparedUnit], {
    nullable: true,
    description: 'What changed since the version before, unit by unit; null of the first (zmiany wobec poprzedniej).',
  })
  @Needs(DraftVersion, (row, actor) => ({
    ...content(row),
    before: sql`(SELECT o.content FROM draft_version o WHERE o.draft_id = ${row}.draft_id AND o.number = ${row}.number - 1
      AND EXISTS (SELECT FROM draft d WHERE d.id = o.draft_id AND (${seesDraft(sql`d`, actor)})))`,
  }))
  changes(@Parent() { content: said, before }: Content & { before: string | null }): ComparedUnit[] | null {
    return before === null ? null : compareVersions(contentIn(before), contentIn(said)).map(comparedUnit);
  }
}

interface Working {
  readonly form: DraftForm;
  readonly heading: string;
  readonly rows: UnitRow[];
}

const working = (row: Row): Record<keyof Working, Sql> => ({
  heading: sql`${row}.heading`,
  form: sql`(SELECT d.form FROM draft d WHERE d.id = ${row}.id)`,
  rows: sql`coalesce((SELECT json_agg(json_build_object('id', u.id, 'parentId', u.parent_id, 'kind', u.kind,
    'label', u.label, 'title', u.title, 'text', u.text, 'closing', u.closing) ORDER BY u.place)
    FROM draft_unit u WHERE u.draft_id = ${row}.id), '[]')`,
});
const textOf = ({ form, heading, rows }: Working): DraftText => ({ form, heading, units: treeOf(rows) });

@Resolver(() => WorkingText)
export class WorkingTextResolver {
  @ResolveField(() => [TextUnit], { description: 'All of its units, in the order of reading (jednostki redakcyjne).' })
  @Needs(WorkingText, working)
  units(@Parent() text: Working): TextUnit[] {
    return flat(textOf(text));
  }

  @ResolveField(() => String, { description: 'The text as it is printed; pasted again, it is the same (tekst).' })
  @Needs(WorkingText, working)
  printed(@Parent() text: Working): string {
    return printDraft(textOf(text));
  }

  @ResolveField(() => String, {
    nullable: true,
    description: 'The amending provisions of all amendments, an article an act (przepis zmieniający).',
  })
  @Needs(WorkingText, (row) => ({
    amendments: sql`(SELECT json_agg(a.proposed ORDER BY a.position) FROM draft_amendment a WHERE a.draft_id = ${row}.id)`,
  }))
  amendingArticle(@Parent() { amendments }: { amendments: ProposedAmendment[] | null }): string | null {
    return amendingText(amendments ?? []);
  }
}

@Resolver(() => DraftUnitEvent)
export class DraftUnitEventResolver {
  @ResolveField(() => UnitStand, { nullable: true, description: 'Where the unit stood before.' })
  @Needs(DraftUnitEvent, (row) => ({ stand: sql`${row}.before` }))
  before(@Parent() { stand }: { stand: Stand | null }): UnitStand | null {
    return stand;
  }

  @ResolveField(() => UnitStand, { nullable: true, description: 'Where it stands since.' })
  @Needs(DraftUnitEvent, (row) => ({ stand: sql`${row}.after` }))
  after(@Parent() { stand }: { stand: Stand | null }): UnitStand | null {
    return stand;
  }

  @ResolveField(() => [TextUnit], {
    description: 'What it said before, where that went: itself with the units in it (poprzednie brzmienie).',
  })
  @Needs(DraftUnitEvent, (row) => ({ gone: sql`${row}.gone` }))
  gone(@Parent() { gone }: { gone: Unit | null }): TextUnit[] {
    return gone ? flat({ form: 'LAW', heading: '', units: [gone] }) : [];
  }
}
