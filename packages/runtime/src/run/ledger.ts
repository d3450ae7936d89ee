import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LedgerLine, Workspace } from '@totalfm/core';
import { runFiles } from './run-folder.ts';

/** Where a run's components keep what outlives it, and where they tell what they spent. Plain data: workers get it too. */
export interface WorkspacePlaces {
  readonly cacheDir: string;
  /** The run's folder. */
  readonly runDir: string;
  readonly workers: number;
}

/**
 * The workspace of a run, in any thread: lines are appended whole, so that threads can share the file. Where there is no folder
 * of a run, `elsewhere` takes them.
 */
export function openWorkspace(
  { cacheDir, runDir, workers }: Omit<WorkspacePlaces, 'runDir'> & Partial<WorkspacePlaces>,
  elsewhere: (line: LedgerLine) => void = () => {},
): Workspace {
  const record = runDir === undefined ? elsewhere : (line: LedgerLine) => recordLine(runDir, line);
  return { cacheDir, workers, record };
}

/** Adds a line to a run's ledger. */
export function recordLine(runDir: string, line: LedgerLine): void {
  // A ledger that cannot be written must not stop the work that it tells of.
  try {
    appendFileSync(join(runDir, runFiles.ledgerLines), `${JSON.stringify(line)}\n`);
  } catch {}
}

/** A run's ledger in sums. */
export function summarizeLedger(runDir: string): readonly LedgerLine[] {
  let text = '';
  try {
    text = readFileSync(join(runDir, runFiles.ledgerLines), 'utf8');
  } catch {
    return [];
  }
  return sumLedger(text.split('\n').filter(Boolean).map(parseLine));
}

/** One line for each set of texts (component and model), its numbers added up. */
export function sumLedger(lines: readonly LedgerLine[]): readonly LedgerLine[] {
  const sums = new Map<string, Record<string, number | string>>();
  for (const line of lines) {
    const entries = Object.entries(line);
    const names = Object.fromEntries(entries.filter(([, value]) => typeof value === 'string'));
    const key = JSON.stringify(names);
    const sum = sums.get(key) ?? { ...names };
    for (const [name, value] of entries)
      if (typeof value === 'number') sum[name] = Number((Number(sum[name] ?? 0) + value).toPrecision(12));
    sums.set(key, sum);
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
}

/** A line that a kill cut short says nothing. */
function parseLine(line: string): LedgerLine {
  try {
    return JSON.parse(line) as LedgerLine;
  } catch {
    return {};
  }
}
