import { imagingErrors } from '../../errors.ts';
import { places, type StackedFrame } from './stack.ts';
import { occasionWords, volumesOf } from './volumes.ts';

/**
 * The stack of the volume that is asked for, with one slice at each place. Slices that repeat one another are dropped;
 * others at one place are several volumes. Throws `TFM_DICOM_SEVERAL`.
 */
export async function oneVolume(
  all: readonly StackedFrame[],
  { frame, file }: { readonly frame?: number; readonly file: string },
  dropRepeated: (stack: readonly StackedFrame[]) => Promise<readonly StackedFrame[]>,
): Promise<readonly StackedFrame[]> {
  const shared = (stack: readonly StackedFrame[]) => places(stack).filter(({ length }) => length > 1);
  // A file of time points may repeat itself from one to the next, so they are told apart before repetitions are dropped.
  const asked = frame !== undefined && shared(all).length > 0 ? volumesOf(all) : undefined;
  const stack = asked ? all : await dropRepeated(all);
  const several = shared(stack);
  if (several.length === 0) {
    if (frame !== undefined && frame !== 0) throw noSuchVolume(file, frame, 1);
    return stack;
  }
  const found = asked ?? volumesOf(stack);
  const chosen = frame === undefined ? undefined : found?.stacks[frame];
  if (chosen) return chosen;
  if (found && frame !== undefined) throw noSuchVolume(file, frame, found.stacks.length);
  const parts = found
    ? `${found.stacks.length} volumes, told apart by ${occasionWords(found.by)} (${found.values.slice(0, 8).join(', ')})`
    : 'nothing in their headers tells them apart';
  throw imagingErrors.TFM_DICOM_SEVERAL({
    file,
    message: `At ${several.length} places of ${file} lie several slices with other pixels (the first at ${several[0][0].along.toFixed(2)} mm): ${parts}.`,
    fix: found
      ? 'Ask for one of them by the option `frame`, from 0, or put each into a folder of its own.'
      : 'Put each volume into a folder of its own.',
  });
}

const noSuchVolume = (file: string, frame: number, count: number) =>
  imagingErrors.TFM_DICOM_SEVERAL({
    file,
    message: `Volume ${frame} is asked for, and ${file} holds ${count}.`,
    fix: `Ask for one from 0 to ${count - 1}.`,
  });
