"""A file of weights as PyTorch writes it, and the time that PyTorch takes to load it.

usage: torch_load.py FILE MEGABYTES DTYPE   writes FILE, prints {"version", "bytes"}; then, for each line that it is sent, loads it and
prints {"milliseconds"}. The file lies in the page cache, which both read it from, and memory is given back to the system after
each loading, so that every one is as the first of a process.
"""

import ctypes
import json
import os
import sys
import time

import torch

path, megabytes, dtype = sys.argv[1], int(sys.argv[2]), getattr(torch, sys.argv[3])
WIDTH = 1024
torch.manual_seed(0)
layer = WIDTH * WIDTH * dtype.itemsize
weights = {}
for index in range(megabytes * 10**6 // layer):
    weights[f"layers.{index}.weight"] = torch.randn(WIDTH, WIDTH).to(dtype)
    weights[f"layers.{index}.bias"] = torch.randn(WIDTH).to(dtype)
torch.save(weights, path)
del weights
print(json.dumps({"version": torch.__version__, "bytes": os.path.getsize(path)}), flush=True)
give_back = ctypes.CDLL(None).malloc_trim
for _ in sys.stdin:
    give_back(0)
    start = time.perf_counter()
    loaded = torch.load(path, weights_only=True)
    took = time.perf_counter() - start
    del loaded
    print(json.dumps({"milliseconds": 1000 * took}), flush=True)
