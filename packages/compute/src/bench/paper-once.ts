/** One step at the paper's size in a process of its own, as `paper.ts` reads it: `paper-once.ts KIND BATCH RECOMPUTE STEPS [DEVICE [PARTS]]`. */
import type { DeviceName } from '@totalfm/core';
import { parameterCount } from '../train/initial-values.ts';
import { createTrainingRun } from '../train/training-run.ts';
import { paperStep, paperTable, type PaperStep } from './paper-steps.ts';
import { randomBatch } from './videomae-step.ts';

const [, , kind, batch, recompute, steps, device = 'cpu', parts = '1'] = process.argv;
const definition = paperStep(kind as PaperStep, Number(batch), recompute === 'true');
const on = { threads: 2, device: device as DeviceName, parts: Number(parts) };
const run = await createTrainingRun({ definition, seed: 1, ...on });
const times: number[] = [];
for (let step = 0; step < Number(steps); step++) {
  const feeds = randomBatch(step, definition, paperTable(kind as PaperStep));
  const start = performance.now();
  await run.train([feeds], 1e-4);
  times.push(performance.now() - start);
}
await run.dispose();
// The first step also fills the memory that later ones find.
const report = {
  parameters: parameterCount(definition.parameters),
  seconds: Math.min(...(times.length > 1 ? times.slice(1) : times)) / 1e3,
  peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
};
console.log(JSON.stringify(report));
