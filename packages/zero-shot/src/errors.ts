import { defineErrors } from '@totalfm/core';

export const promptErrors = defineErrors({
  TFM_PROMPTS_FILE: 'A file of prompts cannot be read, or is not finding ids with lists of prompts.',
  TFM_PROMPTS_UNKNOWN: 'A file of prompts has prompts for a finding or an organ that is not there.',
});
