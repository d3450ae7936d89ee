import { Option, type Command } from 'commander';
import { collect, finishCommand } from '../console/command.ts';
import type { WorkerOptions } from '../work/worker-options.ts';

export function registerWorker(program: Command): void {
  const command = program
    .command('worker')
    .description('work for runs of other machines: on the jobs of a queue, or on a fixed share of an experiment')
    .argument('[experiment]', 'YAML or JSON file, with --array')
    .option('--redis <url>', 'queue whose jobs it takes: redis://HOST:6379; the password is in REDIS_PASSWORD')
    .option('--prefix <name>', 'what the keys of the queue begin with', 'totalfm')
    .option('--lost-after <seconds>', 'when a worker that is silent has lost its jobs to others', Number, 60)
    .option(
      '--artifacts <place>',
      'folder of artifacts that it shares with the runs, or their `artifacts` where they lie in a store of objects',
      'runs/.artifacts',
    )
    .option('--concurrency <n>', 'chunks of exams at once, each in a process of its own', Number, 1)
    .option('--stages <names>', 'stages that it works in, with commas between them; default: all')
    .option('--plugin <path>', 'file of a plugin that it may load (may be repeated)', collect)
    .option('--metrics <port>', 'serve numbers for Prometheus at this port, or HOST:PORT')
    .option('--set <path=value>', 'override a value, with --array (may be repeated)', collect)
    .addOption(
      new Option('--array <i/n>', 'do every n-th chunk, from the i-th on, without a queue; i from 0').conflicts(
        'redis',
      ),
    );
  finishCommand(
    command,
    [
      'totalfm worker --redis redis://10.0.0.5:6379 --artifacts /mnt/runs/.artifacts --concurrency 4',
      'totalfm worker --redis redis://10.0.0.5:6379 --stages segment,volumes',
      'totalfm worker --redis redis://10.0.0.5:6379 --artifacts "{ use: s3, bucket: archive }"',
      'totalfm worker experiments/folder.yaml --array 3/16',
    ],
    work,
  );
}

async function work(experiment: string | undefined, options: WorkerOptions) {
  const [{ workForQueue }, { workForArray }] = await Promise.all([
    import('../work/work-for-queue.ts'),
    import('../work/work-for-array.ts'),
  ]);
  return options.array === undefined ? workForQueue(experiment, options) : workForArray(experiment, options);
}
