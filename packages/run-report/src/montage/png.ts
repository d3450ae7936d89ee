import { PNG } from 'pngjs';
import type { Picture } from './slices.ts';

const grey = { colorType: 0, inputColorType: 0, inputHasAlpha: false, bitDepth: 8, deflateLevel: 9 } as const;

/** Pictures side by side, a thin gap between them, as a grey PNG in a data URI. */
export function pngDataUri(pictures: readonly Picture[], gap = 2): string {
  const [{ width: tile, height }] = pictures;
  const width = pictures.length * (tile + gap) - gap;
  const pixels = Buffer.alloc(width * height, 40);
  pictures.forEach(({ values }, column) => {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < tile; x++)
        pixels[y * width + column * (tile + gap) + x] = Math.round(255 * values[y * tile + x]);
    }
  });
  const png = new PNG({ width, height, ...grey });
  png.data = pixels;
  return `data:image/png;base64,${PNG.sync.write(png, grey).toString('base64')}`;
}
