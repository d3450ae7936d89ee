import { defineErrors } from '@totalfm/core';

export const phantomErrors = defineErrors({
  TFM_PHANTOM_EXAM_UNKNOWN: 'The phantom was asked for an exam that it does not have.',
});
