import type { ErrorRecord } from '@totalfm/core';
import { recordText } from '../console/error-text.ts';

/** Counts what went wrong, by code, and tells of the first few of each on stderr. */
export interface Tally {
  readonly failures: readonly ErrorRecord[];
  readonly warnings: Readonly<Record<string, number>>;
  failed(record: ErrorRecord): void;
  warned(records: readonly ErrorRecord[]): void;
  /** `2 reports failed: TFM_REPORT_EMPTY 2×` or nothing. */
  text(): string | undefined;
}

const told = 5;

export function createTally(write: (text: string) => void = (text) => void process.stderr.write(text)): Tally {
  const failures: ErrorRecord[] = [];
  const counts = new Map<string, number>();
  const warnings: Record<string, number> = {};
  const times = (entries: Iterable<readonly [string, number]>) =>
    [...entries].map(([code, count]) => `${code} ${count}×`).join(', ');
  return {
    failures,
    warnings,
    failed(record) {
      failures.push(record);
      const count = (counts.get(record.code) ?? 0) + 1;
      counts.set(record.code, count);
      if (count <= told) write(`${recordText('error', record)}\n`);
      else if (count === told + 1) write(`error ${record.code}: more of these are counted only\n`);
    },
    warned(records) {
      for (const { code, message, where } of records) {
        warnings[code] = (warnings[code] ?? 0) + 1;
        if (warnings[code] <= told)
          write(
            `warning ${code}: ${message} (${[where.file, where.line].filter((part) => part !== undefined).join(':')})\n`,
          );
      }
    },
    text() {
      const lines = [
        ...(failures.length > 0
          ? [`${failures.length} ${failures.length === 1 ? 'report' : 'reports'} failed: ${times(counts)}`]
          : []),
        ...(Object.keys(warnings).length > 0 ? [`warnings: ${times(Object.entries(warnings))}`] : []),
      ];
      return lines.length > 0 ? lines.join('\n') : undefined;
    },
  };
}
