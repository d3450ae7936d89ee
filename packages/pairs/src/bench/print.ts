/**
 * `npm run bench -w @totalfm/pairs -- scale [--exams 140000] [--keep FOLDER]`: a store at its real size, as one line of JSON.
 * With --keep the store stays, and is measured again if it is there. */
import { parseArgs } from 'node:util';
import { measureScale, runStep } from './scale.ts';
import type { SyntheticStore } from './synthetic-store.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { exams: { type: 'string', default: '140000' }, keep: { type: 'string' } },
});
const [benchmark, step, store] = positionals;
if (benchmark === 'step') await runStep(step, JSON.parse(store) as SyntheticStore);
else if (benchmark === 'scale') console.log(JSON.stringify(await measureScale(Number(values.exams), values.keep)));
else throw new Error('There is one benchmark: scale.');
