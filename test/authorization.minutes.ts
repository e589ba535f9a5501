import { newId } from '#core';
import { basis, input, made, reason, type Ask } from './authorization.ask.ts';
import type { Cell } from './authorization.world.ts';
import { nasty } from './given.ts';
import { GivenMinutes } from './given.minutes.ts';
import { inHours, Minuting } from './minutes.ts';

type Id = { id: string };

/** The body of the role: the forum where it has its mandate there. */
const bodyOf = ({ role, target, side }: Cell): Id =>
  role === 'coordinator' && target === 'own' ? side.body : side.convent;

const meeting = (cell: Cell) => new Minuting(cell.t).meeting([bodyOf(cell)]);
const minutes = async (cell: Cell, state: Parameters<GivenMinutes['minutes']>[1] = 'DRAFT') =>
  new GivenMinutes(cell.t).minutes(await meeting(cell), state);

const onMeeting =
  (fields: (cell: Cell) => object = () => ({})): Ask =>
  async (cell) =>
    input({ meetingId: await made(cell, () => meeting(cell)), ...fields(cell) });

const onMinutes =
  (state: Parameters<GivenMinutes['minutes']>[1], fields: object = {}): Ask =>
  async (cell) =>
    input({ minutesId: await made(cell, () => minutes(cell, state)), ...fields });

/** The actor's own, or somebody else's. */
const onCorrection =
  (isOwn: boolean, fields: object = {}): Ask =>
  async (cell) => {
    const correctionId = await made(cell, async () => {
      const own = isOwn && cell.target === 'own' ? cell.actor : null;
      const { id } = await minutes(cell, 'CIRCULATED');
      return new GivenMinutes(cell.t).correction({ id }, own ?? (await cell.t.given.person()));
    });
    return input({ correctionId, ...fields });
  };

const conclusion = (cell: Cell, fields: object): Promise<object> =>
  made(cell, async () => new GivenMinutes(cell.t).conclusion(await meeting(cell))).then((conclusionId) =>
    input({ conclusionId, expectedVersion: 1, ...fields }),
  );
const task = async (cell: Cell) => new GivenMinutes(cell.t).task(await meeting(cell), bodyOf(cell));
const resolution = async (cell: Cell) => new GivenMinutes(cell.t).resolution(await meeting(cell), bodyOf(cell));
const onTask =
  (fields: object): Ask =>
  async (cell) =>
    input({ taskId: await made(cell, () => task(cell)), expectedVersion: 1, ...fields });

/** What operations on minutes and on what comes of meetings are asked with. */
export const MINUTES: Record<string, Ask> = {
  'Query.minutes': async (cell) => ({ id: await made(cell, () => minutes(cell)) }),
  'Query.resolution': async (cell) => ({ id: await made(cell, () => resolution(cell)) }),
  'Query.task': async (cell) => ({ id: await made(cell, () => task(cell)) }),
  'Query.meetingReport': async (cell) => ({
    id: await made(cell, () => new GivenMinutes(cell.t).report(bodyOf(cell), [])),
  }),
  'Mutation.draftMinutes': onMeeting(),
  'Mutation.editMinutes': onMinutes('DRAFT', {
    ...{ expectedVersion: 1, title: nasty('Protokół'), units: [{ id: 'a', heading: 'Otwarcie', text: 'Otwarto.' }] },
  }),
  'Mutation.circulateMinutes': onMinutes('DRAFT', { expectedVersion: 1, until: inHours(9) }),
  'Mutation.extendMinutes': onMinutes('CIRCULATED', { until: inHours(900), reason }),
  'Mutation.approveMinutes': onMinutes('CIRCULATED', { expectedVersion: 1, basis }),
  'Mutation.publishMinutes': onMinutes('APPROVED', { expectedVersion: 1 }),
  'Mutation.correctMinutes': onMinutes('CIRCULATED', { unitId: 'a', text: nasty('Błąd') }),
  'Mutation.withdrawCorrection': onCorrection(true),
  'Mutation.answerCorrection': onCorrection(false, { answer: 'REJECTED', reason }),
  'Mutation.recordConclusion': onMeeting(() => ({ text: nasty('Wniosek'), changeAreaIds: [] })),
  'Mutation.editConclusion': (cell) => conclusion(cell, { text: nasty('Wniosek'), changeAreaIds: [] }),
  'Mutation.withdrawConclusion': (cell) => conclusion(cell, {}),
  'Mutation.recordResolution': onMeeting((cell) => ({
    ...{ bodyId: bodyOf(cell).id, title: nasty('Uchwała'), text: '§ 1.', basis },
  })),
  'Mutation.assignTask': onMeeting((cell) => ({ ownerId: bodyOf(cell).id, text: nasty('Zadanie') })),
  'Mutation.completeTask': onTask({}),
  'Mutation.dropTask': onTask({ reason }),
  'Mutation.consentToRecording': onMeeting(() => ({ consents: true })),
  'Mutation.addRecording': onMeeting(() => ({ address: 'https://example.org/nagranie' })),
  'Mutation.confirmRecordingDeleted': async (cell) =>
    input({ recordingId: await made(cell, async () => new GivenMinutes(cell.t).recording(await meeting(cell))) }),
  'Mutation.compileMeetingReport': async (cell) => {
    const held = await new Minuting(cell.t).meeting([await cell.t.given.convent()]);
    await new GivenMinutes(cell.t).minutes(held, 'PUBLISHED');
    return input({ bodyId: bodyOf(cell).id, title: nasty('Raport'), meetingIds: [held.id] });
  },
  'Mutation.createCalendarToken': () => input({ name: nasty('Telefon') }),
  'Mutation.revokeCalendarToken': async (cell) =>
    input({
      id: await made(cell, async () => {
        const owner = cell.target === 'own' ? cell.actor : null;
        const person = owner ?? (await cell.t.given.person());
        const id = newId();
        await cell.t.sql(
          `INSERT INTO calendar_token (id, person_id, token_hash, name, created_at) VALUES ($1, $2, $3, 'x', now())`,
          [id, person.id, Buffer.from(id)],
        );
        return { id };
      }),
    }),
};
