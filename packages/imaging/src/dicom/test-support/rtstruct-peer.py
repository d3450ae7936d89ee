"""The reference peer of rtstruct/peers.int.test.ts: draws structure sets on a series with rt-utils, and rasterises any with it."""

import json
import sys

import numpy as np
from rt_utils import RTStructBuilder


def make(folder, out, masks):
    """Masks: slices × rows × columns of labels from 1, as raw bytes. Each label becomes a structure."""
    structures = RTStructBuilder.create_new(dicom_series_path=folder)
    count = len(structures.series_data)
    first = structures.series_data[0]
    labels = np.fromfile(masks, dtype=np.uint8).reshape(count, first.Rows, first.Columns)
    for label in np.unique(labels[labels > 0]):
        structures.add_roi(mask=np.moveaxis(labels == label, 0, -1), name=f"label {label}")
    structures.save(out)


def read(folder, structures, out):
    """Labels as `make` takes them, from the masks that the peer makes of outlines; the later wins."""
    found = RTStructBuilder.create_from(dicom_series_path=folder, rt_struct_path=structures)
    labels = None
    for name in found.get_roi_names():
        mask = np.moveaxis(found.get_roi_mask_by_name(name), -1, 0)
        labels = np.zeros(mask.shape, dtype=np.uint8) if labels is None else labels
        labels[mask] = int(name.split()[-1])
    labels.tofile(out)


def count_outlines(structures, out):
    """How many outlines each slice of each structure has."""
    import pydicom

    found = {}
    dataset = pydicom.dcmread(structures)
    names = {roi.ROINumber: roi.ROIName for roi in dataset.StructureSetROISequence}
    for roi in dataset.ROIContourSequence:
        slices = {}
        for contour in roi.ContourSequence:
            slices[str(contour.ContourData[2])] = slices.get(str(contour.ContourData[2]), 0) + 1
        found[names[roi.ReferencedROINumber]] = sorted(slices.values())
    with open(out, "w") as file:
        json.dump(found, file)


if __name__ == "__main__":
    command, *args = sys.argv[1:]
    {"make": make, "read": read, "count": count_outlines}[command](*args)
