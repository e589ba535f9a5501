/** One works while the next already waits for its locks. */
const AT_ONCE = 2;
const MOST_TOGETHER = 50;

interface Waiting<Asked, Answer> {
  readonly asked: Asked;
  /** Null: it is its turn, alone. */
  readonly go: (answer: Answer | null) => void;
  isAlone: boolean;
}

/**
 * What many ask of one thing at the same time: two at once, each alone, and whoever has to wait goes together with the others
 * who wait. What could not be done together is done alone after all, which tells why if it cannot be done.
 */
export class PushQueue<Asked, Answer> {
  private running = 0;
  private waiting: Waiting<Asked, Answer>[] = [];

  /** `together` does what it can and answers null for the rest; it does not fail. */
  constructor(
    private readonly together: (asked: readonly Asked[]) => Promise<(Answer | null)[]>,
    private readonly emptied: () => void,
  ) {}

  async run(asked: Asked, alone: () => Promise<Answer>): Promise<Answer> {
    if (this.running < AT_ONCE) this.running++;
    else {
      const answer = await new Promise<Answer | null>((go) => this.waiting.push({ asked, go, isAlone: false }));
      if (answer) return answer;
    }
    try {
      return await alone();
    } finally {
      void this.next();
    }
  }

  /** Hands the place of one who is done to the next. */
  private async next(): Promise<void> {
    for (let crowd = this.crowd; crowd.length > 1; crowd = this.crowd) await this.goTogether(crowd);
    const next = this.waiting.shift();
    if (next) return next.go(null);
    this.running--;
    if (!this.running) this.emptied();
  }

  /** Nobody who is to go alone waits longer for a crowd. */
  private get crowd(): readonly Waiting<Asked, Answer>[] {
    const first = this.waiting.findIndex(({ isAlone }) => isAlone);
    return this.waiting.slice(0, first < 0 ? MOST_TOGETHER : Math.min(first, MOST_TOGETHER));
  }

  private async goTogether(crowd: readonly Waiting<Asked, Answer>[]): Promise<void> {
    this.waiting = this.waiting.filter((each) => !crowd.includes(each));
    const answers = await this.together(crowd.map(({ asked }) => asked));
    const left = crowd.filter(({ go }, i) => {
      if (answers[i]) go(answers[i]);
      return !answers[i];
    });
    for (const each of left) each.isAlone = true;
    this.waiting.unshift(...left);
  }
}
