import { PNG } from 'pngjs';
import type { Picture } from './slices.ts';

/** Pictures in rows and columns, a thin gap between them, as a grey PNG in a data URI. */
export function pngDataUri(rows: readonly (readonly Picture[])[], gap = 2): string {
  const [{ width: tileWidth, height: tileHeight }] = rows[0];
  const width = rows[0].length * (tileWidth + gap) - gap;
  const height = rows.length * (tileHeight + gap) - gap;
  const grey = new Uint8Array(width * height).fill(40);
  rows.forEach((pictures, row) =>
    pictures.forEach(({ values }, column) => {
      for (let y = 0; y < tileHeight; y++) {
        const start = (row * (tileHeight + gap) + y) * width + column * (tileWidth + gap);
        for (let x = 0; x < tileWidth; x++) grey[start + x] = Math.round(255 * values[y * tileWidth + x]);
      }
    }),
  );
  const png = new PNG({ width, height, colorType: 0, inputColorType: 0, inputHasAlpha: false, bitDepth: 8 });
  png.data = Buffer.from(grey);
  return `data:image/png;base64,${PNG.sync.write(png, { colorType: 0, inputColorType: 0, inputHasAlpha: false, bitDepth: 8, deflateLevel: 9 }).toString('base64')}`;
}
