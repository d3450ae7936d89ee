import { describeCohort } from '@totalfm/testing';
import { phantomOptions } from './options.ts';
import { createPhantomCohort } from './phantom-cohort.ts';

describeCohort('phantom', { make: () => createPhantomCohort(phantomOptions.parse({ exams: 4, seed: 3, spacing: [8, 8, 10] }), { organs: [] }) });
