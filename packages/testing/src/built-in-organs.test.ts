import { builtInOrgans } from '@totalfm/core';
import { testOrgans } from './fixtures/organs.ts';
import { describeOrgan } from './suites/organ.ts';

for (const organ of [...builtInOrgans, ...testOrgans]) describeOrgan(organ);
