import { Db, newId } from '#core';
import { SearchIndexer } from '#search';
import type { TestApp } from './app.ts';
import { secretPolls } from './poll-rows.ts';
import { GivenMinutes } from './given.minutes.ts';
import { givenMeeting } from './meetings.ts';

/** A convened meeting with its chair there, and everything in it that others may not see. */
async function meetingOf(t: TestApp, body: string, chair: string): Promise<{ id: string }> {
  const meeting = await givenMeeting(
    t,
    { id: body },
    { state: 'IN_SESSION', title: 'canary-meeting', readers: [chair] },
  );
  const [guest, registered] = [newId(), newId()];
  await t.sql(
    `INSERT INTO meeting_guest (id, meeting_id, name, email, created_at) VALUES ($1, $2, 'canary-guest', 'canary-guestmail', now())`,
    [guest, meeting.id],
  );
  await t.sql(
    `INSERT INTO meeting_invitation (id, meeting_id, guest_id, invited_at, answer, answered_at, note)
     VALUES ($1, $2, $1, now(), 'ACCEPTED', now(), 'canary-note')`,
    [guest, meeting.id],
  );
  await t.sql(
    `INSERT INTO registration (id, meeting_id, person_id, name, mode, state, seat, code, registered_at)
     VALUES ($1, $2, $3, 'canary-registered', 'ONLINE', 'CONFIRMED', 1, 'canary-code', now())`,
    [registered, meeting.id, chair],
  );
  await t.sql(
    `INSERT INTO attendance (id, meeting_id, registration_id, person_id, name, mode, valid)
     VALUES ($1, $2, $1, $3, 'canary-there', 'ONLINE', tstzrange(now(), NULL))`,
    [registered, meeting.id, chair],
  );
  await t.sql(`INSERT INTO session_note (id, meeting_id, text, at) VALUES ($1, $2, 'canary-spoken', now())`, [
    guest,
    meeting.id,
  ]);
  await t.sql(
    `INSERT INTO meeting_act (id, meeting_id, action, state, at, reason) VALUES ($1, $2, 'moveMeeting', 'CONVENED', now(), 'canary-moved')`,
    [guest, meeting.id],
  );
  await t.sql(`UPDATE agenda_item SET title = 'canary-item' WHERE meeting_id = $1`, [meeting.id]);
  await t.sql(`INSERT INTO online_link (id, url) VALUES ($1, 'https://canary-link')`, [meeting.id]);
  await t.sql(`UPDATE meeting SET starts_at = now(), link_minutes = 15 WHERE id = $1`, [meeting.id]);
  return meeting;
}
import { secretCirculations } from './circulation-rows.ts';
import { secretDossiers } from './dossier-rows.ts';
import { secretDrafts } from './draft-rows.ts';
import { secretPractices } from './practice-rows.ts';
import { secretProposals } from './authorization.proposals.ts';
import { secretRecommendations } from './recommendation-rows.ts';

