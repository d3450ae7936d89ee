import { fuzz } from './fuzz.ts';

// Run by hand: `npx tsx packages/imaging/src/dicom/test-support/fuzz-many.ts [mutations] [seed]`.
const [count = 10_000, seed = 7] = process.argv.slice(2).map(Number);
let mostMegabytes = 0;
const { outcomes, failures, slowestMs } = await fuzz(count, seed, () => {
  mostMegabytes = Math.max(mostMegabytes, process.memoryUsage.rss() / 1e6);
});
console.log(
  `${count} mutations, seed ${seed}: slowest ${slowestMs.toFixed(0)} ms, at most ${mostMegabytes.toFixed(0)} MB`,
);
console.log([...outcomes].map(([outcome, times]) => `${outcome} ${times}`).join('\n'));
console.log(failures.length === 0 ? 'Nothing failed without a code.' : failures.join('\n'));
process.exitCode = failures.length === 0 ? 0 : 1;
