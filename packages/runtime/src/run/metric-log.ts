import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { writeError } from '@totalfm/core';
import type { MetricLine, MetricSink } from '@totalfm/core';

/**
 * Training metrics as JSON lines, in step with the trainer: a training that was killed starts again at its last saved
 * step, so the first line of each stage in a session drops the lines that the session is about to write again.
 */
export function openMetricLog(file: string): MetricSink {
  const rewound = new Set<MetricLine['stage']>();
  return {
    log(line) {
      try {
        if (!rewound.has(line.stage) && existsSync(file)) rewind(file, line);
        rewound.add(line.stage);
        appendFileSync(file, `${JSON.stringify(line)}\n`);
      } catch (error) {
        throw writeError(error, file);
      }
    },
  };
}

/** Drops the lines of the same stage whose step is not before that of `next`, and a line that a kill cut short. */
function rewind(file: string, next: MetricLine): void {
  const text = readFileSync(file, 'utf8');
  const lines = text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter(Boolean);
  const kept = lines.filter((text) => {
    const line = JSON.parse(text) as MetricLine;
    return line.stage !== next.stage || Number(line.step) < Number(next.step);
  });
  if (kept.length < lines.length || !text.endsWith('\n')) writeFileSync(file, kept.map((line) => `${line}\n`).join(''));
}
