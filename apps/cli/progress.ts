import { SingleBar } from 'cli-progress';

/** Shows on stderr how far some work is. */
export async function withProgress<T>(
  title: string,
  work: (onProgress: (percent: number) => void) => Promise<T>,
): Promise<T> {
  const bar = new SingleBar({
    format: `${title} {bar} {percentage}%`,
    stream: process.stderr,
    hideCursor: true,
    noTTYOutput: false,
  });
  bar.start(100, 0);
  try {
    return await work((percent) => bar.update(Math.min(100, Math.round(percent))));
  } finally {
    bar.stop();
  }
}
