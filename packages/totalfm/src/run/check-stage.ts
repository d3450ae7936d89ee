import { didYouMean } from '@totalfm/core';
import { type Pipeline } from '@totalfm/runtime';
import { appErrors } from '../errors.ts';

/** Throws `TFM_USAGE` where `--until` names no stage of the pipeline. */
export function checkStage(name: string | undefined, { stages, stage }: Pipeline): void {
  if (name === undefined || stage(name)) return;
  throw appErrors.TFM_USAGE({
    option: '--until',
    message: `There is no stage \`${name}\`.`,
    fix: didYouMean(
      name,
      stages.map((known) => known.name),
    ),
  });
}