/** A convent with everything in it that others may not see; each hidden text names what it is of. */
export async function secrets(t: TestApp) {
  const { given, sql } = t;
  const [forum, own, foreign] = [
    await given.forum(),
    await given.convent(),
    await given.convent({ voivodeship: '24' }),
  ];
  await given.standing(own, forum);
  const [chair, foreignChair, stranger] = [
    await given.holder('CHAIR', own),
    await given.holder('CHAIR', foreign),
    await given.person(),
  ];
  const [applicant, member] = [await given.entity(), await given.entity()];
  const named = (what: string) => given.person({ name: `canary-${what}` });
  const [speaker, staff, proposed] = [await named('speaker'), await named('staff'), await named('proposed')];
  const states = ['APPLIED', 'REJECTED', 'WITHDRAWN'] as const;
  const memberships = await Promise.all(states.map((state) => given.membership(own, applicant, { state })));
  const joined = await given.membership(own, member);
  const mandates = [
    await given.mandate(speaker, 'REPRESENTATIVE', applicant),
    await given.mandate(staff, 'STAFF', member),
    await given.mandate(proposed, 'SECRETARY', own, { state: 'PROPOSED', proposedBy: chair.id }),
    await given.mandate(proposed, 'VICE_CHAIR', own, { state: 'DECLINED' }),
  ];
  await sql(`UPDATE mandate SET basis = 'canary-basis-' || id WHERE id = ANY ($1)`, [mandates.map(({ id }) => id)]);
  await sql(`UPDATE mandate SET substitutes_id = $1 WHERE person_id = $2`, [mandates[2]!.id, chair.id]);
  for (const { id } of [applicant, member])
    await sql(
      `INSERT INTO entity_contact (id, email, phone, website) VALUES ($1, 'canary-email', 'canary-phone', 'canary-web')`,
      [id],
    );
  for (const { id } of [...memberships, joined])
    await sql(
      `INSERT INTO membership_act (id, membership_id, convent_id, entity_id, state, at, reason, basis, mandate_id)
       SELECT $1, id, convent_id, entity_id, state, now(), 'canary-reason', 'canary-act', $3 FROM membership WHERE id = $2`,
      [newId(), id, mandates[0]!.id],
    );
  await given.apiToken(speaker.id, ['READ']);
  await sql(`UPDATE api_token SET name = 'canary-token'`);
  await sql(
    `WITH factor AS (INSERT INTO second_factor (id, person_id, kind, name, created_at, secret, last_step)
         VALUES ($1, $2, 'TOTP', 'canary-factor', now(), 'x', 0))
     INSERT INTO linked_identity (id, person_id, issuer, subject, created_at) VALUES ($1, $2, 'canary-issuer', 'x', now())`,
    [newId(), speaker.id],
  );
  await sql(`UPDATE session SET client = 'canary-session' WHERE person_id = $1`, [speaker.id]);
  await sql(
    `INSERT INTO invitation (id, person_id, email, email_key, token_hash, invited_by, created_at, expires_at)
     VALUES ($1, $2, 'canary-invited', 'x', 'x', $3, now(), now() + interval '1 day')`,
    [newId(), proposed.id, speaker.id],
  );
  await sql(`UPDATE account SET email = 'canary-account-' || id WHERE id <> ALL ($1)`, [
    [stranger.id, foreignChair.id],
  ]);
  const imported = newId();
  await sql(
    `INSERT INTO entity_import (id, person_id, mandate_id, body_id, file_name, state, rows_total, created_at)
     SELECT $1, person_id, id, body_id, 'canary-file', 'PREVIEWED', 1, now() FROM mandate WHERE person_id = $2`,
    [imported, chair.id],
  );
  await sql(
    `INSERT INTO entity_import_row (id, import_id, line, verdict, name, founder_kind) VALUES ($1, $1, 2, 'BAD', 'canary-row', 'NGO')`,
    [imported],
  );
  await sql(`INSERT INTO entity_import_column (import_id, position, header) VALUES ($1, 1, 'canary-header')`, [
    imported,
  ]);
  await sql(
    `INSERT INTO entity_import_problem (import_id, row_id, code, severity, message) VALUES ($1, $1, 'WRONG_NIP', 'ERROR', 'canary-problem')`,
    [imported],
  );
  const file = newId();
  await sql(
    `INSERT INTO file (id, name, media_type, size, sha256, purpose, uploaded_by, uploaded_at)
     VALUES ($1, 'canary-scan', 'image/png', 1, repeat('0', 64), 'SCAN', $2, now())`,
    [file, speaker.id],
  );
  await sql(
    `INSERT INTO file_use (id, file_id, subject_type, subject_id, person_id, is_public, audience)
     VALUES ($1, $1, 'canary-subject', $1, $2, false, $3)`,
    [file, speaker.id, [own.id]],
  );
  const draft = await given.declaration(own, { title: 'canary-title', text: 'canary-text', parties: [own, foreign] });
  await sql(
    `INSERT INTO declaration_act (id, declaration_id, action, state, at, reason)
     VALUES ($1, $2, 'draftDeclaration', 'DRAFT', now(), 'canary-why')`,
    [newId(), draft.id],
  );
  await sql(
    `INSERT INTO obligation (person_id, convent_id, kind, subject_type, subject_id, sentence, since)
     VALUES ($1, $2, 'signatureAwaited', 'Declaration', $3, 'canary-obligation', now())`,
    [chair.id, own.id, draft.id],
  );
  const { polls, open } = await secretPolls(t, own, mandates[0]!.id);
  const meeting = await meetingOf(t, own.id, chair.id);
  await t.sql(`UPDATE poll SET meeting_id = $1 WHERE id = ANY ($2)`, [meeting.id, polls.map(({ id }) => id)]);
  const minuted = new GivenMinutes(t);
  await minuted.minutes(meeting, 'DRAFT', 'canary-minutes');
  await minuted.correction(meeting, speaker, 'canary-correction');
  await minuted.conclusion(meeting, 'canary-conclusion');
  await minuted.recording(meeting, 'canary-recording');
  const outcomes = [
    await minuted.resolution(meeting, own, 'canary-resolution'),
    await minuted.task(meeting, own, 'canary-task'),
  ];
  const practices = await secretPractices(t, own, applicant, member);
  const proposals = await secretProposals(t, own, applicant);
  const drafts = await secretDrafts(t, own, mandates[0]!);
  const circulations = await secretCirculations(t, own, member, speaker);
  const recommendations = await secretRecommendations(t, own, member, speaker);
  const dossiers = await secretDossiers(t, own, applicant);
  await t.app.get(SearchIndexer, { strict: false }).catchUp(t.app.get(Db));
  const ofOthers = [
    meeting,
    ...outcomes,
    ...practices.hidden,
    ...proposals.hidden,
    ...drafts.hidden,
    ...circulations.hidden,
    ...recommendations.hidden,
    ...dossiers.hidden,
  ];
  const hidden = [draft, ...ofOthers, ...memberships, ...mandates, ...polls, speaker, staff, proposed].map(
    ({ id }) => id,
  );
  const ids = {
    Mandate: mandates.map(({ id }) => id),
    EntityImport: [imported],
    Declaration: [draft.id],
    Meeting: [meeting.id],
    MeetingReport: [(await minuted.report(own, [meeting])).id],
    File: [file],
    ...practices.ids,
    ...proposals.ids,
    ...drafts.ids,
    ...circulations.ids,
    ...recommendations.ids,
    ...dossiers.ids,
    // The rest of them is in every list.
    Poll: [polls[0]!.id, open.id],
    Minutes: [meeting.id],
    Resolution: [outcomes[0]!.id],
    Task: [outcomes[1]!.id],
    Membership: [...memberships, joined].map(({ id }) => id),
    Convent: [own.id, foreign.id],
    Entity: [applicant.id, member.id],
  };
  return { own, chair, foreignChair, stranger, speaker, applicant, hidden, ids };
}
