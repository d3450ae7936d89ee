import type { Finding } from '@totalfm/core';
import type { ParsedRow } from './parse-reports.ts';

/** A finding as a line of JSON: the report's id, its row, every field, and the characters (UTF-16) of its sentence, end exclusive. */
export function findingLine(
  { id, row }: Pick<ParsedRow, 'id' | 'row'>,
  { sentence, organ, finding, state, ...fields }: Finding,
): string {
  const { sides, structures, location, sizeMm, change, phase, source, confidence } = fields;
  const { text, start, end } = sentence;
  return JSON.stringify({
    reportId: id,
    row,
    organ,
    finding,
    state,
    sides,
    structures,
    location,
    sizeMm,
    change,
    phase,
    source,
    confidence,
    sentence: text,
    start,
    end,
  });
}
