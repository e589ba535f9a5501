import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { inspect } from './inspection.ts';

const { path, name } = workerData as { path: string; name: string };
parentPort!.postMessage(await inspect(await readFile(path), name));
