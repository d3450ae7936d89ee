import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startRedis } from '@totalfm/testing';
import { bullmqOf, cohortFolder, differing, digestsOf, ended, start, timed, upToPairs } from './machines.ts';

/** Phantoms up to their pairs by worker threads, and by as many workers at a queue of this machine: a ratio of seconds, in turns. */
export async function againstThreads(exams: number, workers: number, rounds: number) {
  const seconds: { threads: number; queue: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const [threads, queued] = [await cohortFolder(exams, workers), await cohortFolder(exams)];
    const byThreads = await timed(upToPairs, threads);
    const redis = await startRedis();
    const running = Array.from({ length: workers }, () =>
      start(['worker', '--redis', redis.url, '--artifacts', join(queued, 'runs/.artifacts')], {
        cwd: join(queued, 'elsewhere'),
        log: () => {},
      }),
    );
    await delay(3000);
    const byQueue = await timed([...upToPairs, ...bullmqOf(redis.url)], queued);
    for (const child of running) child.kill('SIGTERM');
    await Promise.all(running.map(ended));
    await redis.close();
    const misfits = differing(await digestsOf(threads), await digestsOf(queued));
    if (misfits.length > 0) throw new Error(`${misfits.length} files differ, the first: ${misfits[0]}`);
    seconds.push({ threads: byThreads, queue: byQueue });
    await Promise.all([threads, queued].map((dir) => rm(dir, { recursive: true })));
  }
  return { exams, workers, seconds, ratios: seconds.map(({ threads, queue }) => queue / threads) };
}
