import { Injectable } from '@nestjs/common';
import { newId, NotFound, VersionConflict, type Tx } from '#core';
import { AgendaItem, SessionNote } from './agenda-item.entity.ts';
import { branch, numbered, placed, type Numbered } from './agenda.tree.ts';
import { MeetingActs } from './meeting-acts.service.ts';
import { Meeting } from './meeting.entity.ts';
import type {
  AddAgendaItemInput,
  EditAgendaItemInput,
  EditSessionNoteInput,
  MoveAgendaItemInput,
  NoteInSessionInput,
  TakeUpAgendaItemInput,
} from './agenda.inputs.ts';
import { AgendaWrong, ItemTakenUp } from './meetings.errors.ts';
import { AgendaChanged, ItemTakenUpNow, MeetingNoted } from './meetings.events.ts';
import { refusePolledItems } from './session-polls.service.ts';

type Id = { id: string };

/** The agenda as a tree, and what happens along it in session. Changes take turns by the lock of the meeting. */
@Injectable()
export class Agenda {
  constructor(private readonly acts: MeetingActs) {}

  async add(tx: Tx, { meetingId, parentId, beforeId, ...input }: AddAgendaItemInput): Promise<Id> {
    const items = await this.open(tx, meetingId);
    const id = newId();
    const tree = placed(items, id, parentId ?? null, beforeId ?? null);
    if (!tree) throw AgendaWrong();
    const { position, number } = tree.find((each) => each.id === id)!;
    const { kind, title, description = null, minutes = null } = input;
    const row = { id, meetingId, parentId: parentId ?? null, position, number };
    await this.write(tx, tree);
    await tx.em.insert(AgendaItem, { ...row, kind, title, description, minutes });
    return this.changed(tx, meetingId, 'addAgendaItem', id);
  }

  async edit(tx: Tx, { itemId, kind, title, description = null, minutes = null }: EditAgendaItemInput): Promise<Id> {
    const meetingId = await meetingOf(tx, itemId);
    await this.open(tx, meetingId);
    await tx.em.update(AgendaItem, { id: itemId }, { kind, title, description, minutes });
    return this.changed(tx, meetingId, 'editAgendaItem', itemId);
  }

  async move(tx: Tx, { itemId, parentId, beforeId }: MoveAgendaItemInput): Promise<Id> {
    const meetingId = await meetingOf(tx, itemId);
    const tree = placed(await this.open(tx, meetingId), itemId, parentId ?? null, beforeId ?? null);
    if (!tree) throw AgendaWrong();
    await this.write(tx, tree);
    return this.changed(tx, meetingId, 'moveAgendaItem', itemId);
  }

  /** With all that stands under it, unless it was taken up already. */
  async remove(tx: Tx, itemId: string): Promise<Id> {
    const meetingId = await meetingOf(tx, itemId);
    const items = await this.open(tx, meetingId);
    const gone = branch(items, itemId);
    if (items.some(({ id, beganAt }) => beganAt && gone.includes(id))) throw ItemTakenUp();
    await refusePolledItems(tx, gone);
    await tx.sql(`DELETE FROM agenda_item WHERE id = ANY ($1)`, [gone]);
    await this.write(tx, numbered(items.filter(({ id }) => !gone.includes(id)))!);
    return this.changed(tx, meetingId, 'removeAgendaItem', itemId);
  }

  /** The item that the session comes to; the one before ends. */
  async takeUp(tx: Tx, { meetingId, itemId = null }: TakeUpAgendaItemInput): Promise<Id> {
    const { meeting } = await this.acts.take(tx, 'takeUpAgendaItem', meetingId);
    if (itemId && (await meetingOf(tx, itemId)) !== meetingId) throw AgendaWrong();
    await tx.sql(`UPDATE agenda_item SET ended_at = clock_timestamp() WHERE id = $1 AND id IS DISTINCT FROM $2`, [
      ...[meeting.currentItemId, itemId],
    ]);
    await tx.sql(
      `UPDATE agenda_item SET began_at = coalesce(began_at, clock_timestamp()), ended_at = NULL WHERE id = $1`,
      [itemId],
    );
    await tx.edit(Meeting, meeting, { currentItemId: itemId });
    return this.acts.tell(tx, meetingId, (concerns) => ItemTakenUpNow(meetingId, itemId ? { itemId } : {}, concerns));
  }

  /** At the item that the session has come to. */
  async note(tx: Tx, { meetingId, text }: NoteInSessionInput): Promise<Id> {
    const { meeting } = await this.acts.take(tx, 'noteInSession', meetingId);
    const note = { id: newId(), meetingId, agendaItemId: meeting.currentItemId, text, at: tx.now, version: 1 };
    await tx.em.insert(SessionNote, { ...note, mandateId: tx.under });
    await this.acts.refuseBeyond(tx, 'session_note', meetingId);
    tx.emit(MeetingNoted(meetingId, { noteId: note.id }, meeting.bodies));
    return { id: meetingId };
  }

  async editNote(tx: Tx, { noteId, expectedVersion, text }: EditSessionNoteInput): Promise<Id> {
    const known = await tx.em.findOneBy(SessionNote, { id: noteId });
    if (!known) throw NotFound({ type: 'SessionNote', id: noteId });
    const { meeting } = await this.acts.take(tx, 'noteInSession', known.meetingId);
    const note = await tx.lock(SessionNote, noteId);
    if (note.version !== expectedVersion) throw VersionConflict({ currentVersion: note.version });
    await tx.edit(SessionNote, note, { text });
    tx.emit(MeetingNoted(meeting.id, { noteId }, meeting.bodies));
    return { id: meeting.id };
  }

  private async open(tx: Tx, meetingId: string): Promise<AgendaItem[]> {
    await this.acts.take(tx, 'addAgendaItem', meetingId);
    return tx.em.find(AgendaItem, { where: { meetingId }, order: { position: 'ASC' } });
  }

  private async write(tx: Tx, tree: readonly Numbered[]): Promise<void> {
    await tx.sql(
      `UPDATE agenda_item i SET parent_id = x."parentId", position = x.position, number = x.number
       FROM json_to_recordset($1) AS x (id uuid, "parentId" uuid, position int, number text)
       WHERE i.id = x.id AND (i.parent_id, i.position, i.number) IS DISTINCT FROM (x."parentId", x.position, x.number)`,
      [JSON.stringify(tree)],
    );
  }

  private async changed(tx: Tx, meetingId: string, action: string, itemId: string): Promise<Id> {
    const meeting = await tx.em.findOneByOrFail(Meeting, { id: meetingId });
    await tx.edit(Meeting, meeting, {});
    await this.acts.record(tx, meeting, action);
    return this.acts.tell(tx, meetingId, (concerns) => AgendaChanged(meetingId, { itemId }, concerns));
  }
}

async function meetingOf(tx: Tx, itemId: string): Promise<string> {
  const item = await tx.em.findOneBy(AgendaItem, { id: itemId });
  if (!item) throw NotFound({ type: 'AgendaItem', id: itemId });
  return item.meetingId;
}
