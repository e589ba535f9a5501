import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import { Field, InputType, Int } from '@nestjs/graphql';
import { IsInt, IsOptional, IsUUID, Min } from 'class-validator';
import type { Tx } from './tx.ts';
import { IdempotencyKeyReused } from './errors.ts';
import { UUID } from './scalars.ts';

@InputType({ isAbstract: true })
export abstract class MutationInput {
  @Field(() => UUID, {
    nullable: true,
    description:
      'A random UUID of your making. The same one with the same input does nothing again and answers the same.',
  })
  @IsOptional()
  @IsUUID()
  clientMutationId?: string;
}

@InputType({ isAbstract: true })
export abstract class EditInput extends MutationInput {
  @Field(() => Int, {
    description: 'The `version` that you saw; VERSION_CONFLICT when it is no longer the current one.',
  })
  @IsInt()
  @Min(1)
  expectedVersion: number;
}

/**
 * Does the work once for each key of an actor. The row stands in the transaction of the effect, so ten copies at once
 * wait for the first and replay it. The key itself is not stored: without it nobody can open the stored answer, which
 * may hold a token, nor try out inputs, which may hold a password.
 */
export async function once<T>(tx: Tx, input: MutationInput, work: () => Promise<T>): Promise<T> {
  const { clientMutationId: key, ...rest } = input;
  if (!key) return work();
  const keyHash = digest('key', key);
  const operation = input.constructor.name;
  const request = createHmac('sha256', key).update(operation).update(canonical(rest)).digest();
  const [fresh] = await tx.sql(
    `INSERT INTO idempotency (actor, key, request) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING 1`,
    [tx.actor.id, keyHash, request],
  );
  if (!fresh) return replay<T>(tx, key, keyHash, request);
  const answer = await work();
  await tx.sql(`UPDATE idempotency SET answer = $3 WHERE actor = $1 AND key = $2`, [
    tx.actor.id,
    keyHash,
    seal(key, JSON.stringify(answer ?? null)),
  ]);
  return answer;
}

async function replay<T>(tx: Tx, key: string, keyHash: Buffer, request: Buffer): Promise<T> {
  tx.allow(true);
  tx.replayed = true;
  const [row] = await tx.sql<{ request: Buffer; answer: Buffer }>(
    `SELECT request, answer FROM idempotency WHERE actor = $1 AND key = $2`,
    [tx.actor.id, keyHash],
  );
  if (!row?.request.equals(request)) throw IdempotencyKeyReused();
  return JSON.parse(open(key, row.answer)) as T;
}

/** JSON with the keys in order, so that equal inputs are equal texts. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    each && typeof each === 'object' && !Array.isArray(each) && !(each instanceof Date)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}

const digest = (use: string, key: string) => createHash('sha256').update(`konwent ${use} `).update(key).digest();

function seal(key: string, text: string): Buffer {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', digest('answer', key), iv);
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

function open(key: string, sealed: Buffer): string {
  const decipher = createDecipheriv('aes-256-gcm', digest('answer', key), sealed.subarray(0, 12));
  decipher.setAuthTag(sealed.subarray(12, 28));
  return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8');
}
