import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  writeFileWhole,
  type JobQueue,
  type ParameterValues,
  type SiteExchange,
  type SiteTraining,
} from '@totalfm/core';
import { clipped, decodeValues, differenceOf, encodeValues, packValues, unpackValues } from './difference.ts';
import { modelDigest, type ToSite } from './messages.ts';
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
      const asked = {
        ...common,
        stage: training.stage,
        weight: training.weight,
        model: modelDigest(training.values),
      };
      const first = await line.ask({ ...asked, round: 0, values: packValues(training.values, 'none') });
      // What was agreed on before a restart is what this site differs from now.
      let shared = (await readShared(training)) ?? valuesOf(first);
      return {
        start: valuesOf(first),
        async exchange(step, values, loss) {
          const round = Math.ceil(step / options.every);
          const difference = clipped(
            differenceOf(shared, values),
            options,
            `${options.site}/${training.stage}/${round}`,
          );
          const answer = await line.ask({ ...asked, round, loss, values: packValues(difference, options.compress) });
          shared = valuesOf(answer);
          await writeFileWhole(join(training.workDir, sharedFile), encodeValues(shared));
          return shared;
        },
        close: () => line.close(),
      };
    },
  };
}

const valuesOf = ({ values = '' }: ToSite): ParameterValues => unpackValues(values, 'none');

async function readShared({ workDir }: SiteTraining): Promise<ParameterValues | undefined> {
  const file = join(workDir, sharedFile);
  const bytes = await readFile(file).catch(() => undefined);
  return bytes && decodeValues(bytes, file);
}
