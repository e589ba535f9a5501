import type { INestApplicationContext } from '@nestjs/common';
import { Db, type Tx } from '#core';
import {
  actIn,
  Amending,
  amendingText,
  changeIn,
  Drafts,
  DraftSharing,
  DraftWriting,
  Freezing,
  type ChangeInput,
  type CitedActInput,
  type DraftForm,
} from '#drafts';
import { acting, mandateOf } from './demo.acting.ts';

export interface DemoDraft {
  /** E-mail of whoever leads it. */
  readonly by: string;
  /** `forum`, or the TERYT of a convent's voivodeship. */
  readonly body: string;
  readonly form: DraftForm;
  readonly title: string;
  readonly act?: CitedActInput;
  readonly team: readonly string[];
  /** Of an amending act: what stands above and behind what its amendments make. */
  readonly heading?: string;
  readonly ending?: string;
  readonly versions: readonly { note: string; text?: string; changes?: readonly ChangeInput[] }[];
  readonly share: 'forum' | 'everyone' | null;
}

interface Bodies {
  readonly forum: string;
  /** By TERYT. */
  readonly convents: ReadonlyMap<string, string>;
}

/** Sample drafts in words of our own: each with a team and two versions, made by the people of the demo. */
export async function addDrafts(
  app: INestApplicationContext,
  samples: readonly DemoDraft[],
  { forum, convents }: Bodies,
): Promise<void> {
  const db = app.get(Db);
  const by = acting(db);
  const sharing = app.get(DraftSharing, { strict: false });
  for (const sample of samples) {
    const bodyId = sample.body === 'forum' ? forum : convents.get(sample.body)!;
    const mandate = await mandateOf(db, sample.by);
    const draftId = await by(sample.by, (tx: Tx) => {
      tx.allow(mandate);
      return write(app, tx, bodyId, sample);
    });
    for (const email of sample.team) {
      const { id: mandateId } = await mandateOf(db, email);
      await by(sample.by, (tx) => sharing.addMember(tx, { draftId, mandateId }));
    }
    if (sample.share === 'forum') await by(sample.by, (tx) => sharing.share(tx, { draftId, bodyIds: [forum] }));
    if (sample.share === 'everyone') await by(sample.by, (tx) => sharing.publish(tx, { draftId }));
  }
}

async function write(app: INestApplicationContext, tx: Tx, bodyId: string, sample: DemoDraft): Promise<string> {
  const [writing, amending] = [app.get(DraftWriting, { strict: false }), app.get(Amending, { strict: false })];
  const { title, form, heading, ending } = sample;
  const act = sample.act ? actIn(sample.act) : null;
  const { id } = await app.get(Drafts, { strict: false }).createFor(tx, { bodyId, title, form, act, sample: true });
  for (const { note, text, changes = [] } of sample.versions) {
    for (const change of changes) await amending.addFor(tx, id, changeIn(change, act));
    const provisions = amendingText((await amending.all(tx, id)).map(({ proposed }) => proposed));
    await writing.replaceFor(tx, id, text ?? `${heading}\n\n${provisions}\n\nArt. 2. ${ending}`);
    await app.get(Freezing, { strict: false }).freezeFor(tx, id, note);
  }
  return id;
}
