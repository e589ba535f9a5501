/** The URL of the database as the runtime login. */
export const DATABASE_URL = Symbol('DATABASE_URL');

/** The group role of signed-in and system work: owns nothing, sees rows through row-level security. */
export const APP_ROLE = 'konwent_app';

/** The group role of the signed-out: reads what is published and nothing else. */
export const PUBLIC_ROLE = 'konwent_public';

/** What every connection of the runtime starts with. */
export const connectionOptions = (role: string) =>
  [`role=${role}`, 'statement_timeout=5000', 'lock_timeout=2000', 'idle_in_transaction_session_timeout=10000']
    .map((setting) => `-c ${setting}`)
    .join(' ');
