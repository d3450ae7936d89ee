import type { Command } from 'commander';
import { finishCommand } from '../console/command.ts';

interface Options {
  readonly redis: string;
  readonly prefix: string;
  readonly sites: number;
  readonly patience: number;
  readonly folder: string;
}

export function registerCoordinate(program: Command): void {
  const command = program
    .command('coordinate')
    .description('make one model of what several sites learn: they train, and only differences of parameters come here')
    .argument('<run>', 'name of the common training, as the sites’ `diloco` has it')
    .requiredOption('--sites <n>', 'how many sites there are', Number)
    .requiredOption('--redis <url>', 'queue by which sites speak: redis://HOST:6379; the password is in REDIS_PASSWORD')
    .option('--prefix <name>', 'what the keys of the queue begin with', 'totalfm')
    .option('--patience <seconds>', 'how long a round waits for sites that are late', Number, 600)
    .option('--folder <dir>', 'where what rounds came to is kept; the run’s name is added', 'runs/.sites');
  finishCommand(
    command,
    ['totalfm coordinate lungs --sites 4 --redis rediss://queue.example.org:6379'],
    coordinateSites,
  );
}

async function coordinateSites(run: string, { redis, prefix, sites, patience, folder }: Options) {
  const [{ coordinate }, { openQueue }, { interruptible }, { join }] = await Promise.all([
    import('@totalfm/sites'),
    import('../work/open-queue.ts'),
    import('../console/interruption.ts'),
    import('node:path'),
  ]);
  const signal = interruptible(() => process.stderr.write('\nending; sites wait until this is started again\n'));
  const queue = await openQueue({ redis, prefix });
  let rounds = 0;
  try {
    process.stderr.write('waits for sites\n');
    await coordinate({
      ...{ queue, run, sites, patience, signal, folder: join(folder, run) },
      log(line) {
        if (line.what === 'closed') rounds++;
        process.stderr.write(`${new Date().toISOString()} ${JSON.stringify(line)}\n`);
      },
    });
  } finally {
    await queue.close();
  }
  return { json: { rounds }, text: `${rounds} rounds closed` };
}
