/**
 * `npm run bench -w totalfm -- broken [--exams 1000] [--broken 50] [--heap 96]`, after a build: a cohort of which some exams are broken in ten
 * ways, as one line of JSON: exams by outcome, codes, seconds, and how memory went while exams were read.
 */
import { parseArgs } from 'node:util';
import { measureBrokenCohort } from './broken-cohort.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    exams: { type: 'string', default: '1000' },
    broken: { type: 'string', default: '50' },
    heap: { type: 'string', default: '96' },
  },
});
if (positionals[0] !== 'broken') throw new Error('There is one benchmark: broken.');
const [exams, broken, heap] = [values.exams, values.broken, values.heap].map(Number);
const log = (line: string) => console.error(line);
console.log(JSON.stringify(await measureBrokenCohort({ exams, broken, heap, log }), undefined, 1));
