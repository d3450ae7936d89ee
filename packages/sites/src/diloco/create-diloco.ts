import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobQueue, ParameterValues, SiteExchange, SiteTraining } from '@totalfm/core';
import { decodeSafetensors, encodeSafetensors } from '@totalfm/compute';
import { writeFileWhole } from '@totalfm/core';
import { clipped, differenceOf, packValues, unpackValues } from './difference.ts';
import { modelDigest, type ToCoordinator, type ToSite } from './messages.ts';
import type { DiLoCoOptions } from './options.ts';
import { openSiteLine } from './site-line.ts';

/** What all sites had after the last exchange, kept so that a restart knows what it differs from. */
const sharedFile = 'sites.safetensors';

/** One site of several. */
export function createDiLoCo(options: DiLoCoOptions, queue: JobQueue): SiteExchange {
  const common = { outer: options.outer, compress: options.compress };
  return {
    every: options.every,
    async agreeOnWords(counts, signal) {
      const line = await openSiteLine(queue, options, signal);
      try {
        const words = [...counts]
          .filter(([, count]) => count >= options.leastWords)
          .sort(([one], [other]) => (one < other ? -1 : 1));
        const answer = await line.ask({
          ...common,
          stage: 'words',
          round: 0,
          rounds: 0,
          weight: 1,
          model: 'words',
          words,
        });
        return new Map(answer.words);
      } finally {
        await line.close();
      }
    },
    async join(training) {
      const line = await openSiteLine(queue, options, training.signal);
      const rounds = Math.ceil(training.steps / options.every);
      const asked = {
        ...common,
        stage: training.stage,
        rounds,
        weight: training.weight,
        model: modelDigest(training.values),
      };
      const first = await line.ask({ ...asked, round: 0, values: packValues(training.values, 'none') });
      // What was agreed on before a restart is what this site differs from now.
      let shared = (await readShared(training)) ?? valuesOf(first, 'none');
      return {
        start: valuesOf(first, 'none'),
        async exchange(step, values, loss) {
          const round = Math.ceil(step / options.every);
          const difference = clipped(
            differenceOf(shared, values),
            options,
            `${options.site}/${training.stage}/${round}`,
          );
          const answer = await line.ask({ ...asked, round, loss, values: packValues(difference, options.compress) });
          shared = valuesOf(answer, 'none');
          await writeFileWhole(join(training.workDir, sharedFile), encodeSafetensors(named(shared), {}));
          return shared;
        },
        close: () => line.close(),
      };
    },
  };
}

const valuesOf = ({ values = '' }: ToSite, compress: ToCoordinator['compress']): ParameterValues =>
  unpackValues(values, compress);

const named = (values: ParameterValues) =>
  Object.fromEntries(Object.entries(values).map(([name, data]) => [name, { shape: [data.length], data }]));

async function readShared({ workDir }: SiteTraining): Promise<ParameterValues | undefined> {
  const file = join(workDir, sharedFile);
  const bytes = await readFile(file).catch(() => undefined);
  if (!bytes) return undefined;
  const { tensors } = decodeSafetensors(bytes, file);
  return Object.fromEntries(Object.entries(tensors).map(([name, { data }]) => [name, data]));
}
