import { testOrgans } from './fixtures/organs.ts';
import { describeOrgan } from './suites/organ.ts';

for (const organ of testOrgans) describeOrgan(organ);
