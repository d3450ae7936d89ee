import { basename } from 'node:path';
import { looksLikeZip } from '@totalfm/core';
import { openFileBytes, type FileBytes } from './files/file-bytes.ts';
import { looksLikeSafetensors, openSafetensors } from './files/safetensors-file.ts';
import { openTorchArchive } from './files/torch-archive.ts';
import { looksLikeTorchLegacy, openPickle, openTorchLegacy } from './files/torch-legacy.ts';
import { corruptIndex, parseWeightIndex } from './files/weight-index.ts';
import type { StoredTensor } from './stored-tensor.ts';
import { tensorsIn } from './tensors-in.ts';
import { damagedWeights, otherFormat, tooMuch } from './weights-errors.ts';
import type { Weights } from './weights.ts';

/** More bytes than the index of any model has. */
const INDEX_LIMIT = 2 ** 26;
const HEAD_BYTES = 512;

/**
 * Opens weights of any format that is read, told by content: safetensors; what `torch.save` writes, as a zip archive or as before
 * PyTorch 1.6; a pickle of NumPy arrays; or the `index.json` of several of them. Nothing of a file is executed. Throws
 * `TFM_FILE_MISSING`, `TFM_WEIGHTS_FORMAT`, `TFM_WEIGHTS_CODE`, `TFM_WEIGHTS_CORRUPT`, `TFM_WEIGHTS_LIMIT`, and
 * `TFM_CHECKPOINT_CORRUPT` for safetensors and an index.
 */
export async function openWeights(file: string): Promise<Weights> {
  const source = await openFileBytes(file);
  const head = await source.read(0, HEAD_BYTES);
  if (head[0] === 0x7b) return openIndexed(source);
  return openFile(source, head);
}

async function openFile(source: FileBytes, head: Buffer): Promise<Weights> {
  const { file, size: bytes } = source;
  if (looksLikeSafetensors(head)) return { file, bytes, format: 'safetensors', value: await openSafetensors(source) };
  if (looksLikeZip(head)) return { file, bytes, format: 'torch-archive', value: await openTorchArchive(source) };
  if (looksLikeTorchLegacy(head)) return { file, bytes, format: 'torch-legacy', value: await openTorchLegacy(source) };
  // All pickles but those of the oldest protocols, which nothing tells from a text.
  if (head[0] === 0x80) return { file, bytes, format: 'pickle', value: await openPickle(source) };
  if (head.length === 0) throw damagedWeights(file, 'The file is empty.');
  if (head.toString('latin1', 257, 262) === 'ustar')
    throw otherFormat(file, 'It is a tar archive, as the first versions of PyTorch wrote; save it again there.');
  throw otherFormat(file, 'It is neither safetensors nor what `torch.save` writes.');
}

/** Tensors of all files that an index names, by the names that it has for them. */
async function openIndexed(source: FileBytes): Promise<Weights> {
  const { file } = source;
  if (source.size > INDEX_LIMIT) throw tooMuch(file, `The index has ${source.size} bytes.`);
  const tensors = new Map<string, StoredTensor>();
  let bytes = 0;
  for (const [path, names] of parseWeightIndex((await source.read(0, source.size)).toString('utf8'), file)) {
    const shard = await openShard(path, file);
    const there = tensorsIn(shard);
    const absent = [...names].find((name) => !there.has(name));
    if (absent !== undefined)
      throw corruptIndex(file, `The index says that ${absent} lies in ${basename(path)}; it does not.`);
    for (const [name, tensor] of there) {
      if (tensors.has(name))
        throw corruptIndex(file, `The tensor ${name} lies in ${basename(path)} and in another file.`);
      tensors.set(name, tensor);
    }
    bytes += shard.bytes;
  }
  return { file, format: 'index', value: tensors, bytes };
}

async function openShard(path: string, index: string): Promise<Weights> {
  const shard = await openFileBytes(path).catch((cause: unknown) => {
    throw corruptIndex(index, `The index names ${basename(path)}, which cannot be read.`, cause);
  });
  return openFile(shard, await shard.read(0, HEAD_BYTES));
}
