import type { WebSocket } from 'ws';
import { SOCKET_LIMITS } from './gate.errors.ts';

const CLOSE = Buffer.from('}}');

/** What graphql-ws would make of a subscription's data, of which the JSON is there already. */
export const messageOf = (id: string, data: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":{"data":`), data, CLOSE]);

/** The way out of one WebSocket; one whose other side does not read is given up. */
export class Outlet {
  constructor(readonly socket: WebSocket) {}

  /** A socket that closed meanwhile takes nothing more, and that is no failure. */
  put(message: string | Buffer, left: () => void): void {
    if (this.socket.bufferedAmount > SOCKET_LIMITS.unsentBytes) this.socket.terminate();
    this.socket.send(message, { binary: false }, left);
  }
}
