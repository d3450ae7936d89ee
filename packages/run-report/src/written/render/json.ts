import { writtenReport } from '@totalfm/run-format';
import { researchNotice } from '../../page.ts';
import type { WrittenDocument } from './document.ts';

/** A written report as JSON, with the evidence of every statement. */
export function writtenJson({ report, generator, model }: WrittenDocument): string {
  const document = { notice: researchNotice, generator, model, report: writtenReport.parse(report) };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
