import type { ReportParser } from '@totalfm/core';
import { expect } from 'vitest';

/** Every sentence stands in the report where it is said to; returns how many findings there are. */
export async function expectExactSpans(parser: ReportParser, report: string): Promise<number> {
  const { findings } = await parser.parse(report);
  for (const { sentence, confidence, organ } of findings) {
    expect(report.slice(sentence.start, sentence.end)).toBe(sentence.text);
    expect(sentence.text.trim(), organ).toBe(sentence.text);
    expect(sentence.text).not.toBe('');
    expect(confidence).toBeGreaterThan(0);
    expect(confidence).toBeLessThanOrEqual(1);
  }
  return findings.length;
}
