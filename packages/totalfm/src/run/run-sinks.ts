import type { RunSinks, StageRecord } from '@totalfm/runtime';
import { createProgress, secondsText } from '../console/progress.ts';

/** Shows a run on stderr: a bar a stage, and a line when it is done. */
export function consoleSinks(): { readonly sinks: RunSinks; end(): void } {
  const progress = createProgress();
  return {
    end: () => progress.end(),
    sinks: {
      stageStarted: (stage) => progress.stage(stage),
      stageFinished(record) {
        progress.end();
        process.stderr.write(`${stageText(record)}\n`);
      },
    },
  };
}

export function stageText({ stage, reused, seconds, exams, failures = {}, warnings = {} }: StageRecord): string {
  const lost =
    exams && exams.failed + exams.skipped > 0
      ? `, ${exams.failed} failed${exams.skipped > 0 ? `, ${exams.skipped} skipped` : ''}`
      : '';
  const codes = [...Object.entries(failures), ...Object.entries(warnings)].map(([code, count]) => `${code} ${count}×`);
  return [
    stage.padEnd(9),
    reused ? 'was done' : `done in ${secondsText(seconds)}`,
    exams ? `· ${exams.done} exams${lost}` : '',
    codes.length > 0 ? `· ${codes.join(', ')}` : '',
  ]
    .filter(Boolean)
    .join(' ');
}
