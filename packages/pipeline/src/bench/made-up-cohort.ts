import { createHash } from 'node:crypto';
import { builtInOrgans, totalSegmentatorNames } from '@totalfm/anatomy';
import {
  createRandom,
  defineComponent,
  tokens,
  type Exam,
  type ExamListing,
  type LabelMap,
  type Random,
  type Triple,
  type Volume,
} from '@totalfm/core';
import { z } from 'zod';

/** Organs that have a mask: with the sides of lung, kidney and adrenal gland, 18 volumes an exam. */
export const organs = builtInOrgans.filter(({ structures }) => structures !== 'scan');

const size: Triple = [8, 8, 8];
const voxels = 512;
/** Voxels of an organ, in a row: what a cutter takes for one. */
const VOXELS = 16;

/** The first structure of every organ and side. */
const structures = organs.flatMap(({ structures }) =>
  structures === 'scan' ? [] : 'left' in structures ? [structures.left[0], structures.right[0]] : [structures[0]],
);

const onGrid = <Data extends Volume['data']>(data: Data): Volume<Data> => ({
  data,
  size,
  spacing: [5, 5, 5],
  origin: [0, 0, 0],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
});

/** One label map for all: every organ is a bar of {@link VOXELS} voxels. */
const labelMap: LabelMap = (() => {
  const numbers = new Map([...totalSegmentatorNames].map(([number, name]) => [name, number]));
  const data = new Uint8Array(voxels);
  structures.forEach((structure, place) =>
    data.fill(numbers.get(structure) as number, place * VOXELS, (place + 1) * VOXELS),
  );
  return { volume: onGrid(data), names: totalSegmentatorNames };
})();

const wordings: readonly ((organ: string, finding: string, mm: number) => string)[] = [
  (organ, finding, mm) => `There is a ${mm} mm ${finding} of the ${organ}, unchanged since the prior study.`,
  (organ, finding) => `No evidence of ${finding} in the ${organ}.`,
  (organ) => `The ${organ} is unremarkable.`,
  (organ, finding, mm) => `Findings of the ${organ} suggest ${finding}, up to ${mm} mm in its largest diameter.`,
];

/** A sentence or two for every organ. */
function reportOf(random: Random): string {
  const sentences = organs.flatMap(({ name, findings }) =>
    Array.from({ length: 1 + Number(random.chance(0.2)) }, () =>
      random.pick(wordings)(name, random.pick(findings).name, 3 + random.integer(60)),
    ),
  );
  return `${sentences.join(' ')}\n`;
}

const idOf = (number: number): string => `exam-${String(number).padStart(7, '0')}`;

/** As long as those that a folder's files have. */
const revisionOf = (id: string, part: string) =>
  createHash('sha256').update(`${id}/${part}`).digest('hex').slice(0, 32);

function listingOf(number: number): ExamListing {
  const id = idOf(number);
  const revision = (part: string) => revisionOf(id, part);
  const patient = number >> 1;
  return {
    id,
    patient: `patient-${patient}`,
    split: patient % 20 < 18 ? 'train' : patient % 20 === 18 ? 'validation' : 'test',
    revisions: { ct: revision('ct'), labels: revision('labels'), report: revision('report'), truth: '' },
  };
}

/** Exams that cost next to nothing, made from their number when they are opened: what is left is what the stages cost. */
export const madeUpCohort = defineComponent({
  provides: tokens.Cohort,
  id: 'made-up',
  description: 'CTs of 8³ voxels with 18 organs, and reports of about 18 sentences.',
  options: z.strictObject({ exams: z.number().int().positive().describe('Exams.') }),
  create: ({ options: { exams } }) => ({
    list: async () => Array.from({ length: exams }, (_, number) => listingOf(number)),
    open: async (id): Promise<Exam> => {
      const random = createRandom(id);
      return {
        ...listingOf(Number(id.slice(5))),
        ct: async () => onGrid(Int16Array.from({ length: voxels }, () => random.integer(400) - 150)),
        report: async () => reportOf(random.fork('report')),
        labelMap: async () => labelMap,
      };
    },
  }),
});
