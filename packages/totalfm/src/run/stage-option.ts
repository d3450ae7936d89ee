import { stageNames, type StageName } from '@totalfm/pipeline';
import { didYouMean } from '@totalfm/runtime';
import { appErrors } from '../errors.ts';

/** The value of `--until`. Throws `TFM_USAGE`. */
export function stageOption(name: string | undefined): StageName | undefined {
  const stage = stageNames.find((known) => known === name);
  if (name === undefined || stage) return stage;
  throw appErrors.TFM_USAGE({
    option: '--until',
    message: `There is no stage \`${name}\`.`,
    fix: didYouMean(name, [...stageNames]),
  });
}
