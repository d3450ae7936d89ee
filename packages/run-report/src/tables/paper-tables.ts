import { builtInOrgans, ctRate18, merlin30, type LabelSet } from '@totalfm/anatomy';
import type { Measure } from '@totalfm/core';

/** What one row of a table is of. */
export interface RowSpec {
  readonly id: string;
  readonly name: string;
  /** Targets of the evaluator that it is measured by: of several, an exam has the highest score, and is positive if any is. */
  readonly targets: readonly string[];
}

/** Rows whose wins are counted together. */
export interface GroupSpec {
  /** Absent where the table is one group. */
  readonly title?: string;
  readonly rows: readonly RowSpec[];
}

/** A table that a paper has: which targets of which evaluator, in the paper's order. */
export interface TableSpec {
  readonly id: string;
  readonly title: string;
  /** Key of the evaluator. */
  readonly evaluator: string;
  /** How the evaluator is named in an experiment. */
  readonly component: string;
  readonly measure: Measure & { readonly statistic: 'auroc' | 'f1' };
  readonly groups: readonly GroupSpec[];
  /** What its note says of the choice of rows. */
  readonly rowsFrom: string;
}

const f1 = { id: 'f1', title: 'F1', better: 'higher', range: [0, 1], statistic: 'f1' } as const;
const auroc = {
  id: 'auroc',
  title: 'AUROC',
  better: 'higher',
  range: [0, 1],
  chance: 0.5,
  statistic: 'auroc',
} as const;

/** Organs of ours with findings among CT-RATE's 18 labels, and the bones that every chest CT shows. */
const organsOfCtClip = ['lung', 'heart', 'aorta', 'esophagus', 'vertebrae', 'body'];

/** Organs of ours with findings among Merlin's 30, and the adrenal glands, which its reports have a section of. */
const organsOfMerlin = [
  'lung',
  'heart',
  'aorta',
  'esophagus',
  'liver',
  'gallbladder',
  'pancreas',
  'spleen',
  'adrenal_gland',
  'kidney',
  'bowel',
  'prostate',
  'vertebrae',
  'body',
];

/** The tables of TotalFM's paper (arXiv 2601.00260), and that of CT-RATE's labels beside them. */
export const paperTables: readonly TableSpec[] = [
  {
    id: 'organ-lesions',
    title: 'Organ-wise lesions',
    evaluator: 'organLesions',
    component: 'organ-lesions',
    measure: f1,
    groups: [
      { title: 'Organs shared with CT-CLIP', rows: organsOfCtClip.map(organRow) },
      { title: 'Organs shared with Merlin', rows: organsOfMerlin.map(organRow) },
    ],
    rowsFrom:
      'The paper has 6 and 14 organs; these lists are this program’s own: organs with findings among the 18 labels of CT-RATE or the 30 of Merlin, the bones that every chest CT shows, and the adrenal glands.',
  },
  findingTable(merlin30, 'merlin-30', 'Findings of Merlin'),
  findingTable(ctRate18, 'ct-rate-18', 'Labels of CT-RATE'),
];

function organRow(id: string): RowSpec {
  return { id, name: builtInOrgans.find(({ organ }) => organ === id)?.name ?? id, targets: [id] };
}

function findingTable(labelSet: LabelSet, id: string, title: string): TableSpec {
  const rows = labelSet.labels.map(
    ({ name, findings }): RowSpec => ({ id: name, name: name.replaceAll('_', ' '), targets: findings }),
  );
  return {
    id,
    title,
    evaluator: 'findings',
    component: 'findings',
    measure: auroc,
    groups: [{ rows }],
    rowsFrom: `Rows and their order are those of the label set ${labelSet.id}; a label of several findings has the highest of their scores.`,
  };
}
