import { languageModelErrors } from '../errors.ts';

/** How rotary positions are stretched, as a config names it. */
export interface RopeOptions {
  readonly base: number;
  readonly type: string;
  readonly factor?: number;
  /** Of `llama3`. */
  readonly lowFactor?: number;
  readonly highFactor?: number;
  readonly originalContext?: number;
}

type Stretch = (frequency: number, options: Required<RopeOptions>) => number;

const stretches: Readonly<Record<string, { readonly needs: readonly (keyof RopeOptions)[]; readonly of: Stretch }>> = {
  default: { needs: [], of: (frequency) => frequency },
  // Chen et al. 2023: positions between those that were trained.
  linear: { needs: ['factor'], of: (frequency, { factor }) => frequency / factor },
  // Llama 3.1: long waves as `linear`, short ones as they are, those between by how many turns they make in the old context.
  llama3: {
    needs: ['factor', 'lowFactor', 'highFactor', 'originalContext'],
    of(frequency, { factor, lowFactor, highFactor, originalContext }) {
      const turns = (originalContext * frequency) / (2 * Math.PI);
      const short = Math.min(1, Math.max(0, (turns - lowFactor) / (highFactor - lowFactor)));
      return short * frequency + ((1 - short) * frequency) / factor;
    },
  },
};

/** Radians a position of each pair: base^(−2 i / headDim), stretched. Throws `TFM_LM_ROPE`; `file` is named there. */
export function frequenciesOf(options: RopeOptions, headDim: number, file: string): readonly number[] {
  const known = Object.hasOwn(stretches, options.type) ? stretches[options.type] : undefined;
  if (!known)
    throw languageModelErrors.TFM_LM_ROPE({
      file,
      message: `The model's rotary positions are of the type ${options.type}; ${Object.keys(stretches).join(', ')} are known.`,
      fix: 'Use a model with positions of one of these types.',
    });
  const missing = known.needs.find((name) => options[name] === undefined);
  if (missing)
    throw languageModelErrors.TFM_LM_CONFIG({
      file,
      message: `Rotary positions of the type ${options.type} need ${names[missing]}, which config.json does not have.`,
      fix: 'Download config.json again, as the model’s authors wrote it.',
    });
  return Array.from({ length: headDim / 2 }, (_, pair) =>
    known.of(options.base ** ((-2 * pair) / headDim), options as Required<RopeOptions>),
  );
}

const names: Readonly<Record<keyof RopeOptions, string>> = {
  base: 'rope_theta',
  type: 'rope_type',
  factor: 'factor',
  lowFactor: 'low_freq_factor',
  highFactor: 'high_freq_factor',
  originalContext: 'original_max_position_embeddings',
};
