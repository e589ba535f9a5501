import { Injectable } from '@nestjs/common';
import * as Y from 'yjs';
import { currentWitness, Db, type Actor, type Part, type Tx } from '#core';
import { UnitUnknown } from '#drafting';
import { openingIn, WordsTogether } from '#drafts';
import type { KnownUnitInput, KnownUnitsInput, PushUnitUpdatesInput, UnitUpdateInput } from './coediting.inputs.ts';
import { StateUnreadable } from './coediting.errors.ts';
import type { PushedUnit, UnitDocumentState } from './coediting.types.ts';
import { Documents, type Found, type Loaded } from './documents.store.ts';
import { PushQueue } from './push.queue.ts';
import { PushingTogether } from './pushing-together.service.ts';
import { applied, byOf, eachOnce, notedOf, pushedOf, pushesIn, wantedOf, type Push } from './update.applying.ts';
import { checkTexts } from './unit.document.ts';
import { UnitsWriting } from './units.writing.ts';

export interface Asked extends Part {
  readonly updates: readonly UnitUpdateInput[];
}
type Queue = PushQueue<Asked, PushedUnit[]>;

/** Takes what people write at the same time, and says what has been written. */
@Injectable()
export class Pushing {
  /** By draft, as long as somebody pushes. */
  private readonly queues = new Map<string, Queue>();

  constructor(
    private readonly db: Db,
    private readonly words: WordsTogether,
    private readonly documents: Documents,
    private readonly writing: UnitsWriting,
    private readonly crowds: PushingTogether,
  ) {}

  /** All of it or nothing: every update is tried on the document as it is, under the lock of its unit. */
  push(me: Actor, input: PushUnitUpdatesInput): Promise<PushedUnit[]> {
    const alone = () => this.alone(me, input);
    if (input.clientMutationId) return alone(); // what is done once for a key is done by itself
    const asked = { actor: me, witness: currentWitness(), updates: input.updates };
    return this.queueOf(input.draftId.toLowerCase()).run(asked, alone);
  }

  /** What of these documents whoever asks does not have; of units that are not in the text, nothing. */
  async states(tx: Tx, { draftId, units }: KnownUnitsInput): Promise<UnitDocumentState[]> {
    const asked = units.map((unit) => ({ ...unit, unitId: unit.unitId.toLowerCase() }));
    await this.words.see(tx, draftId);
    eachOnce(asked);
    const rows = await this.words.read(
      tx,
      draftId,
      asked.map(({ unitId }) => unitId),
    );
    const documents = await this.documents.load(tx, rows);
    return asked
      .filter(({ unitId }) => documents.has(unitId))
      .map((unit) => stateFor(unit, documents.get(unit.unitId)!));
  }

  private queueOf(draftId: string): Queue {
    const known = this.queues.get(draftId);
    if (known) return known;
    const queue: Queue = new PushQueue(
      (asked) => this.crowds.push(draftId, asked),
      () => this.queues.delete(draftId),
    );
    this.queues.set(draftId, queue);
    return queue;
  }

  private async alone(me: Actor, input: PushUnitUpdatesInput): Promise<PushedUnit[]> {
    let used: Loaded[] = [];
    const take = async (tx: Tx) => {
      used = await this.take(tx, input);
      return used.map(pushedOf);
    };
    const pushed = await this.db.write(me, input, take, openingIn(input.draftId));
    this.documents.keep(used);
    return pushed;
  }

  /** The statements that tell all of it are sent one after another before any is answered. */
  private async take(tx: Tx, { draftId, updates }: PushUnitUpdatesInput): Promise<Loaded[]> {
    const unitIds = updates.map(({ unitId }) => unitId.toLowerCase());
    const asked = [this.words.enter(tx, draftId, unitIds), this.find(tx, updates)] as const;
    const [entered, finding] = await Promise.allSettled(asked);
    const { draft, rows } = valueOf(entered);
    const { pushes, found } = valueOf(finding);
    for (const unitId of unitIds) if (!rows.has(unitId)) throw UnitUnknown({ unitId });
    const documents = await this.documents.take(tx, rows, found);
    const by = byOf(tx);
    const done = pushes.map((push) => {
      const step = applied(by, push, rows.get(push.unitId)!, documents.get(push.unitId)!);
      checkTexts(step.document.doc, push.unitId);
      return step;
    });
    await this.writing.write(tx, draft, done);
    await this.words.note(tx, draft, notedOf(done, rows));
    return done.map(({ document }) => document);
  }

  private async find(tx: Tx, updates: readonly UnitUpdateInput[]): Promise<{ pushes: Push[]; found: Found }> {
    const pushes = pushesIn(updates);
    return { pushes, found: await this.documents.find(tx, ...wantedOf(pushes)) };
  }
}

function valueOf<T>(settled: PromiseSettledResult<T>): T {
  if (settled.status === 'rejected') throw settled.reason;
  return settled.value;
}

function stateFor({ unitId, documentId, stateVector }: KnownUnitInput, { id, seq, doc }: Loaded): UnitDocumentState {
  const knows = documentId?.toLowerCase() === id && stateVector;
  const update = knows ? differenceTo(unitId, doc, Buffer.from(stateVector, 'base64')) : Y.encodeStateAsUpdate(doc);
  return {
    ...{ unitId, documentId: id, seq },
    update: Buffer.from(update).toString('base64'),
    stateVector: Buffer.from(Y.encodeStateVector(doc)).toString('base64'),
  };
}

function differenceTo(unitId: string, doc: Y.Doc, stateVector: Uint8Array): Uint8Array {
  try {
    return Y.encodeStateAsUpdate(doc, stateVector);
  } catch {
    throw StateUnreadable({ unitId });
  }
}
