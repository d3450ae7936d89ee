/**
 * `npm run bench -w @totalfm/pipeline -- scale [--exams 140000] [--keep FOLDER] [--steps ingest,plan] [--heap MB]`: a whole run
 * on made-up exams, as one line of JSON: seconds and memory of every stage. With --keep the run stays, and another call goes on
 * with it.
 *
 * `npm run bench -w @totalfm/pipeline -- organ-volumes [--rounds 3] [--keep FOLDER]`: one large CT to 14 organ volumes, as a
 * table beside other programs. With --keep the CT stays, and is not drawn again.
 */
import { parseArgs } from 'node:util';
import { measureOrganVolumes } from './organ-volumes/measure.ts';
import { organVolumesTable } from './organ-volumes/table.ts';
import { measureScale } from './scale.ts';
import type { StepName } from './steps.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    exams: { type: 'string', default: '140000' },
    keep: { type: 'string' },
    heap: { type: 'string', default: '256' },
    steps: { type: 'string', default: 'open,ingest,segment,volumes,parse,pair,align,columns,plan,reuse' },
  },
});
const log = (line: string) => console.error(line);
const { keep } = values;
const benchmarks: Readonly<Record<string, () => Promise<string>>> = {
  async scale() {
    const steps = values.steps.split(',') as StepName[];
    return JSON.stringify(await measureScale(Number(values.exams), steps, { keep, heap: Number(values.heap), log }));
  },
  'organ-volumes': async () => organVolumesTable(await measureOrganVolumes(Number(values.rounds), { keep, log })),
};
const benchmark = benchmarks[positionals[0]];
if (!benchmark) throw new Error(`There are the benchmarks ${Object.keys(benchmarks).join(' and ')}.`);
console.log(await benchmark());
