import {
  partName,
  type Anatomy,
  type ExamParts,
  type Finding,
  type FindingState,
  type OrganDefinition,
  type OrganPair,
  type PairMaker,
  type Triple,
  type Volume,
} from '@totalfm/core';
import { canonicalAxes, suspectCt, suspectLabels } from '@totalfm/imaging';
import { pairErrors } from '../errors.ts';
import { examStates, partStates } from './finding-states.ts';
import type { OrganPairsOptions } from './options.ts';
import { cutOrgans, type CutPart } from './organ-volumes.ts';
import { partsOf, type Part } from './parts.ts';
import { sentencesOf, statementsAbout } from './statements.ts';
import { partTruth } from './true-findings.ts';

/** What the report, and the truth where it is known, say of one part. */
interface Language {
  readonly statements: readonly Finding[];
  readonly states: Readonly<Record<string, FindingState>>;
  readonly truth?: Readonly<Record<string, boolean>>;
}

/** Organ pairs, or with `unit: exam` one pair of the whole scan and the whole report: CT-CLIP's idea, for comparison. */
export function createOrganPairs({ organs }: Anatomy, options: OrganPairsOptions): PairMaker {
  const parts = options.unit === 'organ' ? partsOf(organs) : [wholeExam];
  return {
    size: options.size,
    async volumes(ct, labelMap, signal) {
      return cutOrgans(ct, labelMap, parts, options, signal).map(({ volume }) => volume);
    },
    async pairs(exam, signal) {
      const truth = await exam.exam.truth?.(signal);
      const language = (part: Part): Language => {
        if (part === wholeExam) {
          return {
            statements: exam.report.findings,
            states: examStates(organs, exam.report.findings),
            truth: truth && Object.assign({}, ...organs.map((organ) => partTruth(organ, undefined, truth))),
          };
        }
        const statements = statementsAbout(exam.report.findings, part);
        return {
          statements,
          states: partStates(part.definition, part.side, statements),
          truth: truth && partTruth(part.definition, part.side, truth),
        };
      };
      return cutOrgans(exam.ct, exam.labelMap, parts, options, signal).map((cut) =>
        pairOf(exam, cut, language(cut.part)),
      );
    },
    suspicions({ exam: { id }, ct, labelMap }) {
      const place = { exam: id, fix: 'Look at the exam; its pairs were made from it as it is.' };
      return [
        ...suspectCt(ct).map(({ message }) => pairErrors.TFM_CT_SUSPECT({ ...place, message })),
        ...suspectLabels(labelMap).map(({ message }) => pairErrors.TFM_LABELS_SUSPECT({ ...place, message })),
      ].map((suspicion) => suspicion.toJSON());
    },
  };
}

const body: OrganDefinition = { organ: 'body', name: 'body', structures: 'scan', terms: [], findings: [], normal: [] };
const wholeExam: Part = { organ: 'body', definition: body, structures: 'scan' };

function pairOf(
  { exam, ct, segmenter, parser }: ExamParts,
  { part, volume, cutBy }: CutPart,
  { statements, states, truth }: Language,
): OrganPair {
  const { organ, side } = part;
  const sentences = sentencesOf(statements);
  return {
    volume,
    row: {
      organ,
      ...(side && { side }),
      key: `${exam.id}/${partName(part)}`,
      exam: exam.id,
      patient: exam.patient,
      split: exam.split,
      sentences,
      findings: statements,
      mentioned: sentences.length > 0,
      states,
      ...(truth && { truth }),
      extentMm: volume.extentMm,
      organExtentMm: volume.organExtentMm,
      organMl: volume.organMl,
      cutBy,
      sourceSpacing: canonicalSpacing(ct),
      segmenter,
      parser,
    },
  };
}

/** In the order of the pair's own axes: to the left, posterior and superior. */
function canonicalSpacing(ct: Volume): Triple {
  const [x, y, z] = canonicalAxes(ct).axes;
  return [ct.spacing[x], ct.spacing[y], ct.spacing[z]];
}
