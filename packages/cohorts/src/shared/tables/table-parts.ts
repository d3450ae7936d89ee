import type { LabelSet } from '@totalfm/anatomy';
import { fingerprintOf, type ExamTruth, type TotalFmError } from '@totalfm/core';
import { cohortErrors } from '../errors.ts';
import { statesOf, truthOf, type LabelStates } from '../label-truth.ts';
import type { TabledPart } from '../tabled-cohort.ts';
import { absent } from '../volume-revision.ts';
import type { Joined, Kept } from './join-rows.ts';
import { reportText } from './report-text.ts';
import { rowError, tableError, type RowPlace, type Table } from './table.ts';

/** A section of reports: its title, and its column in the table. */
export interface SectionColumn {
  readonly title: string;
  readonly column: number;
}

/** A report that is read from its row again when it is asked for: only where it is and what it said is kept. */
export interface ReportRow {
  readonly place: RowPlace;
  readonly revision: string;
}

const textOf = (cells: readonly string[], sections: readonly SectionColumn[]) =>
  reportText(sections.map(({ title }, index) => ({ title, text: cells[index] })));

const revisionOf = (text: string | undefined) => (text === undefined ? absent : fingerprintOf([text]));

export const reportRow = (
  cells: readonly string[],
  place: RowPlace,
  sections: readonly SectionColumn[],
): ReportRow => ({ place, revision: revisionOf(textOf(cells, sections)) });

/** The report of a row. Throws `TFM_COHORT_TABLE` where the table is another one than when it was listed. */
export const reportPart = (
  table: Table,
  sections: readonly SectionColumn[],
  { place, revision }: ReportRow,
): TabledPart<string | undefined> => ({
  revision,
  async read() {
    const columns = sections.map(({ column }) => column);
    const text = textOf((await table.row(place, columns)).cells, sections);
    if (revisionOf(text) === revision) return text;
    throw tableError(table.file, `${table.file} has changed since it was listed.`, 'Run again.');
  },
});

/** The labels of a row. Throws `TFM_COHORT_ROW`. */
export function labelsOf(file: string, place: RowPlace, cells: readonly string[], set: LabelSet): LabelStates {
  const states = statesOf(cells, set);
  if (typeof states === 'string') return states;
  throw rowError(file, place, {
    message: `the cell of “${states.odd}” is no label.`,
    fix: 'Write 1 for present, 0 for absent, and −1 or nothing for not assessed.',
  });
}

export const truthPart = (states: LabelStates, set: LabelSet): TabledPart<ExamTruth> => ({
  revision: fingerprintOf([set.id, states]),
  read: () => truthOf(states, set),
});

/** A part that cannot be read, and is another one once its row is. */
export const brokenPart = (error: TotalFmError, cells: readonly string[]): TabledPart<never> => ({
  revision: brokenRevision(error, cells),
  read: () => Promise.reject(error),
});

export const brokenRevision = ({ code }: TotalFmError, cells: readonly string[]): string =>
  fingerprintOf(['broken', code, ...cells]);

/** A part of an exam by its row; `missing` where the table has none. */
export function partOf<T, Value>(
  kept: Kept<T> | undefined,
  make: (value: T) => TabledPart<Value>,
  missing?: TabledPart<Value>,
): TabledPart<Value> | undefined {
  if (!kept) return missing;
  return 'error' in kept ? brokenPart(kept.error, kept.cells) : make(kept.value);
}

/** No report, and a warning that says why. `joined` is undefined where there is no such table. */
export const noReport = (exam: string, file: string, joined?: Joined<unknown>): TabledPart<undefined> => ({
  revision: absent,
  read(_, warn) {
    const lost = joined?.lost ?? [];
    const some = `${lost.slice(0, 5).join(', ')}${lost.length > 5 ? ', …' : ''}`;
    warn?.(
      cohortErrors
        .TFM_COHORT_ROW_MISSING({
          file,
          exam,
          message: joined
            ? `${file} has no row of ${exam}${lost.length > 0 ? `; ${lost.length} broken rows name no exam (lines ${some})` : ''}.`
            : `There is no ${file}, so ${exam} has no report.`,
          fix: 'Get the table again if the exam should have a report.',
        })
        .toJSON(),
    );
    return undefined;
  },
});
