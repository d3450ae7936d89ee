import type { AnatomyTerms, Finding } from '@totalfm/core';
import { z } from 'zod';
import { changeTerms } from '../rules/language/changes.ts';

const changes = Object.keys(changeTerms) as [string, ...string[]];

/** `Renal Cyst` and `renal-cyst` are `renal_cyst`: ids are compared in this form. */
export const idForm = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');

const states: Readonly<Record<string, Finding['state']>> = {
  present: 'present',
  positive: 'present',
  yes: 'present',
  true: 'present',
  absent: 'absent',
  negative: 'absent',
  no: 'absent',
  false: 'absent',
  normal: 'absent',
  uncertain: 'uncertain',
  possible: 'uncertain',
  suspected: 'uncertain',
  equivocal: 'uncertain',
  indeterminate: 'uncertain',
};
const sides: Readonly<Record<string, 'left' | 'right' | 'both'>> = {
  left: 'left',
  right: 'right',
  both: 'both',
  bilateral: 'both',
};
const nothing = new Set(['', 'null', 'none', 'n/a', 'unknown', 'not_specified', 'midline']);

const absent = (value: unknown) => (typeof value === 'string' && nothing.has(idForm(value)) ? null : value);
const size = z.preprocess((value) => {
  const measured = typeof value === 'string' ? /^\s*(\d+(?:[.,]\d+)?)\s*(mm|cm)?/i.exec(value) : undefined;
  return measured
    ? Number(measured[1].replace(',', '.')) * (measured[2]?.toLowerCase() === 'cm' ? 10 : 1)
    : absent(value);
}, z.number().positive().max(1000).nullish().catch(null));

/**
 * One statement as a model gives it. Near-misses of the words for states and sides are understood; a value of no use in a
 * field that may be left out is left out; anything else makes the statement invalid.
 */
export const statementSchema = z.object({
  organ: z.string().min(1),
  finding: z.preprocess(absent, z.string().nullish()),
  quote: z.string().min(1),
  state: z.preprocess((value) => states[idForm(String(value))], z.enum(['present', 'absent', 'uncertain'])),
  side: z.preprocess((value) => sides[idForm(String(value))] ?? null, z.enum(['left', 'right', 'both']).nullable()),
  size_mm: size,
  change: z.preprocess((value) => idForm(String(value ?? '')), z.enum(changes).nullish().catch(null)),
  confidence: z.number().min(0).max(1).nullish().catch(null),
});

export type AnswerStatement = z.infer<typeof statementSchema>;

/** The JSON Schema that a model is asked to follow: exactly the experiment's organs and findings. */
export function answerSchema({ organs }: AnatomyTerms): Record<string, unknown> {
  const orNull = (type: string, more: object = {}) => ({ type: [type, 'null'], ...more });
  const fields = {
    organ: { type: 'string', enum: organs.map(({ organ }) => organ) },
    finding: orNull('string', { enum: [...organs.flatMap(({ findings }) => findings.map(({ id }) => id)), null] }),
    quote: { type: 'string' },
    state: { type: 'string', enum: ['present', 'absent', 'uncertain'] },
    side: orNull('string', { enum: ['left', 'right', 'both', null] }),
    size_mm: orNull('number'),
    change: orNull('string', { enum: [...changes, null] }),
    confidence: { type: 'number' },
  };
  return {
    title: 'report_findings',
    description: 'What a radiology report says of each organ.',
    type: 'object',
    additionalProperties: false,
    required: ['findings'],
    properties: {
      findings: {
        type: 'array',
        items: { type: 'object', additionalProperties: false, required: Object.keys(fields), properties: fields },
      },
    },
  };
}
