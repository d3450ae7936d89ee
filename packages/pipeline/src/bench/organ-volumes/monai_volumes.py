"""`monai_volumes.py CT LABELS ORGANS`: the same organ volumes by MONAI's transforms, on two threads."""

import json
import sys

import numpy as np
import torch
from monai.transforms import CropForegroundd, LoadImage, ResampleToMatch, Resize

from organs import SIZE, margin, now, tell

torch.set_num_threads(2)
ct_file, labels_file, organs = sys.argv[1:]
start = now()
load = LoadImage(image_only=True, ensure_channel_first=True)
ct = load(ct_file)
to_match = ResampleToMatch(mode="nearest", padding_mode="zeros", dtype=torch.float32)
labels = to_match(load(labels_file), img_dst=ct).to(torch.uint8)
spacing = np.linalg.norm(ct.affine.numpy()[:3, :3], axis=0)
voxel_ml = float(np.prod(spacing)) / 1000
area, nearest = Resize(SIZE, mode="area"), Resize(SIZE, mode="nearest-exact")
parts = {}
for name, numbers in json.loads(organs).items():
    member = torch.zeros(256, dtype=torch.bool)
    member[numbers] = True
    crop = CropForegroundd(
        keys=["ct", "labels"],
        source_key="labels",
        select_fn=lambda labels: member[labels.long()],
        margin=[margin(step) for step in spacing],
        allow_smaller=True,
    )
    cut = crop({"ct": ct, "labels": labels})
    mask = member[cut["labels"].long()]
    if mask.any():
        parts[name] = mask.sum() * voxel_ml, area(cut["ct"]), nearest(mask.float())
tell(start, parts)
