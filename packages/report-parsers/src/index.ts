import { definePlugin } from '@totalfm/core';
import { rules } from './rules/index.ts';

export { reportParserErrors } from './errors.ts';
export { createRulesParser } from './rules/create-rules-parser.ts';
export { rules } from './rules/index.ts';

export const plugin = definePlugin({ name: '@totalfm/report-parsers', apiVersion: '^1.0.0', components: [rules] });

export default plugin;
