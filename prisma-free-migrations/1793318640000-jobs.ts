import { getConstructionPlans } from 'pg-boss';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The tables of pg-boss, made by their owner, so that the runtime login needs no right to make any. */
export class Jobs1793318640000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    const plans = getConstructionPlans('pgboss')
      .replace(/^\s*BEGIN;/, '')
      .replace(/COMMIT;\s*$/, '');
    await db.query(plans);
    await db.query(`
      GRANT USAGE ON SCHEMA pgboss TO konwent_app;
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA pgboss TO konwent_app;
      GRANT USAGE ON ALL SEQUENCES IN SCHEMA pgboss TO konwent_app;
      GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pgboss TO konwent_app;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP SCHEMA pgboss CASCADE`);
  }
}
