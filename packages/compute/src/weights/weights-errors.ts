import { computeErrors } from '../errors.ts';

/** A file that is truncated, or contradicts itself. `message` is a full sentence. */
export const damagedWeights = (file: string, message: string) =>
  computeErrors.TFM_WEIGHTS_CORRUPT({ file, message, fix: 'Copy or download the file again: nothing of it was used.' });

/** A file that wants something that is no plain data; `place` says where in the file. */
export const refusedCode = (file: string, wanted: string, place: string) =>
  computeErrors.TFM_WEIGHTS_CODE({
    file,
    message: `The file wants ${printable(wanted)} (${place}). Tensors, numbers, texts, lists and dictionaries are read; nothing of a file is executed.`,
    fix: 'If you trust the file, open it in the program that wrote it, and save its tensors alone: `torch.save(model.state_dict(), path)`, or as safetensors.',
  });

export const tooMuch = (file: string, message: string) =>
  computeErrors.TFM_WEIGHTS_LIMIT({
    file,
    message,
    fix: 'Save the tensors alone, contiguous: a file that claims this much is damaged, or was made to exhaust memory.',
  });

export const otherFormat = (file: string, message: string) =>
  computeErrors.TFM_WEIGHTS_FORMAT({
    file,
    message,
    fix: 'Name a safetensors file, a file that `torch.save` wrote, or the index.json of several of them.',
  });

export const unreadableType = (file: string, message: string) =>
  computeErrors.TFM_WEIGHTS_TYPE({
    file,
    message,
    fix: 'Leave the tensor out where it is not needed, or save it as float32.',
  });

/** A text of a file within a message: short, and without what moves a terminal's cursor. */
export function printable(text: string): string {
  const plain = text.replace(/[^\x20-\x7e\u00a1-\ud7ff]/g, '�');
  return plain.length > 120 ? `${plain.slice(0, 120)}…` : plain;
}
