import {
  organParts,
  wholeExam,
  type AnatomyFindings,
  type Finding,
  type OrganPart,
  type PairFinding,
  type PairLanguage,
  type PairMaker,
  type PartLanguage,
  type ParsedReport,
  type ExamTruth,
} from '@totalfm/core';
import { examStates, partStates } from './finding-states.ts';
import type { OrganFindings } from './organ-findings.ts';
import { sentencesOf, statementsAbout } from './statements.ts';
import { partPlaces, partTruth } from './true-findings.ts';

/** What is known of one part, before its sentences are numbered. */
interface Known {
  readonly statements: readonly Finding[];
  readonly states: PartLanguage['states'];
  readonly truth?: PartLanguage['truth'];
  readonly truePlaces?: PartLanguage['truePlaces'];
}

/**
 * Joins each volume with the statements about its organ and side; a volume of a whole exam with all of them, and with those about
 * each organ part.
 */
export function createOrganPairs(anatomy: AnatomyFindings): PairMaker {
  const organs = new Map(anatomy.organs.map((organ) => [organ.organ, organ]));
  return {
    join({ volumes, report, truth }) {
      const saidOf = (part: OrganPart): PartLanguage =>
        languageOf(ofPart(part, organs.get(part.organ) ?? { findings: [] }, report, truth));
      return volumes.map((part): PairLanguage => {
        if (part.organ !== wholeExam) return saidOf(part);
        const parts = organParts(anatomy.organs).map(({ organ, side }) => ({ organ, ...(side && { side }) }));
        return {
          ...languageOf(ofExam(anatomy.organs, report, truth)),
          parts: parts.map((one) => ({ ...one, ...saidOf(one) })),
        };
      });
    },
  };
}

function ofExam(organs: readonly OrganFindings[], { findings }: ParsedReport, truth?: ExamTruth): Known {
  return {
    statements: findings,
    states: examStates(organs, findings),
    truth: truth && Object.assign({}, ...organs.map((organ) => partTruth(organ, undefined, truth))),
    truePlaces: truth && partPlaces({ findings: organs.flatMap((organ) => organ.findings) }, undefined, truth),
  };
}

function ofPart(
  part: OrganPart,
  organ: Pick<OrganFindings, 'findings'>,
  report: ParsedReport,
  truth?: ExamTruth,
): Known {
  const statements = statementsAbout(report.findings, part);
  return {
    statements,
    states: partStates(organ, part.side, statements),
    truth: truth && partTruth(organ, part.side, truth),
    truePlaces: truth && partPlaces(organ, part.side, truth),
  };
}

function languageOf({ statements, states, truth, truePlaces }: Known): PartLanguage {
  const { sentences, placeOf } = sentencesOf(statements);
  return {
    sentences,
    findings: statements.map(({ sentence, ...finding }): PairFinding => ({ ...finding, sentence: placeOf(sentence) })),
    mentioned: sentences.length > 0,
    states,
    ...(truth && { truth }),
    ...(truePlaces && { truePlaces }),
  };
}
