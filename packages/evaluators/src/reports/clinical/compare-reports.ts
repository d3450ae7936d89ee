import { isLeftOut, organsOf, statedFindings, type StatedFinding, type StatedReport } from './statements.ts';

/**
 * What became of a finding that one of two reports states:
 * - `hit`: both have it present.
 * - `invented`: the generated report has it present, and the reference does not, be it that it denies it or says nothing.
 * - `missed`: the reference has it present; the generated report speaks of the organ and does not. A hedge is a miss.
 * - `notAssessed`: the reference has it present; the generated report says nothing of the organ at all, or that it does not
 *   assess it on the sides of the finding. That is not the claim that the organ is normal, and so no miss; `coverage` tells
 *   how often it happens.
 *
 * A finding that the reference hedges has no outcome: nobody can say which answer is right.
 */
export const outcomes = ['hit', 'invented', 'missed', 'notAssessed'] as const;

export type Outcome = (typeof outcomes)[number];

export interface FindingOutcome extends Pick<StatedFinding, 'organ' | 'finding'> {
  readonly outcome: Outcome;
  /**
   * Of a hit whose reference names sides: whether the generated report names the same. To name none, or one of two, is
   * wrong.
   */
  readonly sideRight?: boolean;
  /** Of the same: how many sides the generated report names, and how many of these the reference names, too. */
  readonly statedSides?: { readonly named: number; readonly right: number };
  /** Of a hit that both measure: how far the largest sizes lie apart, in millimetres. */
  readonly sizeErrorMm?: number;
}

export interface ReportComparison {
  /** One for each organ and finding that either report has present; lesions of one kind in one organ are one finding. */
  readonly findings: readonly FindingOutcome[];
  /** Whether the reference has anything present. */
  readonly hasFindings: boolean;
  /** It has, and the generated report speaks of an organ but has nothing present. */
  readonly allNormal: boolean;
  /** It has, and the generated report says nothing of any organ. */
  readonly silent: boolean;
}

/** Findings of a generated report against those of its reference, both as a report parser reads them. */
export function compareReports(generated: StatedReport, reference: StatedReport): ReportComparison {
  const [said, known] = [statedFindings(generated), statedFindings(reference)];
  const organs = organsOf(generated);
  const findings = [...new Map([...known, ...said]).keys()].flatMap((key): FindingOutcome[] => {
    const [one, truth] = [said.get(key), known.get(key)];
    const { organ, finding } = (one ?? truth)!;
    const speaks = organs.has(organ) && !isLeftOut(generated, organ, truth?.sides);
    const outcome = outcomeOf(one, truth, speaks);
    if (!outcome) return [];
    return [{ organ, finding, outcome, ...(outcome === 'hit' && detailsOf(one!, truth!)) }];
  });
  const hasFindings = [...known.values()].some(isPresent);
  const nothing = hasFindings && ![...said.values()].some(isPresent);
  return { findings, hasFindings, allNormal: nothing && organs.size > 0, silent: nothing && organs.size === 0 };
}

const isPresent = (stated: StatedFinding | undefined) => stated?.state === 'present';

function outcomeOf(
  said: StatedFinding | undefined,
  truth: StatedFinding | undefined,
  speaksOfOrgan: boolean,
): Outcome | undefined {
  if (truth?.state === 'uncertain') return undefined;
  if (isPresent(truth)) {
    if (isPresent(said)) return 'hit';
    return speaksOfOrgan ? 'missed' : 'notAssessed';
  }
  return isPresent(said) ? 'invented' : undefined;
}

function detailsOf(
  said: StatedFinding,
  truth: StatedFinding,
): Pick<FindingOutcome, 'sideRight' | 'statedSides' | 'sizeErrorMm'> {
  const sized = said.sizeMm !== undefined && truth.sizeMm !== undefined;
  return {
    ...(truth.sides.size > 0 && {
      sideRight: truth.sides.size === said.sides.size && [...truth.sides].every((side) => said.sides.has(side)),
      statedSides: { named: said.sides.size, right: [...said.sides].filter((side) => truth.sides.has(side)).length },
    }),
    ...(sized && { sizeErrorMm: Math.abs(said.sizeMm! - truth.sizeMm!) }),
  };
}
