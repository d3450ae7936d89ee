/**
 * `npm run bench -w totalfm -- NAME`, after a build, as one line of JSON:
 *
 * - `broken [--exams 1000] [--broken 50] [--heap 96]`: a cohort of which some exams are broken in ten ways: exams by outcome, codes, seconds, and
 *   how memory went while exams were read;
 * - `chaos [--exams 2000] [--workers 4] [--events 100] [--seed 1]`: a run by workers at a queue of its own to all of which things happen;
 * - `sites [--sites 4] [--exams 150] [--steps 1800] [--every 100] [--compress int8]`: sites that train together, against all their exams in one
 *   place and against each alone;
 * - `archive [--exams 140000] [--workers 2] [--heap 400]`: tiny exams to their table by workers: rate, memory of driver and queue;
 * - `against-threads [--exams 2000] [--workers 4] [--rounds 1]`: the same without any, against worker threads.
 */
import { parseArgs } from 'node:util';
import { compareSites } from './sites.ts';
import { measureArchive } from './archive.ts';
import { againstThreads } from './against-threads.ts';
import { measureBrokenCohort } from './broken-cohort.ts';
import { chaos } from './chaos.ts';

const number = { type: 'string' } as const;
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    exams: number,
    broken: number,
    heap: number,
    workers: number,
    events: number,
    seed: number,
    rounds: number,
    sites: number,
    steps: number,
    every: number,
    compress: number,
  },
});
const log = (line: string) => console.error(line);
const of = (name: keyof typeof values, otherwise: number) => Number(values[name] ?? otherwise);

const benchmarks: Readonly<Record<string, () => Promise<unknown>>> = {
  broken: () => measureBrokenCohort({ exams: of('exams', 1000), broken: of('broken', 50), heap: of('heap', 96), log }),
  chaos: () =>
    chaos({ exams: of('exams', 2000), workers: of('workers', 4), events: of('events', 100), seed: of('seed', 1), log }),
  sites: () =>
    compareSites({
      ...{ sites: of('sites', 4), exams: of('exams', 150), steps: of('steps', 1800), every: of('every', 100) },
      ...{ compress: values.compress ?? 'int8', log },
    }),
  archive: () => measureArchive(of('exams', 140_000), of('workers', 2), of('heap', 400)),
  'against-threads': () => againstThreads(of('exams', 2000), of('workers', 4), of('rounds', 1)),
};
const benchmark = benchmarks[positionals[0]];
if (!benchmark) throw new Error(`Benchmarks: ${Object.keys(benchmarks).join(', ')}.`);
console.log(JSON.stringify(await benchmark(), undefined, 1));
