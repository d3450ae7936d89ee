import type { ExamTruth } from '@totalfm/core';
import type { StatedReport } from '../reports/index.ts';
import type { AskedFindings } from './asked-findings.ts';

/** Both sides of a comparison with the truth. */
export interface AgainstTruth {
  readonly reference: StatedReport;
  readonly generated: StatedReport;
}

/**
 * What is known of an exam, as a report that leaves out nothing, and what a written report says of it: a statement about what
 * nobody looked for is neither right nor wrong.
 */
export function againstTruth(generated: StatedReport, truth: ExamTruth, asked: AskedFindings): AgainstTruth {
  const assessed = new Set(truth.assessed);
  const isKnown = ({ organ, finding }: { organ: string; finding?: string }) =>
    finding !== undefined && assessed.has(finding) && asked.organs.has(organ);
  const there = truth.findings.filter(isKnown);
  return {
    reference: {
      findings: there.map(({ organ, finding, side, sizeMm }) => {
        return { organ, finding, state: 'present', sides: side ? [side] : [], sizeMm };
      }),
      mentioned: [...new Set(there.map(({ organ }) => organ))],
    },
    generated: {
      ...generated,
      findings: generated.findings.filter(isKnown),
      mentioned: [...organsSpokenOf(generated)],
    },
  };
}

/** Statements that are left out have spoken of their organ. */
const organsSpokenOf = ({ mentioned, findings }: StatedReport) =>
  new Set([...mentioned, ...findings.map(({ organ }) => organ)]);
