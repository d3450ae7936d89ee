import { basename } from 'node:path';
import { tokens, writeFileWhole, type ErrorRecord, type Exam, type LabelMap, type Volume } from '@totalfm/core';
import { writeNifti } from '@totalfm/imaging';
import { slots } from '@totalfm/pipeline';
import { threePlanesPng } from '@totalfm/run-report';
import type { ExperimentSource } from '@totalfm/runtime';
import { interruptible } from '../console/interruption.ts';
import { warn } from '../console/warn.ts';
import { appErrors } from '../errors.ts';
import { openOneExperiment } from '../open-one-experiment.ts';
import { maskQuality } from '../volume/mask-quality.ts';

export interface SegmentOptions {
  readonly input: string;
  readonly output: string;
  readonly experiment?: string;
  readonly segmenter?: string;
  readonly set?: readonly string[];
  readonly qc?: string;
}

/** Segments one CT by the segmenter of an experiment. */
export async function segmentCt(options: SegmentOptions) {
  const opened = await openOneExperiment(sourceOf(options));
  const container = opened.container({ workspace: { workers: 1, record: () => {}, cacheDir: 'runs/.cache' } });
  const warnings: ErrorRecord[] = [];
  const tell = (warning: ErrorRecord) => {
    warnings.push(warning);
    warn(warning);
  };
  try {
    const signal = interruptible(() => {});
    const { segmenter, files } = await container.components({ segmenter: slots.segmenter, files: tokens.VolumeFiles });
    const ct = await files.open(options.input, { signal, warn: tell });
    const labelMap = await segmenter.segment(examOf(options.input, ct), ct, signal, tell);
    await writeNifti(options.output, labelMap.volume, { names: shownNames(labelMap) });
    if (options.qc !== undefined) await writeFileWhole(options.qc, threePlanesPng({ ct, labels: labelMap.volume }));
    return resultOf(options, ct, labelMap, warnings);
  } finally {
    await container.dispose();
  }
}

function sourceOf({ experiment, segmenter, set = [] }: SegmentOptions): ExperimentSource {
  if (experiment === undefined)
    return { values: { cohort: { use: 'phantom' }, segmenter: { use: segmenter ?? 'nnunet-onnx' } }, set };
  if (segmenter !== undefined)
    throw appErrors.TFM_USAGE({
      option: '--segmenter',
      message: 'An experiment names its segmenter itself.',
      fix: 'Leave --segmenter out, or override it: --set segmenter.use=totalsegmentator.',
    });
  return { file: experiment, set };
}

const examOf = (input: string, ct: Volume): Exam => ({
  id: basename(input),
  patient: basename(input),
  split: 'test',
  ct: async () => ct,
  report: async () => undefined,
});

/** The names of the numbers that are there. */
function shownNames({ volume, names }: LabelMap): ReadonlyMap<number, string> {
  const shown = new Set(volume.data as Iterable<number>);
  return new Map([...names].filter(([number]) => shown.has(number)));
}

function resultOf({ output }: SegmentOptions, ct: Volume, labelMap: LabelMap, warnings: readonly ErrorRecord[]) {
  const { structures, doubts, text } = maskQuality(ct, labelMap);
  return { json: { output, structures, doubts, warnings }, text: `${output}\n${text}` };
}
