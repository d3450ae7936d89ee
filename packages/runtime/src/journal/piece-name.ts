/** File name of a chunk's piece: sorts as the chunks do. */
export const pieceName = (chunk: number, extension = 'jsonl'): string =>
  `${String(chunk).padStart(6, '0')}.${extension}`;
