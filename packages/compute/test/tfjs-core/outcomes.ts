import { unclaimedKernels } from '../../src/trace/kernels/unclaimed.ts';
import type { SpecOutcome } from './specs.ts';

/** Specs that no backend of float32 can meet, and why. */
const exceptions: Readonly<Record<string, string>> = {
  'exp int32': 'exp(10) lies 0.00100207 from the nearest float32, and the spec allows 0.001',
};

export interface Summary {
  readonly all: number;
  readonly passed: number;
  /** Specs of kernels that are not claimed, by kernel. */
  readonly unclaimed: ReadonlyMap<string, number>;
  readonly excepted: readonly string[];
  readonly failed: readonly SpecOutcome[];
}

/** A spec counts as not claimed where the backend refused one of its kernels, or a tensor of another type, by name. */
export function classify(outcomes: readonly SpecOutcome[]): Summary {
  const unclaimed = new Map<string, number>();
  const excepted: string[] = [];
  const failed: SpecOutcome[] = [];
  let passed = 0;
  for (const outcome of outcomes) {
    if (outcome.status !== 'failed') passed++;
    else if (outcome.name.trim() in exceptions) excepted.push(outcome.name.trim());
    else {
      const refusal = /The kernel (\S+) is not available on the backend onnx: ([^.]+)\./.exec(
        outcome.messages.join('\n'),
      );
      if (!refusal) failed.push(outcome);
      else {
        const key = refusal[1] in unclaimedKernels ? `\`${refusal[1]}\`: ${refusal[2]}` : `others: ${refusal[2]}`;
        unclaimed.set(key, (unclaimed.get(key) ?? 0) + 1);
      }
    }
  }
  return { all: outcomes.length, passed, unclaimed, excepted, failed };
}

export function table({ all, passed, unclaimed, excepted, failed }: Summary): string {
  const refused = [...unclaimed.values()].reduce((a, b) => a + b, 0);
  return [
    '# tfjs-core’s specs on the `onnx` backend',
    '',
    'Written by `npm run test:tfjs-core -w @totalfm/compute -- --write`. tfjs-core 4.22.0 ships its specs; those that need a',
    'backend run on ours, every tensor read asynchronously.',
    '',
    '| outcome | specs |',
    '|---|---|',
    `| pass | ${passed} |`,
    `| kernel or type not claimed | ${refused} |`,
    `| cannot be met in float32 | ${excepted.length} |`,
    `| fail | ${failed.length} |`,
    `| all | ${all} |`,
    '',
    'Not claimed, each refused by an error that names the kernel (`src/trace/kernels/unclaimed.ts`):',
    '',
    '| kernel and reason | specs |',
    '|---|---|',
    ...[...unclaimed]
      .sort(([a, m], [b, n]) => n - m || a.localeCompare(b))
      .map(([key, count]) => `| ${key} | ${count} |`),
    '',
    ...excepted.map((name) => `Not met in float32: \`${name}\`, since ${exceptions[name]}.`),
    '',
  ].join('\n');
}
