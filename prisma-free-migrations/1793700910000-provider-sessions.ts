import type { MigrationInterface, QueryRunner } from 'typeorm';

const KINDS = [
  ...['TOTP_ENROLMENT', 'PASSKEY_ENROLMENT', 'PASSKEY_SIGN_IN', 'PASSKEY_STEP', 'PASSKEY_PROOF'],
  ...['OIDC_TICKET', 'OIDC_REDIRECT', 'OIDC_ARRIVAL'],
];
const ADDED = ['OIDC_SESSION', 'OIDC_LOGOUT'];
const checked = (kinds: readonly string[]): string => `
  ALTER TABLE ceremony DROP CONSTRAINT ceremony_kind_check,
    ADD CONSTRAINT ceremony_kind_check CHECK (kind IN (${kinds.map((kind) => `'${kind}'`).join(', ')}));`;

/** Which session of the identity provider a session here is of, until one of them ends; and which words of its end were heard. */
export class ProviderSessions1793700910000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ${checked([...KINDS, ...ADDED])}
      ALTER TABLE ceremony ADD COLUMN sid text;
      GRANT UPDATE (holder_id, expires_at) ON ceremony TO konwent_app;
      CREATE INDEX ceremony_provider ON ceremony (issuer, subject) WHERE issuer IS NOT NULL;
      COMMENT ON COLUMN ceremony.sid IS 'personal of person_id for SIGN_IN: deleted';
      SELECT gather_personal();
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DELETE FROM ceremony WHERE kind IN (${ADDED.map((kind) => `'${kind}'`).join(', ')});
      REVOKE UPDATE (holder_id, expires_at) ON ceremony FROM konwent_app;
      DROP INDEX ceremony_provider;
      ALTER TABLE ceremony DROP COLUMN sid;
      ${checked(KINDS)}
      SELECT gather_personal();
    `);
  }
}
