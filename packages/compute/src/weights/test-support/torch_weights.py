"""Small files of weights as PyTorch writes them, and what is in them. `fixtures` holds what PyTorch 2.15 and NumPy 2.4 made.

usage: torch_weights.py FOLDER   writes FOLDER/*.pt, FOLDER/*.bin, an index, and FOLDER/expected.json:
{file: {name: {"shape", "values"}}}, with names of nested keys and values as float32.
"""

import argparse
import collections
import json
import math
import pathlib
import sys

import numpy as np
import torch

folder = pathlib.Path(sys.argv[1])
counted = torch.arange(12, dtype=torch.float32).reshape(3, 4) / 8


def state_dict():
    torch.manual_seed(0)
    return torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2)).state_dict()


def types():
    odd = torch.tensor([1.0, -2.5, 65504.0, 2.0**-24, math.inf, math.nan, -0.0])
    return {
        "float16": odd.half(),
        "bfloat16": odd.bfloat16(),
        "float64": torch.tensor([0.1, 1e-50, -math.inf], dtype=torch.float64),
        "int8": torch.tensor([-128, 127], dtype=torch.int8),
        "int16": torch.tensor([-32768, 32767], dtype=torch.int16),
        "int32": torch.tensor([-(2**24), 7], dtype=torch.int32),
        "int64": torch.tensor([2**40, -3]),
        "uint8": torch.tensor([0, 255], dtype=torch.uint8),
        "uint16": torch.tensor([0, 65535], dtype=torch.uint16),
        "uint64": torch.tensor([0, 2**63], dtype=torch.uint64),
        "bool": torch.tensor([True, False]),
        "scalar": torch.tensor(3),
        "empty": torch.zeros(0, 4),
    }


def views():
    halves = counted.half()
    return {
        "whole": counted,
        "row": counted[1],
        "column": counted[:, 2],
        "transposed": counted.t(),
        "strided": counted[::2, 1::2],
        "expanded": counted[0, :1].expand(2, 3),
        "permuted": torch.arange(24.0).reshape(2, 3, 4).permute(2, 0, 1),
        "halves": halves,
        "halves_column": halves[:, 1],
    }


def checkpoint():
    """What training programs save beside their weights."""
    parameter = torch.nn.Parameter(counted.clone())
    tagged = torch.nn.Parameter(counted.clone())
    tagged.note = "attributes are left out"
    return {
        "state_dict": state_dict(),
        "ema": [parameter, {"tagged": tagged}],
        "optimizer": {"state": {0: {"step": torch.tensor(5.0), "exp_avg": counted}}, "param_groups": [{"lr": 1e-3, "params": [0, 1]}]},
        "epoch": 3,
        "huge": 2**70,
        "score": np.float32(0.25),
        "count": np.int64(7),
        "history": np.arange(6, dtype=np.float64).reshape(2, 3),
        "fortran": np.asfortranarray(np.arange(6, dtype=np.int32).reshape(2, 3)),
        "big_endian": np.arange(3, dtype=">f4"),
        "names": np.array(["liver", "spleen"]),
        "hyper_parameters": argparse.Namespace(depth=2, path=pathlib.PurePosixPath("/a/b")),
        "device": torch.device("cuda:0"),
        "dtype": torch.float16,
        "size": counted.shape,
        "seen": {1, 2},
        "made": collections.defaultdict(list, {"a": [1]}),
        "bytes": b"\x00\xff",
        "shared": [counted, counted],
    }


def flat(value, name=""):
    if isinstance(value, np.ndarray) and value.dtype.kind in "fiub":
        value = torch.from_numpy(value.astype(value.dtype.newbyteorder("=")))
    if isinstance(value, torch.Tensor):
        number = lambda x: x if math.isfinite(x) else str(x)
        return {name: {"shape": list(value.shape), "values": [number(x) for x in value.detach().float().flatten().tolist()]}}
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else []
    return {k: v for key, inner in items for k, v in flat(inner, f"{name}.{key}" if name else str(key)).items()}


def main():
    files = {
        "state-dict.pt": (state_dict(), {}),
        "types.pt": (types(), {}),
        "views.pt": (views(), {}),
        "checkpoint.pt": (checkpoint(), {}),
        "checkpoint-protocol-5.pt": (checkpoint(), dict(pickle_protocol=5)),
        "legacy.pt": ({**views(), "state_dict": state_dict()}, dict(_use_new_zipfile_serialization=False)),
        "tensor.pt": (counted, {}),
    }
    halves = list(state_dict().items())
    halves = {"pytorch_model-00001-of-00002.bin": dict(halves[:3]), "pytorch_model-00002-of-00002.bin": dict(halves[3:])}
    files |= {name: (value, {}) for name, value in halves.items()}
    expected = {}
    for name, (value, options) in files.items():
        torch.save(value, folder / name, **options)
        expected[name] = flat(value)
    index = {key: name for name, value in halves.items() for key in value}
    (folder / "pytorch_model.bin.index.json").write_text(json.dumps({"metadata": {}, "weight_map": index}))
    expected["pytorch_model.bin.index.json"] = flat(state_dict())
    (folder / "expected.json").write_text(json.dumps(expected) + "\n")


main()
