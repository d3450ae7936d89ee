import type { Span } from '@totalfm/core';
import { readableSections } from '../rules/sections.ts';
import { splitSentences } from '../rules/sentences.ts';

/** What one request shows of a report: whole sentences of its findings and impression. */
export interface ReportWindow {
  /** Runs of the report, one after the other, with a blank line between them. */
  readonly text: string;
  /** Sentences in the report's own offsets. */
  readonly sentences: readonly Span[];
  /** A span of `text` in the report; undefined where it reaches over two runs. */
  toReport(span: Span): Span | undefined;
}

const gap = '\n\n';

/** Cuts the readable sections of a report into windows of at most `limit` characters, at the ends of sentences. */
export function splitWindows(report: string, limit: number): readonly ReportWindow[] {
  const windows: ReportWindow[] = [];
  let runs: Array<{ start: number; end: number }> = [];
  let sentences: Span[] = [];
  let length = 0;
  const close = () => {
    if (sentences.length > 0) windows.push(createWindow(report, runs, sentences));
    [runs, sentences, length] = [[], [], 0];
  };
  for (const section of readableSections(report)) {
    let joined = false;
    for (const sentence of splitSentences(report, section).flatMap((span) => inPieces(span, limit))) {
      const last = runs.at(-1);
      const added = joined && last ? sentence.end - last.end : sentence.end - sentence.start + gap.length;
      if (length > 0 && length + added > limit) {
        close();
        joined = false;
      }
      const open = runs.at(-1);
      if (joined && open) open.end = sentence.end;
      else runs.push({ start: sentence.start, end: sentence.end });
      length += added;
      joined = true;
      sentences.push({ start: sentence.start, end: sentence.end });
    }
  }
  close();
  return windows;
}

/** A text without full stops is cut where it must be. */
function inPieces({ start, end }: Span, limit: number): Span[] {
  return Array.from({ length: Math.ceil((end - start) / limit) }, (_, piece) => ({
    start: start + piece * limit,
    end: Math.min(end, start + (piece + 1) * limit),
  }));
}

function createWindow(report: string, runs: readonly Span[], sentences: readonly Span[]): ReportWindow {
  let at = 0;
  const placed = runs.map(({ start, end }) => {
    const from = at;
    at += end - start + gap.length;
    return { from, to: from + end - start, start };
  });
  return {
    text: runs.map(({ start, end }) => report.slice(start, end)).join(gap),
    sentences,
    toReport({ start, end }) {
      const run = placed.find(({ from, to }) => start >= from && end <= to);
      return run && { start: run.start + start - run.from, end: run.start + end - run.from };
    },
  };
}
