import { fuzz } from '@totalfm/testing';
import { faultOf } from './fault-of.ts';
import { fuzzTargets } from './targets.ts';

// Run by hand: `npx tsx packages/imaging/src/test-support/fuzz/fuzz-many.ts FORMAT [mutations] [seed]`, one format a process, whose peak is its own.
const [format, count = '10000', seed = '7'] = process.argv.slice(2);
const target = await fuzzTargets[format]?.();
if (!target) throw new RangeError(`Name one of ${Object.keys(fuzzTargets).join(', ')}.`);
const { outcomes, failures, slowestMs } = await fuzz(target, { count: Number(count), seed: Number(seed), faultOf });
const mostMegabytes = process.resourceUsage().maxRSS / 1000;
console.log(
  `${format}: ${count} mutations, seed ${seed}: slowest ${slowestMs.toFixed(0)} ms, at most ${mostMegabytes.toFixed(0)} MB`,
);
console.log([...outcomes].sort(([, a], [, b]) => b - a).map(([outcome, times]) => `${outcome} ${times}`).join('\n')); // prettier-ignore
console.log(failures.length === 0 ? 'Nothing failed without a code.' : failures.join('\n'));
process.exitCode = failures.length === 0 ? 0 : 1;
