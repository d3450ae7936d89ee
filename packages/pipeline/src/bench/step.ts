/** `node step.js STEP FOLDER EXAMS`: does one step, and tells the process that started it what it took. */
import { doStep, type StepName } from './steps.ts';
import type { Measured } from './scale.ts';

const [step, dir, exams] = process.argv.slice(2);
const start = performance.now();
const rows = await doStep(step as StepName, dir, Number(exams));
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
const measured: Measured = {
  seconds: Number(((performance.now() - start) / 1000).toFixed(1)),
  cpuSeconds: Number(((userCPUTime + systemCPUTime) / 1e6).toFixed(1)),
  mb: Math.round(maxRSS / 1024),
  rows,
};
process.send?.(measured);
process.disconnect?.();
