import { plainToInstance, Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, IsUrl, Matches, Max, Min, validateSync } from 'class-validator';

const PORT_RANGE = { message: 'PORT ma być liczbą od 0 do 65535' };
const POSTGRES_URL = /^postgres(ql)?:\/\//;
const PROVIDER = /^(https:\/\/[^\s?#]+|http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/[^\s?#]*)?)$/;
const OIDC = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'] as const;
const OPTIONAL = ['DATABASE_URL', 'OWNER_DATABASE_URL', 'PUBLIC_URL', ...OIDC];
const number = () => Transform(({ value }) => (value === undefined ? value : Number(value)));

/** Everything that the environment decides, checked once at start; nothing else reads `process.env`. */
export class Config {
  /** The PostgreSQL to use in place of the embedded one; needs the rights of a runtime login alone. */
  @IsOptional()
  @Matches(POSTGRES_URL, { message: 'DATABASE_URL ma zaczynać się od postgres://' })
  DATABASE_URL?: string;

  /** The login that owns the tables and migrates; DATABASE_URL when absent. */
  @IsOptional()
  @Matches(POSTGRES_URL, { message: 'OWNER_DATABASE_URL ma zaczynać się od postgres://' })
  OWNER_DATABASE_URL?: string;

  @number() @IsInt(PORT_RANGE) @Min(0, PORT_RANGE) @Max(65_535, PORT_RANGE) PORT: number = 3000;
  @IsString() HOST: string = '127.0.0.1';
  @IsString() DATA_DIR: string = '.konwent';
  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'silent']) LOG_LEVEL: string = 'warn';

  /** The address under which people reach the node, for links and origin checks. */
  @IsOptional()
  @IsUrl(
    { require_tld: false, require_protocol: true },
    { message: 'PUBLIC_URL ma być pełnym adresem, np. https://konwent.example' },
  )
  PUBLIC_URL?: string;

  /** Whether the first address of X-Forwarded-For is believed: only behind a proxy of your own. */
  @Transform(({ value }) => value === 'true' || value === true)
  @IsBoolean()
  TRUST_PROXY: boolean = false;

  /** How many WebSockets one address may have open at once. */
  @number()
  @IsInt({ message: 'SOCKETS_PER_ADDRESS ma być liczbą' })
  @Min(1)
  SOCKETS_PER_ADDRESS: number = 10;

  /** How long one GraphQL request may take; its transaction is rolled back then. */
  @number()
  @IsInt({ message: 'REQUEST_LIMIT_MS ma być liczbą' })
  @Min(100)
  REQUEST_LIMIT_MS: number = 10_000;

  /** Whether whoever holds an office, or looks after the node, has to have a second factor before they change anything. */
  @Transform(({ value }) => value === 'true' || value === true)
  @IsBoolean()
  REQUIRE_SECOND_FACTOR: boolean = false;

  /** An OpenID Connect provider that people may sign in by; its address has to be the issuer of its tokens, to the letter. */
  @IsOptional()
  @Matches(PROVIDER, { message: 'OIDC_ISSUER ma być adresem https:// (albo http:// na tym samym komputerze)' })
  OIDC_ISSUER?: string;

  @IsOptional() @IsString() OIDC_CLIENT_ID?: string;
  @IsOptional() @IsString() OIDC_CLIENT_SECRET?: string;

  /** Throws one sentence for each setting that is wrong. */
  static load(env: Record<string, string | undefined> = process.env): Config {
    const known = Object.keys(new Config()).concat(OPTIONAL);
    const given = Object.fromEntries(known.filter((name) => env[name]).map((name) => [name, env[name]]));
    const config = plainToInstance(Config, given, { exposeDefaultValues: true });
    const wrong = validateSync(config).flatMap((each) => Object.values(each.constraints ?? {}));
    const problems = [...new Set([...wrong, ...incomplete(config)])];
    if (problems.length) throw new Error(`Konfiguracja jest niepoprawna: ${problems.join('; ')}.`);
    return config;
  }
}

/** Settings that mean something together alone. */
function incomplete(config: Config): string[] {
  const missing = [...OIDC, 'PUBLIC_URL' as const].filter((name) => !config[name]);
  const isOff = OIDC.every((name) => !config[name]);
  return isOff || !missing.length ? [] : [`logowanie przez dostawcę tożsamości wymaga też: ${missing.join(', ')}`];
}
