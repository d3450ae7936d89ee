import { mapTriple, type Triple, type Volume, type Window } from '@totalfm/core';
import { boxExtentMm, labelBoxes, reorient, totalFmWindows, wholeBox } from '@totalfm/imaging';
import { PNG } from 'pngjs';
import { eachPixel, planes, slicePicture, type Plane } from './slices.ts';

export interface ThreePlanes {
  readonly ct: Volume;
  /** A label map on the grid of the CT: each structure is outlined in a colour of its own. */
  readonly labels?: Volume;
  readonly window?: Window;
  /** Pixels of each picture along each side. */
  readonly edge?: number;
}

/** Colours that stay apart on grey; structures take them in turn. */
const colours = [
  0xe6194b, 0x3cb44b, 0xffe119, 0x4363d8, 0xf58231, 0x911eb4, 0x42d4f4, 0xf032e6, 0xbfef45, 0xfabed4, 0x469990,
  0xdcbeff,
];

const gap = 4;

/**
 * A PNG of the axial, coronal and sagittal slices through the middle of the labels, or of the volume, as radiologists look at
 * them. For people: nothing is measured on it.
 */
export function threePlanesPng({
  ct,
  labels,
  window = totalFmWindows['soft-tissue'],
  edge = 384,
}: ThreePlanes): Buffer {
  const volume = reorient(ct);
  const outlined = labels && reorient(labels);
  const png = new PNG({ width: 3 * edge + 2 * gap, height: edge });
  png.data.fill(40);
  planes.forEach((plane, column) => {
    const view = { volume, centre: centreOf(volume, outlined), plane, edge };
    const grey = slicePicture(asOrgan(volume), plane, { centre: view.centre, window, edge }).values;
    const marks = outlined && outlinesOf({ ...view, volume: outlined });
    for (let y = 0; y < edge; y++)
      for (let x = 0; x < edge; x++) {
        const value = Math.round(255 * grey[y * edge + x]);
        const label = marks?.[y * edge + x] ?? 0;
        const colour = label > 0 ? colours[label % colours.length] : value * 0x010101;
        png.data.writeUInt32BE(((colour << 8) | 0xff) >>> 0, 4 * (y * png.width + column * (edge + gap) + x));
      }
  });
  return PNG.sync.write(png);
}

const asOrgan = (volume: Volume) => {
  const extentMm = boxExtentMm(wholeBox(volume.size), volume.spacing);
  return {
    organ: 'exam',
    hu: volume.data as Int16Array,
    size: volume.size,
    extentMm,
    organExtentMm: extentMm,
    organMl: 0,
  };
};

/** The middle of the box around all labels. */
function centreOf({ size }: Volume, labels?: Volume): Triple {
  const boxes = labels ? [...labelBoxes(labels).values()] : [];
  if (boxes.length === 0) return mapTriple(size, (edge) => edge >> 1);
  return mapTriple(size, (_, axis) => {
    const low = Math.min(...boxes.map(({ start }) => start[axis]));
    return (low + Math.max(...boxes.map(({ end }) => end[axis]))) >> 1;
  });
}

interface LabelSlice {
  readonly volume: Volume;
  readonly centre: Triple;
  readonly plane: Plane;
  readonly edge: number;
}

/** The label of each pixel on the rim of a structure, 0 elsewhere. */
function outlinesOf(view: LabelSlice) {
  const { edge } = view;
  const labels = nearestLabels(view);
  const isRim = (at: number) => [at - 1, at + 1, at - edge, at + edge].some((next) => labels[next] !== labels[at]);
  return labels.map((label, at) => (label > 0 && isRim(at) ? label : 0));
}

function nearestLabels({ volume, centre, plane, edge }: LabelSlice): Uint16Array {
  const { data, size, spacing } = volume;
  const labels = new Uint16Array(edge * edge);
  const nearest = (position: number, axis: number) => Math.min(Math.max(Math.round(position), 0), size[axis] - 1);
  eachPixel({ size, extentMm: boxExtentMm(wholeBox(size), spacing) }, plane, { centre, edge }, (pixel, at) => {
    const [i, j, k] = at.map(nearest);
    labels[pixel] = data[i + size[0] * (j + size[1] * k)];
  });
  return labels;
}
