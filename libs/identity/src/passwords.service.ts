import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { Busy } from '#core';
import { WeakPassword } from './identity.errors.ts';

const SHORTEST = 15;
const STRONG = 3;
/** How much has to be left of a password without the words that anyone would try with this person. */
const SHORTEST_REST = 8;
/** Judging takes time that grows with the square of the length: 64 characters decide for the rest. */
const JUDGED = 64;
const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

const ADVICE_LENGTH = `Użyj co najmniej ${SHORTEST} znaków.`;
const ADVICE_WORDS = 'Połącz kilka słów bez związku ze sobą; unikaj powtórzeń, ciągów klawiszy i dat.';
const ADVICE_PERSON = 'Nie opieraj go na nazwie „konwent”, swoim adresie ani nazwisku.';

/** Lets so many work at once and so many wait; whoever comes on top of that is told to come later. */
export class Turnstile {
  private inside = 0;
  private readonly queue: (() => void)[] = [];

  constructor(
    private readonly places: number,
    private readonly waiting: number,
  ) {}

  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.inside < this.places) this.inside++;
    else if (this.queue.length >= this.waiting) throw Busy();
    else await new Promise<void>((resolve) => this.queue.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.queue.shift();
      if (next) next();
      else this.inside--;
    }
  }
}

/** Small letters without Polish marks and other accents. */
const plain = (text: string): string => text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ł', 'l');

/** Hashes passwords, two at a time: each takes 19 MiB and a core. */
@Injectable()
export class PasswordsService {
  private readonly turnstile = new Turnstile(2, 50);
  /** The hash of no password: checked where there is no account, so that this takes as long. */
  private readonly nobody = hash(randomBytes(32), ARGON2ID);
  private judge?: Promise<ZxcvbnFactory>;

  /** The hash to store, or WEAK_PASSWORD; `about` is what others know of the person. */
  async hash(password: string, about: readonly string[]): Promise<string> {
    const text = password.normalize('NFC');
    await this.refuseWeak(text, about);
    return this.turnstile.pass(() => hash(text, ARGON2ID));
  }

  async matches(passwordHash: string | null | undefined, password: string): Promise<boolean> {
    const right = await this.turnstile.pass(async () =>
      verify(passwordHash ?? (await this.nobody), password.normalize('NFC')),
    );
    return right && !!passwordHash;
  }

  private async refuseWeak(password: string, about: readonly string[]): Promise<void> {
    if ([...password].length < SHORTEST) throw WeakPassword({ advice: ADVICE_LENGTH });
    const words = ['konwent', ...about.flatMap((each) => plain(each).split(/[^\p{L}\p{N}]+/u))];
    const known = words.filter((word) => word.length > 2).sort((a, b) => b.length - a.length);
    const rest = known.reduce((left, word) => left.replaceAll(word, ''), plain(password));
    if (rest.length < SHORTEST_REST) throw WeakPassword({ advice: ADVICE_PERSON });
    const { score } = (await this.zxcvbn()).check(password.slice(0, JUDGED), known);
    if (score < STRONG) throw WeakPassword({ advice: ADVICE_WORDS });
  }

  /** Its dictionaries are loaded when the first password is set, not at start. */
  private zxcvbn(): Promise<ZxcvbnFactory> {
    return (this.judge ??= Promise.all([import('@zxcvbn-ts/core'), import('@zxcvbn-ts/language-common')]).then(
      ([{ ZxcvbnFactory: Factory }, { dictionary, adjacencyGraphs: graphs }]) => new Factory({ dictionary, graphs }),
    ));
  }
}
