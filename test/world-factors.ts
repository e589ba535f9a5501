const APP = {
  secret: '\\x01',
  last_step: 1,
  credential_id: null,
  public_key: null,
  sign_count: null,
  transports: null,
};
const KEY = { secret: null, last_step: null, public_key: '\\x01', sign_count: 7, transports: ['usb'] };

/** What the tables of factors ask beyond the kinds of their columns. */
export const factorRules = (person_id: string | undefined, i: number): Record<string, () => object> => ({
  recovery_code: () => ({ person_id }),
  linked_identity: () => ({ person_id }),
  second_factor: () =>
    i % 3
      ? { person_id, kind: 'PASSKEY', ...KEY, credential_id: `\\x${String(i).padStart(2, '0')}` }
      : { person_id, kind: 'TOTP', ...APP },
});
