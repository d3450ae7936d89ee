import type { ParameterGroup } from './optimizer.ts';

/**
 * Layer-wise learning rates (Clark et al. 2020, as BEiT and MAE fine-tune): the last block and what comes after it learn at
 * the full rate, every block before at `decay` times the rate of the next, and the stem below the first. `blockOf` gives
 * a parameter's block from 0, −1 for the stem, and `blocks` or nothing for what comes after the blocks.
 */
export function layerwiseRates(
  blocks: number,
  decay: number,
  blockOf: (parameter: string) => number | undefined,
): (parameter: string) => ParameterGroup {
  return (parameter) => ({ rate: decay ** (blocks - 1 - Math.min(blockOf(parameter) ?? blocks - 1, blocks - 1)) });
}
