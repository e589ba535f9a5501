import { connect } from 'node:net';

/** One keep-alive connection that sends a request, waits for the answer and sends the next. */
class Line {
  constructor(port) {
    this.socket = connect(port, '127.0.0.1').setNoDelay(true);
    this.parts = [];
    this.size = 0;
    this.socket.on('data', (data) => this.take(data));
    this.socket.on('error', (error) => this.done?.(error));
    this.socket.on('close', () => this.done?.(new Error('the server closed a connection')));
  }

  ask(request, done) {
    this.done = done;
    this.socket.write(request);
  }

  take(data) {
    this.parts.push(data);
    this.size += data.length;
    if (this.parts.length === 1) this.head(data);
    if (this.needed === undefined ? !endsChunked(data) : this.size < this.needed) return;
    const done = this.done;
    this.done = undefined;
    const answer = this.parts.length > 1 ? Buffer.concat(this.parts, this.size) : data;
    this.parts = [];
    this.size = 0;
    done(undefined, answer);
  }

  head(data) {
    const end = data.indexOf('\r\n\r\n');
    const [, length] = /\r\ncontent-length: *(\d+)/i.exec(data.latin1Slice(0, end)) ?? [];
    this.needed = length === undefined ? undefined : end + 4 + Number(length);
  }
}

const endsChunked = (data) => data.subarray(-5).equals(Buffer.from('0\r\n\r\n'));

/** The bytes of a request as they go out. */
export function requestOf(port, path, body, token) {
  const text = JSON.stringify(body);
  const lines = [`POST ${path} HTTP/1.1`, `host: 127.0.0.1:${port}`, 'content-type: application/json'];
  lines.push('accept: application/json', `content-length: ${Buffer.byteLength(text)}`);
  if (token) lines.push(`authorization: Bearer ${token}`);
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${text}`);
}

const isWrong = (answer) => answer.latin1Slice(9, 12) !== '200' || answer.includes('"errors"');

/** Keeps every line busy for so long; `next` gives the request of each turn. Gives requests a second and latencies in ms. */
export function load(port, next, { connections, ms }) {
  return new Promise((resolve, reject) => {
    const [begun, latencies] = [performance.now(), []];
    let open = connections;
    const finish = () => {
      const seconds = (performance.now() - begun) / 1000;
      latencies.sort((a, b) => a - b);
      const at = (part) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * part))];
      resolve({ count: latencies.length, perSecond: latencies.length / seconds, p50: at(0.5), p99: at(0.99) });
    };
    const run = (line, i) => {
      const request = performance.now() - begun < ms ? next(i) : undefined;
      if (!request) {
        line.socket.removeAllListeners('close').destroy();
        return --open || finish();
      }
      const sent = performance.now();
      line.ask(request, (error, answer) => {
        if (error || isWrong(answer)) return reject(error ?? new Error(String(answer).slice(0, 1_500)));
        latencies.push(performance.now() - sent);
        run(line, i);
      });
    };
    for (let i = 0; i < connections; i++) run(new Line(port), i);
  });
}
