import { Injectable } from '@nestjs/common';
import { Db, type Tx } from '#core';
import { openingIn, WordsTogether, type Entered, type UnitRow } from '#drafts';
import type { PushedUnit } from './coediting.types.ts';
import { Documents, type Loaded, type Storing } from './documents.store.ts';
import type { Asked } from './pushing.service.ts';
import { UnitsWriting } from './units.writing.ts';
import { checkTexts } from './unit.document.ts';
import { applied, byOf, notedOf, pushedOf, pushesIn, wantedOf, type Push } from './update.applying.ts';

type Answer = PushedUnit[] | null;

/** What one person's push did, and the rows of the units that the history gets a line for. */
interface Done {
  readonly tx: Tx;
  readonly answer: PushedUnit[];
  readonly noted: readonly UnitRow[];
}

/**
 * Pushes of several people into one draft in one transaction. Each is allowed or not by itself, stored under its own name and
 * mandate, and has its own entry in the audit trail. Whoever is to be refused is left out, to be told why by a push alone.
 */
@Injectable()
export class PushingTogether {
  constructor(
    private readonly db: Db,
    private readonly words: WordsTogether,
    private readonly documents: Documents,
    private readonly writing: UnitsWriting,
  ) {}

  /** Null for each push that has to be done alone: all of them where one does not fit its document, or the database is at odds. */
  async push(draftId: string, asked: readonly Asked[]): Promise<Answer[]> {
    const pushes = asked.map(({ updates }) => readable(updates));
    let used: Loaded[] = [];
    try {
      const answers = await this.db.together(
        asked,
        async (system, each) => {
          const entered = await this.enter(system, each, draftId, pushes);
          if (!entered) return asked.map(() => null);
          used = [...entered.documents.values()];
          return this.take(entered, each, pushes);
        },
        openingIn(draftId),
      );
      this.documents.keep(used);
      return answers;
    } catch {
      return asked.map(() => null);
    }
  }

  /** All locks, documents and answers who may, by statements that are sent at once. */
  private async enter(system: Tx, each: readonly Tx[], draftId: string, pushes: readonly Push[][]) {
    const [unitIds, wanted] = wantedOf(pushes.flat());
    const [{ draft, rows, may }, found] = await Promise.all([
      this.words.enterTogether(system, each, draftId, unitIds),
      this.documents.find(system, unitIds, wanted),
    ]);
    return draft && { draft, rows, may, documents: await this.documents.take(system, rows, found) };
  }

  private async take({ draft, rows, may, documents }: Entering, each: readonly Tx[], pushes: readonly Push[][]) {
    const storing = new Map<string, Storing>();
    const rowOf = (unitId: string) => (storing.has(documents.get(unitId)!.id) ? null : rows.get(unitId)!);
    const done = each.map((tx, i): Done | null => {
      const mine = pushes[i]!;
      if (!may[i] || !mine.length || !mine.every(({ unitId }) => rows.has(unitId))) return null;
      const steps = mine.map((push) => applied(byOf(tx), push, rowOf(push.unitId), documents.get(push.unitId)!));
      for (const step of steps) add(storing, step);
      return { tx, answer: steps.map(({ document }) => pushedOf(document)), noted: notedOf(steps, rows) };
    });
    for (const { document } of storing.values()) checkTexts(document.doc, document.unitId);
    const last = done.findLast((one) => one !== null);
    if (!last) return done.map(() => null);
    last.tx.later(last.tx.act(openingIn(draft.id))); // who may write in it, as far as row-level security knows
    await this.writing.write(last.tx, draft, [...storing.values()]);
    for (const one of done)
      if (one?.noted.length) {
        await one.tx.act(openingIn(draft.id));
        await this.words.note(one.tx, draft, one.noted);
      }
    return done.map((one) => one?.answer ?? null);
  }
}

interface Entering {
  readonly draft: Entered;
  readonly rows: Map<string, UnitRow>;
  readonly may: readonly boolean[];
  readonly documents: Map<string, Loaded>;
}

/** What cannot be read counts as nothing. */
function readable(updates: Asked['updates']): Push[] {
  try {
    return pushesIn(updates);
  } catch {
    return [];
  }
}

/** What was taken of a document before goes first. */
function add(storing: Map<string, Storing>, { document, updates, authors }: Storing): void {
  const before = storing.get(document.id);
  storing.set(document.id, {
    document,
    updates: [...(before?.updates ?? []), ...updates],
    authors: [...(before?.authors ?? []), ...authors],
  });
}
