import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cohort, Split, VolumeFiles } from '@totalfm/core';
import { examsAtOnce, mapAtOnce } from '../shared/at-once.ts';
import { cohortErrors } from '../shared/errors.ts';
import { noSplit } from '../shared/hold-patients.ts';
import { naturally } from '../shared/natural-order.ts';
import { kindOf } from '../shared/path-kind.ts';
import { splitByHash, splitNamed } from '../shared/splits.ts';
import { createTabledCohort, ifThere, type TabledExam } from '../shared/tabled-cohort.ts';
import { columnsOf } from '../shared/tables/columns.ts';
import { joinRows, type Joined } from '../shared/tables/join-rows.ts';
import { openTable } from '../shared/tables/open-table.ts';
import { tableError } from '../shared/tables/table.ts';
import { brokenRevision } from '../shared/tables/table-parts.ts';
import { totalSegmentatorOptions, type TotalSegmentatorOptions } from './options.ts';

/** TotalSegmentator's public data set. Exams are the subjects that are there. */
export const createTotalSegmentatorCohort = (
  options: TotalSegmentatorOptions,
  files: VolumeFiles,
  cacheDir?: string,
): Cohort =>
  createTabledCohort(
    {
      scope: { name: 'totalsegmentator-cohort', root: options.root, looked: {} },
      async exams(signal) {
        const subjects = await findSubjects(options, signal);
        const splits = options.split === 'auto' ? await readSplits(options, new Set(subjects), signal) : undefined;
        return mapAtOnce(subjects, examsAtOnce, (subject) => examOf(subject, options, splits), signal);
      },
    },
    files,
    cacheDir,
  );

const layout = /^[A-Za-z0-9._-]+$/;

async function findSubjects({ root, ct }: TotalSegmentatorOptions, signal?: AbortSignal): Promise<readonly string[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => !entry.isFile() && layout.test(entry.name) && !entry.name.startsWith('.'));
  const found = await mapAtOnce(
    names,
    examsAtOnce,
    async ({ name }) => ((await kindOf(join(root, name, ct))) === 'none' && !/^s\d+$/.test(name) ? undefined : name),
    signal,
  );
  const subjects = found.filter((name) => name !== undefined).sort(naturally);
  if (subjects.length > 0) return subjects;
  throw cohortErrors.TFM_COHORT_ROOT({
    file: root,
    option: 'root',
    message: `${root} has no folder like s0011 with ${ct}.`,
    fix: 'Set `cohort.root` to the folder of the data set that holds its subjects.',
  });
}

interface SplitRow {
  readonly line: number;
  readonly cell: string;
}

/** Throws `TFM_COHORT_TABLE` where the table lacks columns, or is named by the option and not there. */
async function readSplits(
  options: TotalSegmentatorOptions,
  subjects: ReadonlySet<string>,
  signal?: AbortSignal,
): Promise<Joined<SplitRow> | undefined> {
  const file = join(options.root, options.meta);
  if ((await kindOf(file)) !== 'file') {
    if (options.meta === totalSegmentatorOptions.parse({ root: options.root }).meta) return undefined;
    throw tableError(file, `There is no table ${file}.`, 'Correct the option `meta`.');
  }
  const table = await openTable(file, options.encoding);
  const { exam, split } = columnsOf(table, {
    exam: { name: options.idColumn, aliases: ['subject', 'id'] },
    split: { name: options.splitColumn },
  });
  return joinRows(
    table,
    {
      columns: [exam, split],
      examOf: (cell) => (subjects.has(cell.trim()) ? cell.trim() : undefined),
      keep: ([cell], { line }) => ({ line, cell }),
      same: (a, b) => a.cell === b.cell,
    },
    signal,
  );
}

async function examOf(
  id: string,
  options: TotalSegmentatorOptions,
  splits: Joined<SplitRow> | undefined,
): Promise<TabledExam> {
  const dir = join(options.root, id);
  return {
    id,
    patient: id,
    ct: { path: join(dir, options.ct) },
    labels: await ifThere(join(dir, options.segmentations)),
    ...placed(id, options, splits),
  };
}

function placed(
  id: string,
  { split, fractions }: TotalSegmentatorOptions,
  splits: Joined<SplitRow> | undefined,
): Pick<TabledExam, 'split' | 'broken'> {
  if (split !== 'auto') return { split };
  const fallback: Split = splitByHash(id, fractions);
  if (!splits) return { split: fallback };
  const row = splits.rows.get(id);
  const named = row && 'value' in row ? splitNamed(row.value.cell) : undefined;
  if (named) return { split: named };
  const error = errorOf();
  const cells = row && 'error' in row ? row.cells : [];
  return { split: fallback, broken: { error, revision: brokenRevision(error, cells) } };

  function errorOf() {
    if (!row) return noSplit(splits!.file, id);
    return 'error' in row ? row.error : noSplit(splits!.file, id, row.value.line, row.value.cell);
  }
}
