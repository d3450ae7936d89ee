import { defineErrors, type TotalFmError } from '@totalfm/core';

export const evaluatorErrors = defineErrors({
  TFM_EVALUATE_NO_TEST_PAIRS: 'The pair store has no organ pair of the test split: there is nothing to score.',
  TFM_EVALUATE_NOT_FINITE:
    'The model gave an embedding that is not a number: its training diverged or its file is damaged.',
  TFM_EVALUATE_NO_PROMPTS: 'A finding or an organ has no sentence that zero-shot scoring needs.',
  TFM_EVALUATE_UNSEEN: 'No finding that was withheld from training has scored exams of both classes.',
  TFM_EVALUATE_NOTHING_FOUND: 'No finding of the scored exams that is there was found: there is nothing to ground.',
  TFM_EVALUATE_EMPTY_HEAT_MAP: 'A heat map is empty: the score falls without no block of the volume.',
  TFM_EVALUATE_NO_PLACES: 'Nobody knows where the found lesions lie: heat maps cannot be scored.',
  TFM_EVALUATE_FOLDS: 'Runs are to be gathered that are not the folds of one rotation over findings.',
  TFM_EVALUATE_NO_LABELLED: 'A probe has fewer training exams to learn from than it was asked to have labelled.',
  TFM_EVALUATE_ONE_CLASS:
    'Labelled exams all have a finding or all lack it: no probe can learn it, and it is not scored.',
  TFM_EVALUATE_NOTHING_TO_FIND:
    'An organ has neither two texts nor two classes of cases: nothing can be looked for among them.',
  TFM_EVALUATE_NO_OPERATING_POINT:
    'Validation exams give no threshold with the specificity that was asked for: sensitivity is not measured.',
  TFM_EVALUATE_NOTHING_WRITTEN: 'Written reports are to be measured, and there is none.',
  TFM_EVALUATE_NO_TRUTH: 'Written reports are to be held against the truth, which the cohort does not know.',
});

/** Why a target is not scored, where that has a code. */
export const codedReason = ({ code, message, fix }: TotalFmError): string => `${code}: ${message} ${fix}`;
