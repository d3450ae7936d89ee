/** Components that break their contracts, each in one way: `violations.test.ts` sees the suites find every one. */
import { defineComponent, defineOrgan, definePlugin, tokens, type Cohort } from '@totalfm/core';
import { z } from 'zod';
import {
  describeCohort,
  describeOrgan,
  describePairStore,
  describePlugin,
  describeReportParser,
  pairColumnsOf,
  testOrgans,
} from '../src/index.ts';

const [liver] = testOrgans;

describeOrgan(defineOrgan({ ...liver, organ: 'Liver' }));
describeOrgan(defineOrgan({ ...liver, organ: 'liver_terms', terms: ['Liver'] }));
describeOrgan(
  defineOrgan({
    ...liver,
    organ: 'liver_phantom',
    phantom: {
      shapes: [{ structure: 'liver', centre: [0, 0, 0.5], radiiMm: [10, 10, 10] }],
      hu: { plain: 50, contrast: 100 },
      findings: [
        {
          finding: 'hepatic_cyst',
          prevalence: 0.5,
          focal: { diameterMm: [5, 10], hu: [0, 10] },
          wordings: ['There is a hepatic cyst.', 'Cyst.'],
        },
      ],
    },
  }),
);

describePlugin(definePlugin({ name: 'old', apiVersion: '^0.1.0', components: [defineOrgan(liver)] }));
describePlugin(
  definePlugin({
    name: 'loose',
    apiVersion: '^1.0.0',
    components: [
      defineComponent({
        provides: tokens.Segmenter,
        id: 'Loose_Id',
        description: 'no sentence',
        options: z.object({ undescribed: z.number().default(1) }),
        create: () => ({ passthrough: true, segment: () => Promise.reject(new Error()) }),
      }),
    ],
  }),
);

describeReportParser('everything-is-liver', {
  make: () => ({
    parse: async (report) => ({
      findings: [
        {
          organ: 'liver',
          sentence: { text: report, start: 1, end: report.length },
          state: 'present',
          sides: [],
          confidence: 1,
        },
      ],
      mentioned: ['liver'],
    }),
  }),
});

const listing = [
  { id: 'a', patient: 'p', split: 'train' },
  { id: 'b', patient: 'p', split: 'test' },
] as const;
describeCohort('leaky', {
  make: (): Cohort => ({ list: async () => listing, open: () => Promise.reject(new Error('no code')) }),
});

describePairStore('forgetful', {
  make: () => ({
    writePiece: async () => {},
    finish: async () => {},
    open: async () => ({
      columns: pairColumnsOf([]),
      rows: async () => [],
      volume: () => Promise.reject(new Error()),
      async *stream() {},
      close: async () => {},
    }),
  }),
});
