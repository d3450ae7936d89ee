import { throwIfAborted, type Deidentifier } from '@totalfm/core';
import { identifyingParts } from './identifying-parts.ts';
import { maskParts } from './mask-parts.ts';

/**
 * Masks names (after titles, labels and common given names, and wherever they stand again), dates, ages, telephone numbers,
 * addresses of e-mail and web, numbers of patients and exams, and hospitals. Rules miss what follows no rule: a report that
 * must not be known to anybody else belongs to a model on this machine.
 */
export function createRulesDeidentifier(): Deidentifier {
  return {
    version: 'rules-1',
    async mask(report, signal) {
      throwIfAborted(signal);
      return maskParts(report, identifyingParts(report));
    },
  };
}
