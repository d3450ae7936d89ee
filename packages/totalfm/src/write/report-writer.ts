import type { SeenPart, WrittenReport } from '@totalfm/core';
import { appErrors } from '../errors.ts';
import type { Trained } from '../trained/open-trained.ts';

/** A run's generator with all that it learned, and what makes reports of what it says. */
export interface OpenedWriter {
  /** What it is called: `retrieval`. */
  readonly generator: string;
  /** The report of one exam from its organ volumes; the keys of its evidence are those of the rows. */
  write(parts: readonly SeenPart[], exam: string, signal?: AbortSignal): Promise<WrittenReport>;
  dispose(): Promise<void>;
}

/** Opens a generator of the run that trained a model: the first, or the one named. Throws `TFM_WRITE_NO_GENERATOR`. */
export async function openReportWriter({ dir }: Trained, generator?: string): Promise<OpenedWriter> {
  return Promise.reject(
    appErrors.TFM_WRITE_NO_GENERATOR({
      file: dir,
      message: `The run has no generator${generator === undefined ? '' : ` ${generator}`}.`,
      fix: 'Name one under `generate` of its experiment, and run that.',
    }),
  );
}
