import { didYouMean, tokens, type WithheldFindings } from '@totalfm/core';
import { runtimeErrors, type ConfigPath, type Json, type Place, type Registry, type Setting } from '@totalfm/runtime';
import { z } from 'zod';
import { pipelineErrors } from '../errors.ts';
import { foldFindings } from './fold-findings.ts';
import { askedOrgans, type Settings } from './organs.ts';

const sentences = z.enum(['keep', 'remove']).default('keep');
const unseenSchema = z.union([
  z.strictObject({ findings: z.array(z.string()).min(1), sentences }),
  z.strictObject({ folds: z.int().min(2), fold: z.int().min(0), sentences }),
]);

type Unseen = z.infer<typeof unseenSchema>;

const form =
  'Write `unseen: { findings: [renal_cyst] }`, or `unseen: { folds: 5, fold: 0 }` for the first part of five.';

/**
 * `unseen: { findings: [renal_cyst] }`: findings that are withheld from training and scored all the same. With `folds` they are one
 * of so many parts of all findings, so that a sweep of `unseen.fold` withholds each finding once.
 */
export const unseen: Setting = {
  description:
    'Findings that nothing names in training, to be scored as unseen: `findings`, or the `fold`th (from 0) of `folds` parts of all. `sentences`: whether those that state them stay in the texts as free text (keep), or are taken out (remove). Default: none.',
  jsonSchema: () => ({
    anyOf: [
      { const: false },
      { type: 'null' },
      {
        type: 'object',
        additionalProperties: false,
        properties: {
          findings: { type: 'array', minItems: 1, items: { type: 'string' } },
          folds: { type: 'integer', minimum: 2 },
          fold: { type: 'integer', minimum: 0 },
          sentences: { enum: sentences.unwrap().options, default: 'keep' },
        },
      },
    ],
  }),
  resolve(written, registry, placeOf, settings) {
    if (written === undefined || written === null || written === false) return false;
    const parsed = unseenSchema.safeParse(written);
    if (!parsed.success) {
      throw runtimeErrors.TFM_EXPERIMENT_VALUE({
        ...placeOf(['unseen']),
        option: 'unseen',
        message: '`unseen` says neither which findings are withheld, nor which of how many folds.',
        fix: form,
      });
    }
    check(parsed.data, findingsOf(registry, settings), placeOf);
    return parsed.data as Json;
  },
  views: [
    {
      token: tokens.WithheldFindings,
      of: (value, registry, settings): WithheldFindings => withheld(value as Unseen | false, registry, settings),
    },
  ],
};

function withheld(value: Unseen | false | undefined, registry: Registry, settings: Settings): WithheldFindings {
  if (!value) return { findings: [], sentences: 'keep' };
  const { sentences } = value;
  if ('findings' in value) return { findings: value.findings, sentences };
  return { findings: foldFindings({ organs: askedOrgans(registry, settings) }, value.folds)[value.fold], sentences };
}

const findingsOf = (registry: Registry, settings: Settings): readonly string[] => [
  ...new Set(askedOrgans(registry, settings).flatMap(({ findings }) => findings.map(({ id }) => id))),
];

/** Throws `TFM_UNSEEN_FINDING`, `TFM_UNSEEN_ALL` and `TFM_UNSEEN_FOLD`. */
function check(unseen: Unseen, known: readonly string[], placeOf: (path: ConfigPath) => Place): void {
  const at = (...path: readonly (string | number)[]) => ({
    ...placeOf(['unseen', ...path]),
    option: `unseen.${path[0]}`,
  });
  if ('folds' in unseen) {
    const { folds, fold } = unseen;
    if (fold >= folds)
      throw pipelineErrors.TFM_UNSEEN_FOLD({
        ...at('fold'),
        message: `There is no fold ${fold} of ${folds}: they are counted from 0.`,
        fix: `Name one from 0 to ${folds - 1}.`,
      });
    if (folds > known.length)
      throw pipelineErrors.TFM_UNSEEN_FOLD({
        ...at('folds'),
        message: `${known.length} findings cannot be dealt to ${folds} folds: some would withhold nothing.`,
        fix: `Ask for ${known.length} folds at most, or for more findings or organs.`,
      });
    return;
  }
  for (const [index, id] of unseen.findings.entries()) {
    if (known.includes(id)) continue;
    throw pipelineErrors.TFM_UNSEEN_FINDING({
      ...at('findings', index),
      message: `No organ of the experiment has the finding \`${id}\`, so that it cannot be withheld.`,
      fix: didYouMean(id, known),
    });
  }
  if (known.every((id) => unseen.findings.includes(id)))
    throw pipelineErrors.TFM_UNSEEN_ALL({
      ...at('findings'),
      message: `All ${known.length} findings of the experiment are withheld: nothing would be learned of any.`,
      fix: 'Leave some of them out of `unseen.findings`, or withhold each in its turn: `unseen: { folds: 5, fold: 0 }`.',
    });
}
