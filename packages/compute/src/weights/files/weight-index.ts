import { dirname, join } from 'node:path';
import { computeErrors } from '../../errors.ts';

/** Files of a model that is too large for one, each with the tensors that lie in it. */
export type WeightIndex = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Reads `model.safetensors.index.json` or `pytorch_model.bin.index.json`: paths of files, which lie beside it, and names of their
 * tensors. Throws `TFM_CHECKPOINT_CORRUPT`.
 */
export function parseWeightIndex(text: string, file: string): WeightIndex {
  const corrupt = (message: string, cause?: unknown) => corruptIndex(file, message, cause);
  let map: unknown;
  try {
    map = (JSON.parse(text) as { weight_map?: unknown } | null)?.weight_map;
  } catch (cause) {
    throw corrupt('The index is not JSON.', cause);
  }
  const places = Object.entries(map ?? {}) as Array<[string, unknown]>;
  const index = new Map<string, Set<string>>();
  for (const [name, place] of places) {
    // A shard lies beside its index: a path out of the folder is none.
    if (typeof place !== 'string' || !/^[\w-][\w.-]*\.(safetensors|bin|pt|pth)$/.test(place))
      throw corrupt(`The index does not say in which file ${name} lies.`);
    const path = join(dirname(file), place);
    index.set(path, (index.get(path) ?? new Set()).add(name));
  }
  if (index.size === 0) throw corrupt('The index does not say in which file each tensor lies.');
  return index;
}

export const corruptIndex = (file: string, message: string, cause?: unknown) =>
  computeErrors.TFM_CHECKPOINT_CORRUPT({
    file,
    message,
    fix: 'Copy the checkpoint again, with all its files.',
    cause,
  });
