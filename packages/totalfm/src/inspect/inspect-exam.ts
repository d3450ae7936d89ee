import { partName, type PairRow } from '@totalfm/core';
import { openPairs, readJournal, stageNames, type OpenedRun } from '@totalfm/pipeline';
import { didYouMean, type ExamOutcome } from '@totalfm/runtime';
import { table } from '../console/table.ts';
import { appErrors } from '../errors.ts';

interface StageOutcome extends ExamOutcome {
  readonly stage: string;
}

/** What became of one exam (`exam-1`), or of one pair (`exam-1/kidney_left`), in a run. */
export async function inspectExam(run: OpenedRun, name: string) {
  const [exam, part] = name.split('/');
  const { outcomes, known } = await outcomesOf(run, exam);
  if (outcomes.length === 0) throw notFound(run, name, known);
  const rows = (await rowsOf(run, exam)).filter((row) => part === undefined || partName(row) === part);
  if (part !== undefined && rows.length === 0)
    throw notFound(
      run,
      name,
      (await rowsOf(run, exam)).map((row) => row.key),
    );
  const text = [
    `${exam}: ${rows[0] ? `patient ${rows[0].patient}, ${rows[0].split}` : 'no pairs'}`,
    ...(part === undefined ? outcomes.map(outcomeText) : []),
    rows.length > 0 && part === undefined
      ? table([['PAIR', 'ml', 'EXTENT mm', 'CUT BY', 'REPORT SAYS', 'TRUTH'], ...rows.map(pairCells)])
      : '',
    ...(part === undefined ? [] : rows.map(pairText)),
  ];
  return {
    json: { exam, stages: part === undefined ? outcomes : undefined, pairs: rows },
    text: text.filter(Boolean).join('\n'),
  };
}

async function outcomesOf(run: OpenedRun, exam: string) {
  const outcomes: StageOutcome[] = [];
  const known = new Set<string>();
  for (const stage of stageNames) {
    if (!run.manifest.stages.some((record) => record.stage === stage)) continue;
    for (const outcome of await readJournal(await run.artifact(stage))) {
      known.add(outcome.exam);
      if (outcome.exam === exam) outcomes.push({ stage, ...outcome });
    }
  }
  return { outcomes, known: [...known] };
}

async function rowsOf(run: OpenedRun, exam: string): Promise<readonly PairRow[]> {
  if (!run.manifest.stages.some(({ stage }) => stage === 'pair')) return [];
  const container = run.container();
  const pairs = await openPairs(container, await run.artifact('pair'));
  try {
    return pairs.rows.filter((row) => row.exam === exam);
  } finally {
    await pairs.close();
    await container.dispose();
  }
}

function outcomeText({ stage, status, lostIn, error, warnings = [] }: StageOutcome): string {
  const what = error
    ? `${error.code}: ${error.message}${error.fix ? ` ${error.fix}` : ''}`
    : lostIn
      ? `lost in ${lostIn}`
      : '';
  return [`  ${stage.padEnd(8)} ${status}`, what, ...warnings.map((warning) => `${warning.code}: ${warning.message}`)]
    .filter(Boolean)
    .join(' · ');
}

const pairCells = (row: PairRow) => [
  partName(row),
  Math.round(row.organMl),
  row.extentMm.map(Math.round).join(' × '),
  row.cutBy.join(', '),
  statesText(row),
  truthText(row),
];

const statesText = ({ mentioned, states }: PairRow) =>
  mentioned
    ? Object.entries(states)
        .flatMap(([finding, state]) => (state === 'not-mentioned' ? [] : [`${finding} ${state}`]))
        .join(', ') || 'mentioned'
    : 'nothing';

const truthText = ({ truth }: PairRow) =>
  truth
    ? Object.entries(truth)
        .flatMap(([finding, present]) => (present ? [finding] : []))
        .join(', ') || 'no finding'
    : 'unknown';

const pairText = (row: PairRow) =>
  [
    `${row.key}: ${Math.round(row.organMl)} ml, ${row.extentMm.map(Math.round).join(' × ')} mm${row.cutBy.length > 0 ? `, cut by the scan's ${row.cutBy.join(', ')} edge` : ''}`,
    `  report says: ${statesText(row)}`,
    `  truth: ${truthText(row)}`,
    ...row.sentences.map((sentence) => `  “${sentence}”`),
  ].join('\n');

const notFound = (run: OpenedRun, name: string, known: readonly string[]) =>
  appErrors.TFM_INSPECT_NOT_FOUND({
    file: run.dir,
    message: `The run has no exam or pair \`${name}\`.`,
    fix: didYouMean(name, known),
  });
