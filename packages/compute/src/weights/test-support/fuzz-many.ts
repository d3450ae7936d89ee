import { fuzz } from '@totalfm/testing';
import { faultOfTensors, weightsTarget } from './fuzz-target.ts';

// Run by hand: `npx tsx packages/compute/src/weights/test-support/fuzz-many.ts [mutations] [seed]`.
const [count = '20000', seed = '7'] = process.argv.slice(2);
const options = { count: Number(count), seed: Number(seed), faultOf: faultOfTensors };
const { outcomes, failures, slowestMs } = await fuzz(await weightsTarget(), options);
const mostMegabytes = process.resourceUsage().maxRSS / 1000;
console.log(
  `${count} mutations, seed ${seed}: slowest ${slowestMs.toFixed(0)} ms, at most ${mostMegabytes.toFixed(0)} MB`,
);
console.log([...outcomes].sort(([, a], [, b]) => b - a).map(([outcome, times]) => `${outcome} ${times}`).join('\n')); // prettier-ignore
console.log(failures.length === 0 ? 'Nothing failed without a code.' : failures.join('\n'));
process.exitCode = failures.length === 0 ? 0 : 1;
