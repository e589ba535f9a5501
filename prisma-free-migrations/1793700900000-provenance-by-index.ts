import type { MigrationInterface, QueryRunner } from 'typeorm';
import { LINKS, linked, PLANNED } from './1793700870000-provenance.ts';

/** The steps of the walk go by indexes alone. */
export class ProvenanceByIndex1793700900000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(linked(LINKS));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(linked(LINKS, PLANNED));
  }
}
