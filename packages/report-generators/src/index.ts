import { definePlugin } from '@totalfm/core';
import { normalGenerator } from './baselines/normal.ts';
import { retrievalGenerator } from './baselines/retrieval.ts';
import { templateGenerator } from './baselines/template.ts';
import { organByOrgan } from './composer/organ-by-organ.ts';
import { llmWriter } from './llm-writer/index.ts';
import { qFormerGenerator } from './q-former/index.ts';

export { readAdapters, writeAdapters } from './q-former/adapters.ts';
export { qFormerGenerator } from './q-former/index.ts';
export { qFormerOptions, type QFormerOptions } from './q-former/options.ts';
export { normalGenerator } from './baselines/normal.ts';
export { retrievalGenerator } from './baselines/retrieval.ts';
export { templateGenerator } from './baselines/template.ts';
export { organByOrgan } from './composer/organ-by-organ.ts';
export { llmWriter } from './llm-writer/index.ts';
export { reportErrors } from './errors.ts';
export { withoutMeasurements } from './language/without-measurements.ts';

export const plugin = definePlugin({
  name: '@totalfm/report-generators',
  apiVersion: '^1.0.0',
  components: [qFormerGenerator, normalGenerator, templateGenerator, retrievalGenerator, organByOrgan, llmWriter],
});
export default plugin;
