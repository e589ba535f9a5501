import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { WebSocket, WebSocketServer } from 'ws';

const HEARTBEAT_MS = 7_000;
const STUCK_CHECK_MS = 2_500;
/** Between the first of them and the last, nothing was taken. */
const MOST_CHECKS = 3;

/**
 * Ends connections to which nothing more can be written, since their other side has stopped to read. Node's own timeout
 * begins anew with each piece that the kernel still takes, and knows nothing of who reads.
 */
export function dropStuck(server: Server): void {
  const open = new Map<Socket, { taken: number; checks: number }>();
  server.on('connection', (socket) => {
    open.set(socket, { taken: 0, checks: 0 });
    socket.once('close', () => open.delete(socket));
  });
  const check = () => {
    for (const [socket, seen] of open) {
      const taken = socket.bytesWritten - socket.writableLength;
      seen.checks = socket.writableLength > 0 && taken === seen.taken ? seen.checks + 1 : 0;
      seen.taken = taken;
      if (seen.checks >= MOST_CHECKS) socket.destroy();
    }
  };
  const timer = setInterval(check, STUCK_CHECK_MS).unref();
  server.once('close', () => clearInterval(timer));
}

/** Ends sockets whose other side does not read what it is sent: each has a heartbeat's time to answer a ping. */
export function dropSilent(sockets: WebSocketServer): void {
  const asked = new WeakSet<WebSocket>();
  const beat = () => {
    for (const socket of sockets.clients) {
      if (asked.has(socket)) socket.terminate();
      else {
        asked.add(socket);
        socket.once('pong', () => asked.delete(socket)).ping();
      }
    }
  };
  const timer = setInterval(beat, HEARTBEAT_MS).unref();
  sockets.once('close', () => clearInterval(timer));
}
