import type { FindingsBeside } from '@totalfm/core';
import { wholeScanFindings } from '../whole-scan.ts';

/** Lymph nodes of any size, as far as a report describes them: what some data sets label, and no finding by itself. */
export const lymphNodes: FindingsBeside = {
  organ: wholeScanFindings.organ,
  findings: [
    {
      id: 'lymph_node',
      name: 'lymph node',
      grade: 'focal',
      terms: ['lymph node*', 'lymph nodule*', 'lymph gland*'],
    },
  ],
};
