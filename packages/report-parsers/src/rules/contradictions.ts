import type { AnatomyTerms, ErrorRecord, Finding } from '@totalfm/core';
import { reportParserErrors } from '../errors.ts';

/**
 * A warning where a report states a finding and denies it, of the same place: on the same side, in the same words for where.
 * Both statements stay; which of them is right, only the reader can tell. Of the whole scan, which has many places (lymph nodes
 * here, none there), only statements that name the place are compared.
 */
export function contradictionNotices(findings: readonly Finding[], { organs }: AnatomyTerms): readonly ErrorRecord[] {
  const ofScan = new Set(organs.filter(({ structures }) => structures === 'scan').map(({ organ }) => organ));
  const stated = findings
    .filter(({ finding, state, confidence }) => finding !== undefined && state !== 'uncertain' && confidence > 0.5)
    .filter(({ organ, location }) => location !== undefined || !ofScan.has(organ));
  const samePlace = (one: Finding, other: Finding) =>
    one.sides.join() === other.sides.join() && one.location === other.location;
  const both = stated.filter(
    (one) =>
      one.state === 'present' &&
      stated.some(
        (other) =>
          other.state === 'absent' &&
          other.organ === one.organ &&
          other.finding === one.finding &&
          samePlace(one, other),
      ),
  );
  const names = [...new Set(both.map(({ finding }) => finding))];
  if (names.length === 0) return [];
  return [
    reportParserErrors
      .TFM_REPORT_CONTRADICTION({
        message: `The report states and denies: ${names.join(', ')}.`,
        fix: 'Look at the report; both statements are kept.',
      })
      .toJSON(),
  ];
}
