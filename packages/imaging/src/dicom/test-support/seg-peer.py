"""The reference peer of seg/peers.int.test.ts: writes segmentations with highdicom, and reads any with it."""

import json
import os
import sys

import highdicom as hd
import numpy as np
import pydicom
from pydicom.sr.codedict import codes
from pydicom.uid import ExplicitVRLittleEndian


def series(folder):
    datasets = [pydicom.dcmread(f"{folder}/{file}") for file in sorted(os.listdir(folder)) if not file.startswith(".")]
    for dataset in datasets:
        # highdicom refuses an empty one, which anonymisers write.
        if "SpecificCharacterSet" in dataset and not dataset.SpecificCharacterSet:
            del dataset.SpecificCharacterSet
    return sorted(datasets, key=lambda d: float(d.ImagePositionPatient[2]))


def describe(number, label, code, side=None):
    segment = hd.seg.SegmentDescription(
        segment_number=number,
        segment_label=label,
        segmented_property_category=codes.SCT.AnatomicalStructure,
        segmented_property_type=code,
        algorithm_type="MANUAL",
    )
    if side:
        item = hd.sr.CodedConcept.from_code(side)
        segment.SegmentedPropertyTypeCodeSequence[0].SegmentedPropertyTypeModifierCodeSequence = [item]
    return segment


def make(folder, masks, out, kind):
    """Masks: an array of slices × rows × columns × segments of 0 and 1, as raw bytes."""
    images = series(folder)
    count = len(masks)
    shape = (len(images), images[0].Rows, images[0].Columns)
    pixels = np.stack([np.fromfile(mask, dtype=np.uint8).reshape(shape) for mask in masks], axis=-1)
    segments = [
        describe(1, "Liver", codes.SCT.Liver),
        describe(2, "LK", codes.SCT.Kidney, codes.SCT.Left),
        describe(3, "Spine", codes.SCT.Spine),
    ][:count]
    if kind == "LABELMAP":
        labels = np.zeros(shape, dtype=np.uint8)
        for i in range(count):
            labels[pixels[..., i] > 0] = i + 1
        pixels = labels
    elif kind == "FRACTIONAL":
        pixels = pixels.astype(np.float32) * 0.9
    segmentation = hd.seg.Segmentation(
        source_images=images,
        pixel_array=pixels,
        segmentation_type=kind,
        segment_descriptions=segments,
        series_instance_uid=hd.UID(),
        series_number=9,
        sop_instance_uid=hd.UID(),
        instance_number=1,
        manufacturer="peer",
        manufacturer_model_name="peer",
        software_versions="1",
        device_serial_number="1",
        omit_empty_frames=True,
        transfer_syntax_uid=ExplicitVRLittleEndian,
    )
    segmentation.save_as(out)


def read(path, out):
    segmentation = hd.seg.segread(path)
    volume = segmentation.get_volume(combine_segments=True, relabel=False)
    volume.array.astype("<u2").tofile(f"{out}.raw")
    names = {int(s.segment_number): s.segment_label for s in segmentation.SegmentSequence}
    types = {}
    for s in segmentation.SegmentSequence:
        types[int(s.segment_number)] = s.segmented_property_type.value
    facts = {
        "shape": list(volume.array.shape),
        "affine": volume.affine.tolist(),
        "names": names,
        "types": types,
        "patient": str(segmentation.PatientID),
        "study": segmentation.StudyInstanceUID,
        "sources": sorted(str(uid) for _, _, uid in segmentation.get_source_image_uids()),
    }
    with open(f"{out}.json", "w") as file:
        json.dump(facts, file)


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(sys.argv[2], sys.argv[5:], sys.argv[3], sys.argv[4])
    else:
        read(sys.argv[2], sys.argv[3])
