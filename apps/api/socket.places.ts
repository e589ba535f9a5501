import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Config } from '#core';

/** The caller's address; what a proxy says of it counts where there is one of our own. */
export function addressOf({ headers, socket }: IncomingMessage, { TRUST_PROXY }: Config): string {
  const [first] = String(headers['x-forwarded-for'] ?? '').split(',');
  return (TRUST_PROXY && first?.trim()) || (socket.remoteAddress ?? '');
}

/** Counts the open sockets of each address, so that one caller cannot take them all. */
export class Places {
  private readonly taken = new Map<string, number>();

  constructor(private readonly most: number) {}

  /** Whether there is a place left; it is free again once the socket has closed. */
  take(address: string, socket: Duplex): boolean {
    const before = this.taken.get(address) ?? 0;
    if (before >= this.most) return false;
    this.taken.set(address, before + 1);
    socket.once('close', () => this.free(address));
    return true;
  }

  private free(address: string): void {
    const left = this.taken.get(address)! - 1;
    if (left) this.taken.set(address, left);
    else this.taken.delete(address);
  }
}
