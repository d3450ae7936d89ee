import { definePlugin } from '@totalfm/core';
import { rulesDeidentifier } from './deidentify/index.ts';
import { ensemble } from './ensemble/index.ts';
import { llm } from './llm/index.ts';
import { rules } from './rules/index.ts';
import { llmTranslator } from './translate/index.ts';

export { createRulesDeidentifier } from './deidentify/create-rules-deidentifier.ts';
export { createEnsembleParser } from './ensemble/create-ensemble-parser.ts';
export { ensemble } from './ensemble/index.ts';
export { reportParserErrors } from './errors.ts';
export { createLlmParser } from './llm/create-llm-parser.ts';
export { llmOptions, type LlmOptions } from './llm/options.ts';
export { llm } from './llm/index.ts';
export { createRulesParser } from './rules/create-rules-parser.ts';
export { rules } from './rules/index.ts';

export const plugin = definePlugin({
  name: '@totalfm/report-parsers',
  apiVersion: '^1.0.0',
  components: [rules, llm, ensemble, rulesDeidentifier, llmTranslator],
});

export default plugin;
