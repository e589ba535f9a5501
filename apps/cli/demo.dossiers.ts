import type { INestApplicationContext } from '@nestjs/common';
import { today } from '#convents';
import type { Tx } from '#core';
import { Dispatching, DossierFreezing, DossierWriting, Following, OriginNotices, Responding } from '#dossiers';
import { richText } from '#texts';
import type { Acting } from './demo.acting.ts';

interface Adopted {
  readonly id: string;
  readonly title: string;
  readonly state: string;
}

const COORDINATOR = 'coordinator.forum@demo.invalid';
const LETTER =
  'Szanowni Państwo,\n\ndane przykładowe: tego pisma nikt nie wysłał. Przekazujemy rekomendację przyjętą przez konwenty zrzeszone w forum i prosimy o stanowisko.\n\nZ poważaniem\nKoordynatorka Forum (demo)';
const ADDRESSEE = 'Ministerstwo (przykład), departament ekonomii społecznej';
const ANSWER = {
  sender: 'Ministerstwo (przykład), zastępca dyrektora departamentu',
  reference: 'PRZYKŁAD-1/26',
  summary:
    'Dane przykładowe: ministerstwo podziela kierunek, ale udział budżetu państwa uzależnia od uzgodnień z ministrem finansów.',
};
const POSITION =
  'Przykład: zadanie własne i pięcioletnie zlecanie – tak; finansowanie z budżetu państwa – do uzgodnienia w toku prac.';

const LISTED = { stage: 'LISTED' as const, note: 'Dane przykładowe: takiego projektu nie ma w wykazie.' };

/** A dossier for each recommendation that was sent: closed with what was remarked, sent, and where it was, answered. */
export async function addDossiers(
  app: INestApplicationContext,
  by: Acting,
  bodyId: string,
  sent: readonly Adopted[],
): Promise<void> {
  const of = <T>(service: new (...args: never[]) => T): T => app.get<T>(service, { strict: false });
  const doing = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => by(COORDINATOR, work);
  for (const { id: recommendationId, title, state } of sent) {
    const enclosed = { enclosesRemarks: state === 'ANSWERED', enclosesDivergences: state === 'ANSWERED' };
    const items = [
      { recommendationId, justification: 'Dane przykładowe: uzasadnienie wynika z postulatów.', ...enclosed },
    ];
    const data = { title, letter: richText(LETTER), items };
    const { id: dossierId } = await doing((tx) => of(DossierWriting).draft(tx, { bodyId, data }, { sample: true }));
    await doing((tx) => of(DossierFreezing).freeze(tx, { dossierId, expectedVersion: 1 }));
    const now = today(new Date());
    const letter = {
      addresseeKind: 'MINISTRY',
      addressee: ADDRESSEE,
      channel: 'E_DORECZENIA',
      dueBasis: 'MONTH',
    } as const;
    await doing(async (tx) => {
      const data = { ...letter, sentOn: now };
      const { id: dispatchId } = await of(Dispatching).register(tx, { dossierId, expectedVersion: 2, data });
      if (state !== 'ANSWERED') return;
      const positions = [{ recommendationId, kind: 'PARTLY' as const, reason: POSITION }];
      const answer = { ...ANSWER, dispatchId, expectedVersion: 1, receivedOn: now, documentIsPublic: false, positions };
      await of(Responding).record(tx, answer);
      await of(Following).followUp(tx, { recommendationId, data: { ...LISTED, reachedOn: now } });
    });
    if (state !== 'ANSWERED') continue;
    await by('chair.lubelski@demo.invalid', (tx) => acknowledge(tx, of(OriginNotices)));
  }
}

/** One of the origins has read it; the others still have it before them. */
async function acknowledge(tx: Tx, notices: OriginNotices): Promise<void> {
  const [notice] = await tx.sql<{ id: string }>(
    `SELECT n.id FROM answer_notice n JOIN convent c ON c.id = n.body_id WHERE n.read_at IS NULL AND c.voivodeship_id = '06'`,
  );
  if (notice) await notices.acknowledge(tx, { noticeId: notice.id });
}
