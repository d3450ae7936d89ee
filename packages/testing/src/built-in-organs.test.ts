import { builtInOrgans } from '@totalfm/anatomy';
import { testOrgans } from './fixtures/organs.ts';
import { describeOrgan } from './suites/organ.ts';

for (const organ of [...builtInOrgans, ...testOrgans]) describeOrgan(organ);
