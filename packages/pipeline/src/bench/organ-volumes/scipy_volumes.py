"""
`scipy_volumes.py HOW CT LABELS ORGANS`: the same organ volumes by nibabel and SciPy. Labels come onto the CT's grid by nibabel's own
`resample_from_to` (HOW: nibabel), or by SciPy along the axes (HOW: scipy), which is faster and holds where both grids are parallel.
"""

import json
import sys

import nibabel as nib
import numpy as np
from nibabel.processing import resample_from_to
from scipy import ndimage

from organs import SIZE, boxes, now, tell


def along_axes(labels, ct):
    affine = np.linalg.inv(labels.affine) @ ct.affine
    matrix = np.diag(affine[:3, :3])
    assert np.allclose(np.diag(matrix), affine[:3, :3], atol=1e-4)
    return ndimage.affine_transform(
        np.asarray(labels.dataobj), matrix, affine[:3, 3], ct.shape, order=0, mode="constant", prefilter=False
    )


on_grid_of = {
    "nibabel": lambda labels, ct: np.asarray(resample_from_to(labels, ct, order=0).dataobj),
    "scipy": along_axes,
}


def to_size(volume, order):
    zoom = [n / edge for n, edge in zip(SIZE, volume.shape)]
    return ndimage.zoom(volume, zoom, order=order, mode="nearest", grid_mode=True, prefilter=False)


how, ct_file, labels_file, organs = sys.argv[1:]
start = now()
ct = nib.load(ct_file)
hu = np.asarray(ct.dataobj)
labels = on_grid_of[how](nib.load(labels_file), ct)
spacing = ct.header.get_zooms()
voxel_ml = float(np.prod(spacing)) / 1000
parts = {}
for name, numbers, box in boxes(json.loads(organs), ndimage.find_objects(labels), spacing, ct.shape):
    member = np.zeros(256, bool)
    member[numbers] = True
    voxels = np.count_nonzero(member[labels[box]])
    parts[name] = voxels * voxel_ml, to_size(hu[box], 1), member[to_size(labels[box], 0)]
tell(start, parts)
