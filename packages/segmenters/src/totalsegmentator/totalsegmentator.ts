import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { totalSegmentatorNames } from '@totalfm/anatomy';
import { defineComponent, isTotalFmError, tokens, type LabelMap, type Privacy, type Segmenter } from '@totalfm/core';
import { labelTableOf, readNiftiFile, wholeLabels, writeNifti } from '@totalfm/imaging';
import { segmenterErrors } from '../errors.ts';
import { onGridOf } from '../label-files/on-grid-of.ts';
import { argumentsOf, totalSegmentatorOptions, type TotalSegmentatorOptions } from './options.ts';
import { runCommand } from './run-command.ts';

/** Runs an installed TotalSegmentator on each CT (Wasserthal et al., Radiology AI 2023, and its own licence). */
export function createTotalSegmentator(options: TotalSegmentatorOptions, { remote }: Privacy): Segmenter {
  return {
    passthrough: false,
    async segment(exam, ct, signal, warn) {
      const dir = await mkdtemp(join(tmpdir(), 'totalfm-totalsegmentator-'));
      try {
        const [input, output] = [join(dir, 'ct.nii.gz'), join(dir, 'labels.nii.gz')];
        await writeNifti(input, ct, { level: 1 });
        await runCommand({
          command: options.command,
          args: argumentsOf(options, input, output),
          env: remote === 'allow' ? process.env : { ...process.env, ...nowhere },
          exam: exam.id,
          onLine: tellProgress(exam.id),
          signal,
        });
        const { volume, names } = await readOutput(output, exam.id, options.task);
        return { volume: onGridOf(ct, wholeLabels(volume), exam.id, warn), names };
      } finally {
        await rm(dir, { recursive: true, force: true });
      }
    },
  };
}

/** It counts its runs at a server, and downloads weights: where nothing may leave, its requests meet a closed port. */
const nowhere = {
  ...Object.fromEntries(
    ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'].flatMap((name) =>
      [name, name.toLowerCase()].map((variable) => [variable, 'http://127.0.0.1:9']),
    ),
  ),
  NO_PROXY: '',
  no_proxy: '',
};

/** Its progress bars, one line every ten seconds. */
function tellProgress(exam: string): (line: string) => void {
  let told = Date.now();
  return (line) => {
    if (!/\d+%\|/.test(line) || Date.now() - told < 10_000) return;
    told = Date.now();
    process.stderr.write(`segment ${exam}: ${line.replace(/\|.*\|/, '')}\n`);
  };
}

async function readOutput(file: string, exam: string, task: string): Promise<LabelMap> {
  try {
    const { volume, extensions } = await readNiftiFile(file);
    const names = labelTableOf(extensions) ?? (task === 'total' ? totalSegmentatorNames : undefined);
    if (names) return { volume, names };
  } catch (cause) {
    if (!isTotalFmError(cause)) throw cause;
    throw noOutput(exam, `gave no label map that can be read (${cause.code})`, cause);
  }
  throw noOutput(exam, `gave a label map of the task ${task} without names`);
}

const noOutput = (exam: string, what: string, cause?: unknown) =>
  segmenterErrors.TFM_TOTALSEGMENTATOR_OUTPUT({
    exam,
    cause,
    message: `TotalSegmentator ${what}.`,
    fix: 'Run it by hand on this CT, with --ml; version 2 writes names into its label maps.',
  });

export const totalSegmentator = defineComponent({
  provides: tokens.Segmenter,
  id: 'totalsegmentator',
  description: 'An installed TotalSegmentator, run on each CT.',
  options: totalSegmentatorOptions,
  needs: { privacy: tokens.Privacy },
  create: ({ options, needs }) => createTotalSegmentator(options, needs.privacy),
});
