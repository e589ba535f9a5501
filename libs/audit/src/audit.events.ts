import { defineEvent } from '#core';

/** A checkpoint was sealed; the event goes into the node's own chain, so that nobody takes the checkpoint away unnoticed. */
export const CheckpointSealed = defineEvent<{ sequence: number; hash: string }>('audit.checkpoint_sealed');
