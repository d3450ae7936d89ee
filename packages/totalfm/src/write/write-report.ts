import { tokens, writeFileWhole, type Anatomy, type ReadVolumeOptions, type WrittenReport } from '@totalfm/core';
import { askedParts } from '@totalfm/pipeline';
import { appErrors } from '../errors.ts';
import type { CommandResult } from '../console/command.ts';
import { cutCt, unnamedExam, type CtFiles } from '../trained/cut-ct.ts';
import type { Trained } from '../trained/open-trained.ts';
import { rendererOf } from './render-report.ts';
import type { OpenedWriter } from './report-writer.ts';

export interface WriteFiles extends CtFiles {
  readonly output: string;
}

/** Writes the report of one CT into a file, in the format of its ending. Throws `TFM_USAGE` and `TFM_WRITE_NOTHING`. */
export async function writeReport(
  trained: Pick<Trained, 'dir' | 'experiment' | 'container' | 'checkpoint'>,
  writer: Pick<OpenedWriter, 'generator' | 'write'>,
  files: WriteFiles,
  reading: Pick<ReadVolumeOptions, 'signal' | 'warn'>,
): Promise<CommandResult> {
  const render = rendererOf(files.output);
  const { anatomy } = await trained.container.components({ anatomy: tokens.Anatomy });
  const parts = (await cutCt(trained, files, reading)).flatMap((cut) => askedParts(cut, anatomy));
  if (parts.length === 0)
    throw appErrors.TFM_WRITE_NOTHING({
      file: files.segmentation ?? files.ct,
      message: 'The segmentation shows none of the organs that the model knows.',
      fix: `The model knows ${(trained.experiment.organs as readonly string[]).join(', ')}.`,
    });
  const report = await writer.write(parts, unnamedExam, reading.signal);
  const { generator } = writer;
  const written = { report, generator, model: trained.checkpoint.id, nameOf: findingNames(anatomy) };
  const volumes = new Map(parts.map(({ row, volume }) => [row.key, volume]));
  await writeFileWhole(files.output, await render(written, async (pair) => volumes.get(pair), reading.signal));
  return resultOf(files.output, trained, generator, report);
}

/** Findings by their names in the experiment. */
function findingNames({ organs, beside = [] }: Anatomy): (finding: string) => string {
  const names = new Map(
    [...organs, ...beside].flatMap((one) => one.findings.map(({ id, name }) => [id, name] as const)),
  );
  return (finding) => names.get(finding) ?? finding.replaceAll('_', ' ');
}

/** Counts, and no text of the report. */
function resultOf(
  output: string,
  { dir, checkpoint }: Pick<Trained, 'dir' | 'checkpoint'>,
  generator: string,
  { sections, notAssessed, checks, notices = [] }: WrittenReport,
): CommandResult {
  const sentences = sections.flatMap((section) => section.sentences);
  const findings = sentences.reduce((sum, one) => sum + one.findings.length, 0);
  const counts = { sections: sections.length, sentences: sentences.length, findings };
  return {
    json: { output, model: dir, checkpoint: checkpoint.id, generator, ...counts, notAssessed, checks, notices },
    text: `${output}: ${sentences.length} sentences with ${findings} findings by ${generator} of ${dir}; ${notAssessed.length} organ parts were not assessed`,
  };
}
