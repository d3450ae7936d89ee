import {
  defineComponent,
  tokens,
  type LabelFile,
  type ReadVolumeOptions,
  type Volume,
  type VolumeReader,
} from '@totalfm/core';
import { z } from 'zod';
import { imagingErrors } from '../errors.ts';
import { decodeImage } from '../raw/decode-image.ts';
import { badHeader } from '../raw/image-errors.ts';
import { readTextHeader } from '../raw/text-header.ts';
import { endOfHeader, isNrrd, parseHeader, type NrrdHeader } from './header.ts';
import { layoutOf, type NrrdLayout } from './layout.ts';
import { segmentsOf, type Segment } from './segments.ts';

const identity = { id: 'nrrd', version: '1' } as const;

/** Reads NRRD files (attached and detached, raw and gzip) with the segment names of 3D Slicer. */
export function createNrrdReader(): VolumeReader {
  return {
    ...identity,
    format: 'NRRD',
    extensions: ['.seg.nrrd', '.nrrd', '.nhdr'],
    recognizes: ({ head, gzipped }) => !gzipped && isNrrd(head),
    read: async (path, options) => decodeImage((await open(path, options)).layout, options),
    header: async (path, options) => (await open(path, options)).layout.geometry,
    async readLabelMap(path, options) {
      const { header, layout } = await open(path, options);
      const segments = segmentsOf(path, header);
      if (segments.length === 0) return { volume: await decodeImage(layout, options) };
      return layout.frames === 1
        ? {
            volume: await decodeImage(layout, options),
            names: new Map(segments.map(({ label, name }) => [label, name])),
          }
        : joinLayers(layout, segments, options);
    },
    async files(path, signal) {
      const { file } = (await open(path, { signal })).layout.data;
      return [...new Set([path, file])].sort();
    },
  };
}

async function open(
  path: string,
  { signal, warn }: ReadVolumeOptions = {},
): Promise<{ readonly header: NrrdHeader; readonly layout: NrrdLayout }> {
  const text = await readTextHeader(path, endOfHeader, signal);
  if (!text || !isNrrd(Buffer.from(text.text.slice(0, 9), 'latin1')))
    throw badHeader(path, 'it has no header of NRRD.');
  const header = parseHeader(text.text);
  const layout = layoutOf(path, header, text);
  if (layout.assumed) {
    const fix =
      'Look at the scan in a viewer; if it lies wrongly there, write its header again from the original series.';
    warn?.(imagingErrors.TFM_IMAGE_ORIENTATION({ file: path, message: layout.assumed, fix }).toJSON());
  }
  return { header, layout };
}

/** Segments of several layers as one label map, numbered in their order. Where segments overlap, the later one wins. */
async function joinLayers(
  layout: NrrdLayout,
  segments: readonly Segment[],
  options: ReadVolumeOptions = {},
): Promise<LabelFile> {
  let joined: Volume<Uint16Array> | undefined;
  for (const layer of new Set(segments.map((segment) => segment.layer))) {
    const { data, ...geometry } = await decodeImage(layout, { ...options, frame: layer });
    joined ??= { ...geometry, data: new Uint16Array(data.length) };
    for (const [index, segment] of segments.entries()) {
      if (segment.layer !== layer) continue;
      for (let voxel = 0; voxel < data.length; voxel++)
        if (data[voxel] === segment.label) joined.data[voxel] = index + 1;
    }
  }
  return { volume: joined as Volume, names: new Map(segments.map(({ name }, index) => [index + 1, name])) };
}

export const nrrdReader = defineComponent({
  provides: tokens.VolumeReader,
  ...identity,
  description: 'NRRD files, and segmentations of 3D Slicer.',
  options: z.strictObject({}),
  create: createNrrdReader,
});
