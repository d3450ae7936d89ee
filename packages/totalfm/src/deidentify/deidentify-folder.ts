import { resolve } from 'node:path';
import { environmentSecrets } from '@totalfm/runtime';
import { deidentifyTree, pseudonymsOf, type DeidentifiedFile } from '@totalfm/imaging';
import type { CommandResult } from '../console/command.ts';
import { exitCodes } from '../console/exit-code.ts';
import { interruptible } from '../console/interruption.ts';
import { warn } from '../console/warn.ts';
import { appErrors } from '../errors.ts';
import { projectKey } from './project-key.ts';

export interface DeidentifyFolderOptions {
  readonly input: string;
  readonly output: string;
  readonly keyFile?: string;
  readonly keepBurnedIn?: boolean;
}

/** De-identifies the DICOM files of a folder; tells of each that was not taken, and fails at the end where one failed. */
export async function deidentifyFolder(options: DeidentifyFolderOptions): Promise<CommandResult> {
  const { input, output, keyFile, keepBurnedIn } = options;
  if (resolve(input) === resolve(output))
    throw appErrors.TFM_USAGE({
      option: '--output',
      message: 'Files are not de-identified in place.',
      fix: 'Name another folder to write to.',
    });
  const pseudonyms = pseudonymsOf(await projectKey(keyFile, environmentSecrets(), warn));
  const signal = interruptible(() => process.stderr.write('Stopping after this file; the same command goes on.\n'));
  const counts: Record<DeidentifiedFile['outcome'], number> = { written: 0, there: 0, refused: 0, failed: 0, other: 0 };
  const errors: unknown[] = [];
  for await (const { outcome, error, from } of deidentifyTree(input, output, { pseudonyms, keepBurnedIn, signal })) {
    counts[outcome]++;
    if (!error) continue;
    errors.push({ from, ...error });
    warn(error);
  }
  return {
    json: { output, ...counts, errors },
    text: `${output}: ${counts.written} files written, ${counts.there} there already, ${counts.refused} refused, ${counts.failed} failed, ${counts.other} no DICOM images`,
    ...(counts.failed > 0 && { exitCode: exitCodes.failure }),
  };
}
