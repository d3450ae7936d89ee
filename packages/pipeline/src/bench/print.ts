/**
 * `npm run bench -w @totalfm/pipeline -- scale [--exams 140000] [--keep FOLDER] [--steps ingest,plan] [--heap MB]`: a whole run
 * on made-up exams, as one line of JSON: seconds and memory of every stage. With --keep the run stays, and another call goes on
 * with it.
 */
import { parseArgs } from 'node:util';
import { measureScale } from './scale.ts';
import type { StepName } from './steps.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    exams: { type: 'string', default: '140000' },
    keep: { type: 'string' },
    heap: { type: 'string', default: '256' },
    steps: { type: 'string', default: 'open,ingest,segment,volumes,parse,pair,align,columns,plan,reuse' },
  },
});
if (positionals[0] !== 'scale') throw new Error('There is one benchmark: scale.');
const steps = values.steps.split(',') as StepName[];
const log = (line: string) => console.error(line);
const options = { keep: values.keep, heap: Number(values.heap), log };
console.log(JSON.stringify(await measureScale(Number(values.exams), steps, options)));
