/** JSON Lines: one value a line, each line ended. */
export const jsonLines = (values: readonly unknown[]): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join('');

/** Throws what `damaged` makes where a line is not JSON, or the last one has no end. */
export function parseLines<Value>(text: string, damaged: (cause?: unknown) => Error): readonly Value[] {
  if (text === '') return [];
  if (!text.endsWith('\n')) throw damaged();
  try {
    // One parse of an array is faster than one for each line.
    return JSON.parse(`[${text.slice(0, -1).replaceAll('\n', ',')}]`) as readonly Value[];
  } catch (cause) {
    throw damaged(cause);
  }
}

const decoder = new TextDecoder();

/** UTF-8 as text. */
export const textOf = (bytes: Uint8Array): string => decoder.decode(bytes);
