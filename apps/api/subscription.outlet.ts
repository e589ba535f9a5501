import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import { SOCKET_LIMITS } from './gate.errors.ts';

const TEXT = 0x81;
const SHORTEST_LONG = 126;
const SHORTEST_VERY_LONG = 0x10000;

/** The whole frame that tells a subscription its data: RFC 6455's header, graphql-ws's envelope, the JSON. */
export function frameOf(id: string, data: Buffer): Buffer {
  const [open, close] = [
    Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":{"data":`),
    Buffer.from('}}'),
  ];
  return Buffer.concat([headerOf(open.length + data.length + close.length), open, data, close]);
}

function headerOf(size: number): Buffer {
  if (size < SHORTEST_LONG) return Buffer.from([TEXT, size]);
  if (size < SHORTEST_VERY_LONG) return Buffer.from([TEXT, SHORTEST_LONG, size >> 8, size & 0xff]);
  const header = Buffer.from([TEXT, SHORTEST_LONG + 1, 0, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUIntBE(size, 4, 6);
  return header;
}

/** The way out of one WebSocket. A socket that closed meanwhile takes nothing more, and that is no failure. */
export class Outlet {
  constructor(
    readonly socket: WebSocket,
    private readonly raw: Duplex,
  ) {}

  /** Resolves once the text has left. */
  send(text: string): Promise<void> {
    this.giveUpIfStuck();
    return new Promise((done) => this.socket.send(text, () => done()));
  }

  /**
   * Writes a frame as it is, in one piece, past ws, which would write its header apart. Both ways keep their order, since
   * ws holds nothing back where nothing is compressed.
   */
  put(frame: Buffer, left: () => void): void {
    this.giveUpIfStuck();
    if (this.socket.readyState === WebSocket.OPEN) this.raw.write(frame, left);
  }

  private giveUpIfStuck(): void {
    if (this.socket.bufferedAmount > SOCKET_LIMITS.unsentBytes) this.socket.terminate();
  }
}
