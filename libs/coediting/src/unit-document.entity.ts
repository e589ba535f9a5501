import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How a document ended: its unit was split, joined or deleted, or nobody wrote in it any more. */
export type End = 'SPLIT' | 'JOINED' | 'DELETED' | 'SETTLED';

/** A unit in which people write at the same time. What it says also stands in the unit’s row, from the same transaction. */
@Entity('unit_document')
export class UnitDocument {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid') draftId: string;
  @Column('uuid') unitId: string;
  @Column('int') number: number;
  @Column('int') seq: number;
  @Column('bytea', { nullable: true }) snapshot: Buffer | null;
  @Column('int') snapshotSeq: number;
  /** Of the updates that are not in the snapshot. */
  @Column('int', { default: 0 }) loggedBytes: number;
  @Column('int') draftVersion: number;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz') changedAt: Date;
  @Column('timestamptz', { nullable: true }) endedAt: Date | null;
  @Column('text', { nullable: true }) endedAs: End | null;
}

/** One update of a document, until it is part of the snapshot. */
@Entity('unit_update')
export class UnitUpdate {
  @PrimaryColumn('uuid') documentId: string;
  @PrimaryColumn('int') seq: number;
  @Column('uuid') draftId: string;
  @Column('bytea') bytes: Buffer;
  @Column('uuid', { nullable: true }) personId: string | null;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Column('timestamptz') at: Date;
}

/** Whose a client of a document is. */
@Entity('unit_author')
export class UnitAuthor {
  @PrimaryColumn('uuid') documentId: string;
  @PrimaryColumn('bigint') client: string;
  @Column('uuid') draftId: string;
  @Column('uuid', { nullable: true }) personId: string | null;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Column('timestamptz') notedAt: Date;
}

/** Who wrote when, of updates that are part of a snapshot. */
@Entity('unit_writing')
export class UnitWriting {
  @PrimaryColumn('uuid') documentId: string;
  @PrimaryColumn('int') firstSeq: number;
  @Column('int') lastSeq: number;
  @Column('int') updates: number;
  @Column('uuid') draftId: string;
  @Column('uuid', { nullable: true }) personId: string | null;
  @Column('uuid', { nullable: true }) mandateId: string | null;
  @Column('timestamptz') beganAt: Date;
  @Column('timestamptz') endedAt: Date;
}
