import { didYouMean, partName, wholeExam, type PairRow } from '@totalfm/core';
import { openPairs, questionsOf, slots } from '@totalfm/pipeline';
import {
  artifactOfRun,
  openRunArtifacts,
  readJournal,
  type ExamOutcome,
  type OpenedExperiment,
} from '@totalfm/runtime';
import { table } from '../console/table.ts';
import { appErrors } from '../errors.ts';
import { placesOfExam } from '../run/pair-places.ts';

interface StageOutcome extends ExamOutcome {
  readonly stage: string;
}

/** What became of one exam (`exam-1`), or of one pair (`exam-1/kidney_left`), in a run; of whole scans, what is known of one organ. */
export async function inspectExam(dir: string, opened: OpenedExperiment, name: string) {
  const [exam, part] = name.split('/');
  const { outcomes, known } = await outcomesOf(dir, opened, exam);
  if (outcomes.length === 0) throw notFound(dir, name, known);
  const pairs = await rowsOf(dir, opened, exam);
  if (part !== undefined) return inspectPart(dir, pairs, name);
  const text = [
    `${exam}: ${pairs[0] ? examText(pairs[0]) : 'no pairs'}`,
    ...outcomes.map(outcomeText),
    pairs.length > 0
      ? table([['PAIR', 'ml', 'EXTENT mm', 'CUT BY', 'REPORT SAYS', 'TRUTH'], ...pairs.map(pairCells)])
      : '',
  ];
  return { json: { exam, stages: outcomes, pairs }, text: text.filter(Boolean).join('\n') };
}

function inspectPart(dir: string, pairs: readonly PairRow[], name: string) {
  const [exam, part] = name.split('/');
  const own = pairs.find((row) => partName(row) === part);
  const asked = own ? [] : pairs.flatMap(questionsOf);
  const row = own ?? asked.find((one) => partName(one) === part);
  if (!row) throw notFound(dir, name, [...new Set([...pairs, ...asked].map(partName))], part);
  const measured = own ? measuredText(own) : wholeScanText(row);
  return {
    json: { exam, pairs: [row] },
    text: [`${exam}: ${examText(row)}`, `${row.key}: ${measured}`, ...saidText(row)].join('\n'),
  };
}

const examText = ({ patient, split, phase }: PairRow) =>
  `patient ${patient}, ${split}${phase ? `, ${phase.phase} by its ${phase.by === 'hu' ? 'HU' : 'tags'}` : ''}`;

async function outcomesOf(dir: string, { pipeline }: OpenedExperiment, exam: string) {
  const outcomes: StageOutcome[] = [];
  const known = new Set<string>();
  for (const { name: stage } of pipeline.stages) {
    const artifact = await artifactOfRun(dir, stage).catch(() => undefined);
    for await (const outcome of artifact ? readJournal(artifact) : []) {
      known.add(outcome.exam);
      if (outcome.exam === exam) outcomes.push({ stage, ...outcome });
    }
  }
  return { outcomes, known: [...known] };
}

async function rowsOf(dir: string, opened: OpenedExperiment, exam: string): Promise<readonly PairRow[]> {
  const artifacts = await openRunArtifacts(dir, opened);
  const container = opened.container();
  try {
    const pair = await artifacts.of('pair').catch(() => undefined);
    if (!pair) return [];
    const { volumeStore, pairStore } = slots;
    const stores = await container.components({ volumeStore, pairStore });
    const pairs = await openPairs(stores, { pair, volumes: await artifacts.of('volumes') });
    const rows = await pairs.rows(placesOfExam(pairs.columns, exam));
    await pairs.close();
    return rows;
  } finally {
    await container.dispose();
    await artifacts.close();
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

const extentText = ({ extentMm }: PairRow) => `${extentMm.map(Math.round).join(' × ')} mm`;

const measuredText = (row: PairRow) =>
  `${Math.round(row.organMl)} ml, ${extentText(row)}${row.cutBy.length > 0 ? `, cut by the scan's ${row.cutBy.join(', ')} edge` : ''}`;

const wholeScanText = (row: PairRow) =>
  `in the whole scan, ${extentText(row)}, which is the pair ${row.exam}/${wholeExam}; nothing is measured of it alone`;

const saidText = (row: PairRow) => [
  `  report says: ${statesText(row)}`,
  `  truth: ${truthText(row)}`,
  ...row.sentences.map((sentence) => `  “${sentence}”`),
];

/** `wanted` is what of the name is not among `known`. */
const notFound = (dir: string, name: string, known: readonly string[], wanted = name) =>
  appErrors.TFM_INSPECT_NOT_FOUND({
    file: dir,
    message: `The run has no exam or pair \`${name}\`.`,
    fix: didYouMean(wanted, known),
  });
