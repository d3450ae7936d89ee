import { mergeConfig } from 'vitest/config';
import base from '../../../vitest.config.ts';

const config = mergeConfig(base, {});
// One tier of its own: what is expected to fail is no test of ours.
config.test = {
  ...config.test,
  projects: undefined,
  include: ['packages/testing/test/*violations.fixture.ts'],
  testTimeout: 20_000,
  reporters: [],
};

export default config;
