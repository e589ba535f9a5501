import { Field, ObjectType } from '@nestjs/graphql';
import { Forbidden, WrongState } from './errors.ts';
import type { Tx } from './tx.ts';

@ObjectType({ description: 'One act that the lifecycle of an object knows, and whether you may do it now (czynność).' })
export class AvailableAction {
  @Field({ description: 'The name of the mutation that does it.' }) action: string;
  @Field({ description: 'Whether the server would take it from you now.' }) allowed: boolean;
  @Field(() => String, { nullable: true, description: 'Why not, in Polish; null when allowed.' }) reason: string | null;
}

/** What may stand behind an act: the mandate it is done under, or true for a person's own affairs. */
export type Grounds = { readonly id: string } | true;

/** One drawn arrow of a state machine. `grounds` says under what the actor may do it, `unless` what else is missing. */
export interface Step<State extends string, Facts> {
  readonly from: readonly State[];
  readonly to: State;
  readonly grounds: (facts: Facts) => Grounds | undefined;
  /** Who may do it, in words, for the refusal. */
  readonly who: string;
  readonly unless?: (facts: Facts) => string | undefined;
}

/** A state machine that can be seen: the same table refuses an act and tells beforehand that it would. */
export class Lifecycle<State extends string, Facts extends { state: State }, Action extends string> {
  constructor(
    private readonly steps: Record<Action, Step<State, Facts>>,
    private readonly stateNames: Record<State, string>,
  ) {}

  available(facts: Facts): AvailableAction[] {
    return (Object.keys(this.steps) as Action[]).map((action) => {
      const reason = this.refusal(action, facts) ?? null;
      return { action, allowed: reason === null, reason };
    });
  }

  /** The state after the act; throws FORBIDDEN or WRONG_STATE. Tells the transaction under which mandate it is done. */
  take(tx: Tx, action: Action, facts: Facts): State {
    const { grounds, who, unless, to } = this.steps[action];
    const under = grounds(facts);
    if (!under) throw Forbidden({ reason: who });
    tx.allow(under);
    const reason = this.wrongState(action, facts.state) ?? unless?.(facts);
    if (reason) throw WrongState({ state: facts.state, action, reason });
    return to;
  }

  private refusal(action: Action, facts: Facts): string | undefined {
    const { grounds, who, unless } = this.steps[action];
    return (grounds(facts) ? undefined : who) ?? this.wrongState(action, facts.state) ?? unless?.(facts);
  }

  private wrongState(action: Action, state: State): string | undefined {
    if (this.steps[action].from.includes(state)) return undefined;
    return `Nie można tego zrobić w stanie „${this.stateNames[state]}”.`;
  }
}
