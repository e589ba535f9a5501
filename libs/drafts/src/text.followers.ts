import { Injectable } from '@nestjs/common';
import type { Tx } from '#core';
import type { Unit, UnitEvent } from '#drafting';
import type { Draft } from './draft.entity.ts';

/** The words of a unit, part by part. */
export type Words = Pick<Unit, 'title' | 'text' | 'closing'>;
export type UnitWords = Words & { readonly id: string };

/** What a working text became otherwise than unit by unit by those who write in it at the same time. */
export interface TextRewritten {
  readonly draft: Draft;
  readonly events: readonly UnitEvent[];
  /** The units that are new or have other words, place or label. */
  readonly written: readonly UnitWords[];
  readonly gone: readonly string[];
}

/** Something above that keeps step with working texts, in the transaction that changes them. */
export interface TextFollower {
  rewritten(tx: Tx, change: TextRewritten): Promise<void>;
  /** Whether a unit took words in the present version of its draft, of which a reader of that version may not know. */
  isBeingWritten(tx: Tx, draft: Draft, unitId: string): Promise<boolean>;
}

/** Who follows; upper libs enter themselves when they start. */
@Injectable()
export class TextFollowers {
  readonly all: TextFollower[] = [];
}
