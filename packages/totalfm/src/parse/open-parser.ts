import type { LabelSet } from '@totalfm/anatomy';
import { tokens, type AnatomyTerms, type LedgerLine, type ReportParser } from '@totalfm/core';
import { slots } from '@totalfm/pipeline';
import { sumLedger, useOf, type Container, type Json } from '@totalfm/runtime';
import { appErrors } from '../errors.ts';
import { openOneExperiment } from '../open-one-experiment.ts';
import type { ReportOptions } from './report-options.ts';

/** A parser outside of a run. */
export interface OpenParser {
  readonly parser: ReportParser;
  readonly name: string;
  /** The components of the experiment that it is of. */
  readonly container: Container;
  /** What its language models have cost so far, added up. */
  ledger(): Promise<readonly LedgerLine[]>;
  dispose(): Promise<void>;
}

export interface ParserSurroundings {
  /** Findings of its labels are looked for, too. */
  readonly labels?: LabelSet;
  /** Exams to read beside: a use and its options. Default: the experiment's own. */
  readonly cohort?: { readonly use: string } & Readonly<Record<string, Json>>;
}

/** The parser that the command line names, or its experiment's, with the models, limits and privacy that are written there. Throws `TFM_USAGE`. */
export async function openParser(
  options: Omit<ReportOptions, 'textColumn'>,
  { labels, cohort }: ParserSurroundings = {},
): Promise<OpenParser> {
  const opened = await openOneExperiment(sourceOf(options, cohort));
  const lines: LedgerLine[] = [];
  const container = opened.container({
    adjust: ({ token, value }) =>
      labels && token.key === tokens.AnatomyTerms.key
        ? ({ ...(value as AnatomyTerms), beside: labels.beside } satisfies AnatomyTerms)
        : value,
    workspace: {
      workers: 1,
      record: (line) => void lines.push(line),
      ...(options.experiment !== undefined && { cacheDir: 'runs/.cache' }),
    },
  });
  return {
    parser: (await container.components({ parser: slots.parser })).parser,
    name: useOf(opened.experiment, 'parser')?.use ?? '',
    container,
    ledger: async () => sumLedger(lines),
    dispose: () => container.dispose(),
  };
}

/** An experiment file, with other exams where they are given; or one that is in no file and has no exams of its own. */
function sourceOf(
  { parser, plugin = [], experiment: file }: Omit<ReportOptions, 'textColumn'>,
  cohort: ParserSurroundings['cohort'],
) {
  if (file === undefined)
    return { values: { plugins: plugin, cohort: cohort ?? { use: 'phantom' }, parser: { use: parser ?? 'rules' } } };
  if (parser !== undefined || plugin.length > 0)
    throw appErrors.TFM_USAGE({
      option: '--experiment',
      message: 'An experiment names its parser and plugins itself.',
      fix: 'Leave --parser and --plugin out.',
    });
  return { file, set: cohort ? [`cohort=${JSON.stringify(cohort)}`] : [] };
}
