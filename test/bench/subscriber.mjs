import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';

const HEAD = (port) =>
  [
    'GET /graphql HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Protocol: graphql-transport-ws',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
  ].join('\r\n') + '\r\n\r\n';

/** One memory for all sockets: what has arrived is read before the next is. */
const MEMORY = Buffer.alloc(64 * 1024);
const VERSION = Buffer.from('"version":');
const TEXT = 0x81;
const PING = 0x89;
const OPENING_MS = 30_000;

/** A frame as a client has to send it, masked with zeros, which leave it as it is. */
function frameOf(opcode, text) {
  const body = Buffer.from(text);
  const size = body.length < 126 ? [0x80 | body.length] : [0x80 | 126, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([opcode, ...size, 0, 0, 0, 0]), body]);
}

/** The number after `"version":` between two places, or 0. */
function versionIn(data, from, to) {
  const found = data.indexOf(VERSION, from);
  if (found < 0 || found >= to) return 0;
  let version = 0;
  for (let i = found + VERSION.length; data[i] >= 48 && data[i] <= 57; i++) version = version * 10 + data[i] - 48;
  return version;
}

/**
 * A graphql-ws client that costs next to nothing, since it shares the processors with what it measures: a socket whose
 * bytes all land in one memory, no stream, no event, no parser. `heard` is told each version that arrives.
 */
export class Subscriber {
  rest = Buffer.alloc(0);
  opened = false;

  constructor(port, token, payload, heard) {
    this.heard = heard;
    this.ready = new Promise((resolve, reject) => {
      this.told = resolve;
      this.failed = reject;
    });
    const onread = { buffer: MEMORY, callback: (size, memory) => this.take(memory.subarray(0, size)) };
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true, onread });
    this.socket.write(HEAD(port));
    this.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
    this.payload = payload;
    const late = setTimeout(() => this.failed(new Error('a subscriber heard nothing')), OPENING_MS);
    void this.ready.catch(() => undefined).finally(() => clearTimeout(late));
    this.socket.on('error', (error) => this.failed(error));
    this.socket.on('close', () => (this.lost = true) && this.failed(new Error('the server closed a subscriber')));
  }

  send(message) {
    this.socket.write(frameOf(TEXT, JSON.stringify(message)));
  }

  take(fresh) {
    const data = this.rest.length ? Buffer.concat([this.rest, fresh]) : fresh;
    let from = 0;
    if (!this.opened) {
      const end = data.indexOf('\r\n\r\n');
      if (end < 0) return this.keep(data);
      if (!data.latin1Slice(0, 12).endsWith('101')) return this.failed(new Error(data.latin1Slice(0, end)));
      this.opened = true;
      from = end + 4;
    }
    this.keep(data.subarray(this.frames(data, from)));
    return true;
  }

  /** What is not yet a whole frame is copied: the memory is everybody's. */
  keep(part) {
    this.rest = part.length ? Buffer.from(part) : part;
    return true;
  }

  frames(data, from) {
    for (;;) {
      if (data.length < from + 2) return from;
      const long = data[from + 1] === 126;
      if (long && data.length < from + 4) return from;
      const body = from + (long ? 4 : 2);
      const end = body + (long ? data.readUInt16BE(from + 2) : data[from + 1]);
      if (data.length < end) return from;
      this.frame(data, data[from], body, end);
      from = end;
    }
  }

  frame(data, opcode, from, to) {
    if (opcode === PING) return this.socket.write(frameOf(0x8a, data.subarray(from, to)));
    const version = versionIn(data, from, to);
    if (version) {
      this.told();
      return this.heard(version);
    }
    const text = data.toString('utf8', from, to);
    if (text.includes('"connection_ack"')) return this.send({ type: 'subscribe', id: '1', payload: this.payload });
    if (text.includes('"ping"')) return this.send({ type: 'pong' });
    if (!text.includes('"pong"')) this.failed(new Error(text));
  }

  end() {
    this.socket.removeAllListeners('close').destroy();
  }
}
