import { defineEvent } from '#core';

/** Somebody, or the first start, gave the node a key to seal with. */
export const NodeKeyMade = defineEvent<{ first: boolean }>('node_key.made');
/** Another key took over from it. */
export const NodeKeyRetired = defineEvent('node_key.retired');
