import type { OptionsOf, ReportComposer, ReportGenerator } from '@totalfm/core';
import { describeComponent, describePlugin, describeReportComposer, describeReportGenerator } from '@totalfm/testing';
import { normalGenerator } from './baselines/normal.ts';
import { retrievalGenerator } from './baselines/retrieval.ts';
import { templateGenerator } from './baselines/template.ts';
import { organByOrgan } from './composer/organ-by-organ.ts';
import { plugin } from './index.ts';
import { qFormerGenerator } from './q-former/index.ts';

describePlugin(plugin);
for (const component of [qFormerGenerator, normalGenerator, templateGenerator, retrievalGenerator, organByOrgan])
  describeComponent(component);

const generators: readonly (() => ReportGenerator | Promise<ReportGenerator>)[] = [
  () => normalGenerator.create({ options: { sentences: 2 }, needs: {}, references: {} }),
  () => templateGenerator.create({ options: {}, needs: {}, references: {} }),
  () => retrievalGenerator.create({ options: { neighbours: [3, 5], most: 8 }, needs: {}, references: {} }),
];
for (const make of generators) describeReportGenerator((await make()).id, { make });

const defaults = organByOrgan.options.parse({});
const makeComposer = (options: Partial<OptionsOf<typeof organByOrgan.options>> = {}) =>
  organByOrgan.create({ options: { ...defaults, ...options }, needs: {}, references: {} }) as ReportComposer;
describeReportComposer('organ-by-organ', { make: () => makeComposer({ slabs: 2 }) });
