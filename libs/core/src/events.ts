import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** One thing that happened: the outbox, the audit trail and the live feed are all this one table. */
@Entity('event')
export class EventRow<Data extends object = object> {
  @PrimaryGeneratedColumn('increment', { type: 'bigint' }) id: string;
  /** The writing transaction; readers stop before the oldest one still open, so none is skipped. */
  @Column({ type: 'bigint', insert: false, update: false }) xact: string;
  @Column('timestamptz') at: Date;
  @Column('text') actor: string;
  /** The mandate that it was done under; null where a person acts for themselves, or the system acts. */
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Column('text') type: string;
  @Column('uuid') subjectId: string;
  /** Whom else it concerns: their open subscriptions wake too. */
  @Column('uuid', { array: true }) concerns: string[];
  @Column('jsonb') data: Data;
}

export type NewEvent = Pick<EventRow, 'type' | 'subjectId' | 'concerns' | 'data'>;

/** Declares an event type; call it to make one, `is` to recognise a stored one. Data holds ids and enums only. */
export function defineEvent<Data extends object = object>(type: string) {
  const make = (subjectId: string, data: Data, concerns: (string | null)[] = []): NewEvent => ({
    type,
    subjectId,
    data,
    concerns: concerns.filter((id) => id !== null),
  });
  return Object.assign(make, { type, is: (row: EventRow): row is EventRow<Data> => row.type === type });
}
