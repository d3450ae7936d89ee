import { tokens, type KnownReports } from '@totalfm/core';
import { runtimeErrors, type Json, type Setting } from '@totalfm/runtime';
import { z } from 'zod';

const reportsSchema = z.strictObject({ share: z.number().gt(0).max(1).default(1) });

/**
 * `reports: { share: 0.05 }`: of one in twenty patients the reports are known that training learns from. CTs of the others
 * are still pretrained on, and exams of validation and test keep all that is known of them.
 */
export const reports: Setting = {
  description:
    'Of which share of the training patients reports are known (above 0, at most 1): what learns from reports is told nothing of the others, of whom the CTs stay. A smaller share is part of a larger one, whatever the seed. Default: 1.',
  jsonSchema: () => ({
    type: 'object',
    additionalProperties: false,
    properties: { share: { type: 'number', exclusiveMinimum: 0, maximum: 1, default: 1 } },
  }),
  resolve(written, _registry, placeOf) {
    const parsed = reportsSchema.safeParse(written ?? {});
    if (parsed.success) return parsed.data;
    const path = ['reports', ...(parsed.error.issues[0].path as string[])];
    throw runtimeErrors.TFM_EXPERIMENT_VALUE({
      ...placeOf(path),
      option: path.join('.'),
      message: '`reports` does not say of which share of the training patients reports are known.',
      fix: 'Write `reports: { share: 0.05 }`, with a number above 0 and at most 1.',
    });
  },
  views: [
    {
      token: tokens.KnownReports,
      // An experiment of an earlier version has no such key.
      of: (value: Json | undefined): KnownReports | undefined => {
        const { share } = reportsSchema.parse(value ?? {});
        return share < 1 ? { share } : undefined;
      },
    },
  ],
};
