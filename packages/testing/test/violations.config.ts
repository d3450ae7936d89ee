import { mergeConfig } from 'vitest/config';
import base from '../../../vitest.config.ts';

const config = mergeConfig(base, {});
config.test = { ...config.test, include: ['packages/testing/test/*violations.fixture.ts'], reporters: [] };

export default config;
