import { encoderErrors } from '@totalfm/encoders';
import { coreErrors } from '@totalfm/core';
import { expect, it } from 'vitest';
import { runtimeErrors } from '@totalfm/runtime';
import { exitCodeOf } from './exit-code.ts';

it('tells an experiment that cannot work from work that failed', () => {
  const details = { message: 'It is so.', fix: 'Change it.' };
  expect(exitCodeOf(runtimeErrors.TFM_OPTION_INVALID(details))).toBe(2);
  expect(exitCodeOf(encoderErrors.TFM_VISION_OPTIONS(details))).toBe(2);
  expect(exitCodeOf(coreErrors.TFM_DISK_FULL(details))).toBe(1);
  expect(exitCodeOf(coreErrors.TFM_CANCELLED(details))).toBe(130);
  expect(exitCodeOf(new Error('It is a defect.'))).toBe(1);
});
