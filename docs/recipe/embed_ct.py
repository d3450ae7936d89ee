"""embed_ct.py CT.nii.gz LABELS.nii.gz MODEL: a vector for each organ, as `totalfm embed -i CT -s LABELS --checkpoint MODEL` gives it.

MODEL is a folder that `totalfm export` wrote of a run whose volumes have one size (vision: video-vit); LABELS has TotalSegmentator v2's numbers on the CT's grid. Prints JSON.
"""
import json, sys
import nibabel, numpy, onnxruntime


def upright(path):
    """Voxels with axes to the patient's left, posterior and superior, and their spacing in mm."""
    image = nibabel.load(path)
    lps = nibabel.orientations.axcodes2ornt("LPS")
    image = image.as_reoriented(nibabel.orientations.ornt_transform(nibabel.io_orientation(image.affine), lps))
    return numpy.asarray(image.dataobj), nibabel.affines.voxel_sizes(image.affine)


def weights(start, end, count):
    """[count, voxels]: new voxels fill the old ones start ... end - 1; means where they are wider, linear where they are not."""
    step, old, new = (end - start) / count, numpy.arange(end - start), numpy.arange(count)[:, None]
    if step > 1:
        return numpy.clip(numpy.minimum((new + 1) * step, old + 1) - numpy.maximum(new * step, old), 0, None) / step
    return numpy.clip(1 - abs(numpy.clip((new + 0.5) * step - 0.5, 0, end - start - 1) - old), 0, None)


def nearest(start, end, count):
    step = (end - start) / count
    return numpy.clip(numpy.ceil(start + (numpy.arange(count) + 0.5) * step - 1 - 1e-6).astype(int), start, end - 1)


ct, labels, folder = sys.argv[1:]
(hu, spacing), (labels, _) = upright(ct), upright(labels)
hu = numpy.clip(numpy.floor(numpy.nan_to_num(hu, nan=-1024) + 0.5), -32768, 32767)
model, inputs = onnxruntime.InferenceSession(f"{folder}/vision.onnx"), json.load(open(f"{folder}/inputs.json"))
cutter, vectors = inputs["cutter"], {}
assert not cutter.get("spacing"), "this recipe cuts volumes of one size"
assert cutter["context"] == "box" and cutter["unit"] == "organ", "this recipe cuts organs with all that lies around them"
for index, part in enumerate(inputs["parts"]):
    mask = numpy.full(hu.shape, True) if part["labels"] == "scan" else numpy.isin(labels, part["labels"])
    if mask.sum() < cutter["minVoxels"]:
        continue
    own = numpy.array([[where.min(), where.max() + 1] for where in numpy.nonzero(mask)])
    missing = numpy.ceil(cutter["minExtentMm"] / spacing - 1e-6) - (own[:, 1] - own[:, 0])
    grow = numpy.maximum(numpy.ceil(cutter["marginMm"] / spacing - 1e-6), numpy.maximum(numpy.ceil(missing / 2), 0))
    box = numpy.stack([numpy.maximum(own[:, 0] - grow, 0), numpy.minimum(own[:, 1] + grow, hu.shape)], 1).astype(int)
    crop = hu[tuple(slice(*edges) for edges in box)]
    along = [weights(*edges, count) for edges, count in zip(box, cutter["size"])]
    cut = numpy.floor(numpy.einsum("ix,jy,kz,xyz->kji", *along, crop, optimize=True) + 0.5)
    inside = mask[numpy.ix_(*[nearest(*edges, count) for edges, count in zip(box, cutter["size"])])].transpose(2, 1, 0)
    values = [*(box[:, 1] - box[:, 0]) * spacing, *(own[:, 1] - own[:, 0]) * spacing, mask.sum() * spacing.prod() / 1000]
    scale = [*3 * numpy.log(numpy.maximum(values, 1e-3) / [120, 120, 120, 100, 100, 100, 150]), 1]
    feeds = {"hu": cut.reshape(1, -1), "mask": inside.reshape(1, -1), "organ": [index], "scale": [scale]}
    types = {"tensor(float)": "float32", "tensor(int32)": "int32"}
    feeds = {each.name: numpy.array(feeds[each.name], types[each.type]) for each in model.get_inputs()}
    vectors[part["name"]] = model.run(None, feeds)[0][0].tolist()
print(json.dumps(vectors))
