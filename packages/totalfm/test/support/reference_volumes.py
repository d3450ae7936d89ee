"""
What others make of a CT and its label map; prints JSON.
`stats CT LABELS`: voxels, mm³ and mean HU by label, as SimpleITK's filters measure them on the label map's own grid.
`resampled WITH CT LABELS OUR_CT OUR_LABELS`: how far our files of another spacing lie from those of SimpleITK or MONAI.
"""

import json
import sys

import numpy as np


def stats(ct_file, labels_file):
    import SimpleITK as sitk

    ct, labels = sitk.ReadImage(ct_file, sitk.sitkFloat64), sitk.ReadImage(labels_file, sitk.sitkUInt16)
    if labels.GetSize() != ct.GetSize():
        ct = sitk.Resample(ct, labels, sitk.Transform(), sitk.sitkLinear)
    values, shapes = sitk.LabelStatisticsImageFilter(), sitk.LabelShapeStatisticsImageFilter()
    values.Execute(ct, labels)
    shapes.Execute(labels)
    return {
        n: {"voxels": values.GetCount(n), "volumeMm3": shapes.GetPhysicalSize(n), "meanHu": values.GetMean(n)}
        for n in values.GetLabels()
        if n != 0
    }


def by_simple_itk(ct_file, labels_file, our_ct, our_labels):
    import SimpleITK as sitk

    grid = sitk.ReadImage(our_ct)
    ct = sitk.Resample(sitk.ReadImage(ct_file, sitk.sitkFloat64), grid, sitk.Transform(), sitk.sitkLinear)
    labels = sitk.Resample(sitk.ReadImage(labels_file), grid, sitk.Transform(), sitk.sitkNearestNeighbor)
    return [sitk.GetArrayFromImage(image) for image in (ct, labels, grid, sitk.ReadImage(our_labels))]


def by_monai(ct_file, labels_file, our_ct, our_labels):
    import nibabel as nib
    from monai.transforms import LoadImage, Spacing

    load = LoadImage(image_only=True, ensure_channel_first=True, reader="NibabelReader")
    ours = [nib.load(file) for file in (our_ct, our_labels)]
    spacing = [float(step) for step in ours[0].header.get_zooms()]
    # scale_extent: the new grid covers the same place, as ours does where the extent is a multiple of the spacing.
    made = [
        Spacing(spacing, mode=mode, padding_mode="border", scale_extent=True)(load(file))
        for file, mode in ((ct_file, "bilinear"), (labels_file, "nearest"))
    ]
    for theirs, our in zip(made, ours):
        assert np.allclose(theirs.affine.numpy(), our.affine, atol=1e-3), (theirs.affine, our.affine)
    return [made[0].numpy()[0], made[1].numpy()[0], *(np.asarray(our.dataobj) for our in ours)]


def resampled(how, *files):
    ct, labels, our_ct, our_labels = {"SimpleITK": by_simple_itk, "MONAI": by_monai}[how](*files)
    assert ct.shape == our_ct.shape and labels.shape == our_labels.shape
    hu = np.abs(our_ct - ct.astype(np.float64))
    means = [abs(float(ct[at].mean()) - float(our_ct[at].mean())) for at in (our_labels == n for n in np.unique(our_labels))]
    return {
        "labels": int(np.count_nonzero(our_labels)),
        "otherLabels": int(np.count_nonzero(labels != our_labels)),
        "largestHu": float(hu.max()),
        "largestMeanHu": max(means),
    }


print(json.dumps({"stats": stats, "resampled": resampled}[sys.argv[1]](*sys.argv[2:])))
