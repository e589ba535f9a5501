/** What a calm machine does in so many milliseconds, CI may take ten times as long for: it shares its own. */
export const patience = (ms: number): number => (process.env.CI ? 10 * ms : ms);
