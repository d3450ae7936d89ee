import { defineErrors } from '@totalfm/core';

export const reportErrors = defineErrors({
  TFM_WRITE_ADAPTERS: 'Adapters are of another language model than the one that they are read for.',
  TFM_WRITE_NO_PROMPTS: 'A finding has no prompts, so that a report generator cannot score it.',
  TFM_WRITE_NO_PAIRS: 'A report generator has no training pair, or no sentence of one, to learn from.',
  TFM_WRITE_NOT_FINITE:
    'The model gave an embedding that is not a number: its training diverged or its file is damaged.',
  TFM_WRITE_OPTIONS: 'Options of a generator do not go together, or do not fit its language model.',
  TFM_WRITE_OTHER_PARTS: 'What a report generator or composer learned is of other organs or of another model.',
  TFM_WRITE_NO_ORGAN: 'A report generator was asked about something that is no organ of the experiment.',
  TFM_WRITE_OFF_TOPIC: 'A generator wrote about other organs than the one that it was asked about; that was left out.',
  TFM_WRITE_MISREAD: 'A sentence of a written report is read as something else than what it states.',
  TFM_WRITE_PROSE_PLAIN: 'A chat model did not word a written report, or sections of it: the checked sentences stand.',
  TFM_WRITE_PROSE_STRUCK:
    'Sentences of a chat model were struck out of a written report: they do not say what was found.',
});
