import { connect } from 'node:net';

const LONGEST_ANSWER_MS = 10_000;

/** One keep-alive connection that sends a request, waits for the answer and sends the next. */
class Line {
  constructor(port) {
    this.socket = connect(port, '127.0.0.1').setNoDelay(true);
    this.parts = [];
    this.size = 0;
    this.socket.on('data', (data) => this.take(data));
    this.socket.on('error', (error) => this.done?.(error));
    this.socket.on('close', () => this.done?.(new Error('the server closed a connection')));
    this.socket.setTimeout(LONGEST_ANSWER_MS, () => this.done?.(new Error('no answer came')));
  }

  ask(request, done) {
    this.done = done;
    this.socket.write(request);
  }

  take(data) {
    this.parts.push(data);
    this.size += data.length;
    if (this.parts.length === 1) this.head(data);
    if (this.needed === undefined ? !this.endsChunked(data) : this.size < this.needed) return;
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

  endsChunked(data) {
    const tail = data.length < 5 ? Buffer.concat(this.parts, this.size) : data;
    return tail.subarray(-5).equals(LAST_CHUNK);
  }

  end() {
    this.done = undefined;
    this.socket.destroy();
  }
}

const LAST_CHUNK = Buffer.from('0\r\n\r\n');

/** The bytes of a request as they go out. */
export function bytesOf(port, { path, body, token }) {
  const text = JSON.stringify(body);
  const lines = [`POST ${path} HTTP/1.1`, `host: 127.0.0.1:${port}`, 'content-type: application/json'];
  lines.push('accept: application/json', `content-length: ${Buffer.byteLength(text)}`);
  if (token) lines.push(`authorization: Bearer ${token}`);
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${text}`);
}

const isWrong = (answer) => answer.latin1Slice(9, 12) !== '200' || answer.includes('"errors"');

/** The data of one answer, by another client than the one that measures. */
export async function answerOf(port, { path, body, token }) {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  if (token) headers.authorization = `Bearer ${token}`;
  const signal = AbortSignal.timeout(LONGEST_ANSWER_MS);
  const options = { method: 'POST', headers, body: JSON.stringify(body), signal };
  const { data, errors } = await (await fetch(`http://127.0.0.1:${port}${path}`, options)).json();
  if (errors || !data) throw new Error(JSON.stringify(errors));
  return data;
}

/** One connection for one request after another; gives the whole answer. */
export function open(port) {
  const line = new Line(port);
  const ask = (request) =>
    new Promise((resolve, reject) =>
      line.ask(request, (error, answer) =>
        error || isWrong(answer) ? reject(error ?? new Error(String(answer).slice(0, 1_500))) : resolve(answer),
      ),
    );
  return { ask, end: () => line.end() };
}

const cpuOfClient = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Keeps every line busy for so long, or until `next` has no request left. Gives requests a second, latencies and its own CPU in ms. */
export function load(port, next, { connections, ms = Infinity }) {
  return new Promise((resolve, reject) => {
    const [begun, cpu, latencies, lines] = [performance.now(), cpuOfClient(), [], []];
    let left = connections;
    const finish = () => {
      const seconds = (performance.now() - begun) / 1000;
      const client = (cpuOfClient() - cpu) / latencies.length;
      latencies.sort((a, b) => a - b);
      const at = (part) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * part))];
      resolve({
        count: latencies.length,
        perSecond: latencies.length / seconds,
        p50: at(0.5),
        p95: at(0.95),
        p99: at(0.99),
        client,
      });
    };
    const fail = (error) => {
      for (const line of lines) line.end();
      reject(error);
    };
    const run = (line) => {
      const request = performance.now() - begun < ms ? next() : undefined;
      if (!request) {
        line.end();
        return --left || finish();
      }
      const sent = performance.now();
      line.ask(request, (error, answer) => {
        if (error || isWrong(answer)) return fail(error ?? new Error(String(answer).slice(0, 1_500)));
        latencies.push(performance.now() - sent);
        run(line);
      });
    };
    for (let i = 0; i < connections; i++) lines.push(new Line(port));
    for (const line of lines) run(line);
  });
}
