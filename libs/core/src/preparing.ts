import pg from 'pg';

/** Past so many, a connection prepares no more: each statement stays in its memory for as long as it lives. */
const MOST_NAMES = 400;
const LONGEST = 8_000;

type Query = (...asked: unknown[]) => unknown;

/**
 * A connection that prepares the statements which come again, so that PostgreSQL plans them once: planning was two
 * thirds of a write. Only texts with parameters are taken, since only those come again.
 */
export class PreparingClient extends pg.Client {
  private readonly known = new Map<string, { readonly name: string; uses: number }>();

  constructor(config: pg.ClientConfig) {
    super(config);
    const ask = this.query.bind(this) as Query;
    this.query = ((text: unknown, values: unknown, ...rest: unknown[]) => {
      const name = typeof text === 'string' && Array.isArray(values) && values.length ? this.nameOf(text) : undefined;
      return name ? ask({ name, text, values }, ...rest) : ask(text, values, ...rest);
    }) as never;
  }

  /** From the second use on. */
  private nameOf(text: string): string | undefined {
    const known = this.known.get(text);
    if (known) return ++known.uses > 1 ? known.name : undefined;
    if (this.known.size < MOST_NAMES && text.length < LONGEST)
      this.known.set(text, { name: `w${this.known.size}`, uses: 1 });
    return undefined;
  }
}
