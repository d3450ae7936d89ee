import type { Command } from 'commander';
import { finishCommand } from '../console/command.ts';

interface Options {
  readonly redis: string;
  readonly prefix: string;
  readonly watch?: boolean;
  readonly json?: boolean;
}

export function registerTop(program: Command): void {
  const command = program
    .command('top')
    .description('runs and workers at a queue: stages, exams a second, failures, time left, what is in hand')
    .requiredOption('--redis <url>', 'the queue: redis://HOST:6379; the password is in REDIS_PASSWORD')
    .option('--prefix <name>', 'what the keys of the queue begin with', 'totalfm')
    .option('--watch', 'draw it anew every two seconds, until Ctrl-C');
  finishCommand(
    command,
    ['totalfm top --redis redis://10.0.0.5:6379 --watch', 'totalfm top --redis redis://10.0.0.5:6379 --json'],
    top,
  );
}

async function top({ redis, prefix, watch, json }: Options) {
  const [{ openQueue }, { interruptible }, { statusOf, statusText }, { setTimeout: delay }] = await Promise.all([
    import('../work/open-queue.ts'),
    import('../console/interruption.ts'),
    import('../work/queue-status.ts'),
    import('node:timers/promises'),
  ]);
  const queue = await openQueue({ redis, prefix });
  try {
    const signal = watch && !json ? interruptible(() => {}) : AbortSignal.abort();
    for (;;) {
      const status = statusOf(await queue.notices());
      const text = statusText(status);
      if (signal.aborted) return { json: status, text };
      process.stdout.write(`\x1b[2J\x1b[H${text}\n`);
      await delay(2000, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    await queue.close();
  }
}
