import type { ParameterSpecs, ParameterValues } from '@totalfm/core';
import { computeErrors } from '../errors.ts';
import { compareNames, nearestName, prefixBetween, type NameComparison } from './compare-names.ts';
import type { NamedTensor } from './safetensors.ts';

/** Names that a message has of many. */
const SHOWN = 5;
/** Names of a file that one is held against. */
const CANDIDATES = 2000;

export interface MatchOptions {
  /** Whether the file may hold tensors that the model does not have. Default: allowed. */
  readonly surplus?: 'allowed' | 'refused';
  /** What helps where they do not match, as a full sentence. Default: the experiment that trained the checkpoint. */
  readonly advice?: string;
}

const ADVICE = 'Use the experiment that trained the checkpoint (it is saved beside the run), or train again.';

/**
 * Values of every spec from the tensors of a file. Throws `TFM_CHECKPOINT_MISMATCH` with the names that are missing, those that are
 * surplus and, where one of these looks like one of those, which; or with what has another shape.
 */
export function matchParameters(
  specs: ParameterSpecs,
  tensors: Readonly<Record<string, NamedTensor>>,
  file: string,
  options: MatchOptions = {},
): ParameterValues {
  const matched = matchTensors(specs, tensors, file, options);
  return Object.fromEntries(Object.entries(matched).map(([name, { data }]) => [name, data]));
}

/** The tensors of a file that are parameters of the specs, as {@link matchParameters} has their values. */
export function matchTensors<Tensor extends Shaped>(
  specs: ParameterSpecs,
  tensors: Readonly<Record<string, Tensor>>,
  file: string,
  { surplus = 'allowed', advice = ADVICE }: MatchOptions = {},
): Readonly<Record<string, Tensor>> {
  const names = compareNames(Object.keys(specs), Object.keys(tensors));
  if (names.missing.length > 0) throw missing(specs, tensors, { file, names, advice });
  if (surplus === 'refused' && names.surplus.length > 0)
    throw mismatch(file, `The checkpoint holds ${listed(names.surplus)}, which the model does not have.`, [advice]);
  const reshaped = Object.keys(specs).filter((name) => !hasShape(tensors[name], specs[name].shape));
  if (reshaped.length > 0) {
    const [name] = reshaped;
    const others = reshaped.length > 1 ? `, and ${reshaped.length - 1} more in another shape` : '';
    const [has, needs] = [tensors[name].shape, specs[name].shape].map((shape) => `[${shape.join(', ')}]`);
    throw mismatch(file, `The checkpoint holds ${name} as ${has}; the model needs ${needs}${others}.`, [advice]);
  }
  return Object.fromEntries(Object.keys(specs).map((name) => [name, tensors[name]]));
}

type Shaped = Pick<NamedTensor, 'shape'>;

const hasShape = (tensor: Shaped, shape: readonly number[]) => tensor.shape.join() === shape.join();

/** `a, b (and 3 more)`. */
const listed = (names: readonly string[]) =>
  names.slice(0, SHOWN).join(', ') + (names.length > SHOWN ? ` (and ${names.length - SHOWN} more)` : '');

function missing(
  specs: ParameterSpecs,
  tensors: Readonly<Record<string, Shaped>>,
  { file, names, advice }: { readonly file: string; readonly names: NameComparison; readonly advice: string },
) {
  const surplus = names.surplus.length > 0 ? ` It holds ${listed(names.surplus)}, which the model does not have.` : '';
  const message = `The checkpoint has no ${listed(names.missing)}.${surplus}`;
  const prefix = prefixBetween(names);
  if (prefix) {
    const whose = prefix.of === 'file' ? 'the checkpoint' : 'the model';
    const hint = `Names differ by "${prefix.text}", which ${whose} has before them: leave it out.`;
    return mismatch(file, message, [hint, advice]);
  }
  const alike = names.missing.slice(0, SHOWN).flatMap((name) => {
    const ofShape = names.surplus.filter((other) => hasShape(tensors[other], specs[name].shape)).slice(0, CANDIDATES);
    const nearest = nearestName(name, ofShape);
    return nearest === undefined ? [] : [`${nearest} for ${name}`];
  });
  return mismatch(
    file,
    message,
    alike.length > 0 ? [`The checkpoint may have ${alike.join(', ')}.`, advice] : [advice],
  );
}

const mismatch = (file: string, message: string, help: readonly string[]) =>
  computeErrors.TFM_CHECKPOINT_MISMATCH({ file, message, fix: help.join(' ') });
