import { readFile } from 'node:fs/promises';
import { parentPort } from 'node:worker_threads';
import { inspect } from './inspection.ts';

/** One file after the other; what goes wrong ends the thread, which its owner notices. */
parentPort!.on('message', ({ path, name }: { path: string; name: string }) => {
  void readFile(path)
    .then((bytes) => inspect(bytes, name))
    .then((finding) => parentPort!.postMessage(finding));
});
