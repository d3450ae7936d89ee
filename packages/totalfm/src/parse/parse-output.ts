import { labelReport, type LabelSet } from '@totalfm/anatomy';
import type { Finding } from '@totalfm/core';
import { stringify } from 'csv-stringify/sync';
import { findingLine } from './findings-lines.ts';
import type { ParsedRow } from './parse-reports.ts';
import { createLineFile } from './whole-file.ts';

export interface OutputPlaces {
  /** CSV of labels. */
  readonly out?: string;
  /** JSON lines of findings. */
  readonly findings?: string;
  readonly idColumn?: string;
}

/** A report as it is shown on the screen. */
export interface ShownReport {
  readonly id: string;
  readonly findings: readonly Finding[];
  readonly labels?: Readonly<Record<string, 0 | 1>>;
}

/** Where parsed reports go: the files that were asked for, and what is told of them at the end. */
export interface ParseOutput {
  readonly counts: { readonly reports: number; readonly findings: number };
  /** The report, where there was one only. */
  single(): ShownReport | undefined;
  begin(): Promise<void>;
  add(row: ParsedRow): Promise<void>;
  end(): Promise<void>;
  /** Gives up: no file appears. */
  abandon(): Promise<void>;
}

export function createParseOutput({ out, findings, idColumn }: OutputPlaces, set?: LabelSet): ParseOutput {
  const labelFile = out === undefined ? undefined : createLineFile(out);
  const lineFile = findings === undefined ? undefined : createLineFile(findings);
  const counts = { reports: 0, findings: 0 };
  const shown: ShownReport[] = [];
  return {
    counts,
    single: () => (counts.reports === 1 ? shown[0] : undefined),
    async begin() {
      if (set) await labelFile?.write(stringify([[idColumn ?? 'id', ...set.labels.map(({ name }) => name)]]));
    },
    async add(row) {
      const { parsed, id } = row;
      counts.reports++;
      counts.findings += parsed?.findings.length ?? 0;
      const values = set && parsed && labelReport(parsed, set);
      // A report that could not be read has no labels, which is not the same as 0.
      if (set) await labelFile?.write(stringify([[id, ...(values ?? set.labels.map(() => ''))]]));
      if (parsed) await lineFile?.write(parsed.findings.map((finding) => `${findingLine(row, finding)}\n`).join(''));
      if (!parsed || shown.length > 0) return;
      const labels =
        set && values && Object.fromEntries(set.labels.map(({ name }, index) => [name, values[index]] as const));
      shown.push({ id, findings: parsed.findings, ...(labels && { labels }) });
    },
    async end() {
      await labelFile?.end();
      await lineFile?.end();
    },
    async abandon() {
      await Promise.all([labelFile?.abandon(), lineFile?.abandon()]);
    },
  };
}
