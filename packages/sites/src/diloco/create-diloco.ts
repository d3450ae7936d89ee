import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  writeFileWhole,
  type JobQueue,
  type ParameterValues,
  type SiteExchange,
  type SiteTraining,
} from '@totalfm/core';
import {
  clipped,
  decodeValues,
  differenceOf,
  encodeValues,
  packValues,
  plainly,
  sumOf,
  unpackValues,
} from './difference.ts';
import { modelDigest, type ToSite } from './messages.ts';
import type { DiLoCoOptions } from './options.ts';
import { openSiteLine } from './site-line.ts';

/** What all sites had after the last exchange, kept so that a restart knows what it differs from. */
const sharedFile = 'sites.safetensors';

/** What compression has left out of the last difference. */
const restFile = 'sites-rest.safetensors';

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
      const first = await line.ask({ ...asked, round: 0, values: packValues(training.values, plainly) });
      // What was agreed on before a restart is what this site differs from now.
      let shared = (await readValues(training, sharedFile)) ?? valuesOf(first);
      let rest = (await readValues(training, restFile)) ?? {};
      return {
        start: valuesOf(first),
        async exchange(step, values, told) {
          const round = Math.ceil(step / options.every);
          const difference = clipped(
            differenceOf(shared, values),
            options,
            `${options.site}/${training.stage}/${round}`,
          );
          const whole = sumOf(difference, rest);
          const packed = packValues(whole, options);
          const answer = await line.ask({ ...asked, ...told, round, values: packed });
          shared = valuesOf(answer);
          // Noise that was left out and is sent later would be known.
          if (options.compress !== 'none' && options.noise === 0)
            rest = differenceOf(whole, unpackValues(packed, options.compress));
          await writeFileWhole(join(training.workDir, restFile), encodeValues(rest));
          await writeFileWhole(join(training.workDir, sharedFile), encodeValues(shared));
          return shared;
        },
        close: () => line.close(),
      };
    },
  };
}

const valuesOf = ({ values = '' }: ToSite): ParameterValues => unpackValues(values, 'none');

async function readValues({ workDir }: SiteTraining, name: string): Promise<ParameterValues | undefined> {
  const file = join(workDir, name);
  const bytes = await readFile(file).catch(() => undefined);
  return bytes && decodeValues(bytes, file);
}
