import {
  wholeExam,
  type AnatomyFindings,
  type Finding,
  type OrganPart,
  type PairFinding,
  type PairLanguage,
  type PairMaker,
  type ParsedReport,
  type ExamTruth,
} from '@totalfm/core';
import { examStates, partStates } from './finding-states.ts';
import type { OrganFindings } from './organ-findings.ts';
import { sentencesOf, statementsAbout } from './statements.ts';
import { partTruth } from './true-findings.ts';

/** What is known of one part, before its sentences are numbered. */
interface Known {
  readonly statements: readonly Finding[];
  readonly states: PairLanguage['states'];
  readonly truth?: PairLanguage['truth'];
}

/** Joins each volume with the statements about its organ and side; a volume of a whole exam with all of them. */
export function createOrganPairs(anatomy: AnatomyFindings): PairMaker {
  const organs = new Map(anatomy.organs.map((organ) => [organ.organ, organ]));
  return {
    join({ volumes, report, truth }) {
      return volumes.map((part) =>
        languageOf(
          part.organ === wholeExam
            ? ofExam(anatomy.organs, report, truth)
            : ofPart(part, organs.get(part.organ) ?? { findings: [] }, report, truth),
        ),
      );
    },
  };
}

function ofExam(organs: readonly OrganFindings[], { findings }: ParsedReport, truth?: ExamTruth): Known {
  return {
    statements: findings,
    states: examStates(organs, findings),
    truth: truth && Object.assign({}, ...organs.map((organ) => partTruth(organ, undefined, truth))),
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
  };
}

function languageOf({ statements, states, truth }: Known): PairLanguage {
  const { sentences, placeOf } = sentencesOf(statements);
  return {
    sentences,
    findings: statements.map(({ sentence, ...finding }): PairFinding => ({ ...finding, sentence: placeOf(sentence) })),
    mentioned: sentences.length > 0,
    states,
    ...(truth && { truth }),
  };
}
