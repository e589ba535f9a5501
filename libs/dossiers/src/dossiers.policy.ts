import { heldIn, OFFICERS, OFFICIALS, type Held, type MandateFunction } from '#convents';
import { among, sql, type Rule } from '#reads';

/** Who prepares, sends and keeps the register: the officers of the body, in the forum its coordinators too. */
export const SENDERS: readonly MandateFunction[] = OFFICIALS;
export const SENDS = 'Robi to prezydium organizacji, która przygotowała pakiet, a w forum także koordynator.';
export const FOLLOWS =
  'Robi to prezydium organizacji, która prowadzi rekomendację albo ją wysłała, a w forum także koordynator.';
export const READS =
  'Przyjmuje to do wiadomości organizacja, której postulat jest w rekomendacji: jej pracownik, przedstawiciel albo prezydium.';

/** Whoever takes note for an organisation behind a proposal. */
export const readerOf = (held: readonly Held[], bodyId: string): Held | undefined =>
  heldIn(held, bodyId, [...OFFICERS, 'COORDINATOR', 'REPRESENTATIVE', 'STAFF']);

/** Public once it is frozen; before that its body’s. */
export const seesDossier: Rule = (d, actor) =>
  sql`${d}.state <> 'DRAFT' OR ${among(sql`${d}.body_id`, sql`offices_of(${actor})`)}`;

export const seesOfDossier: Rule = (row, actor) =>
  sql`EXISTS (SELECT FROM dossier d WHERE d.id = ${row}.dossier_id AND (${seesDossier(sql`d`, actor)}))`;

/** Notices are between the organisation and those who answer it: nobody else has to know whether it reads. */
export const seesNotice: Rule = (n, actor) => among(sql`${n}.body_id`, sql`bodies_of(${actor})`);
