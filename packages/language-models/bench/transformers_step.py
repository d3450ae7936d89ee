"""One-token steps of a Qwen2 model with random weights, as often as a line is read; prints milliseconds, the median of four.

usage: transformers_step.py CONFIG_JSON THREADS
"""

import json
import sys
import time

import torch
from transformers import AutoConfig, AutoModelForCausalLM

torch.set_num_threads(int(sys.argv[2]))
model = AutoModelForCausalLM.from_config(AutoConfig.for_model("qwen2", **json.loads(sys.argv[1])), dtype=torch.float32)
model.eval()
with torch.no_grad():
    past = model(torch.arange(32).reshape(1, 32), use_cache=True).past_key_values
    for _ in sys.stdin:
        times = []
        for _ in range(4):
            start = time.perf_counter()
            past = model(torch.tensor([[7]]), past_key_values=past, use_cache=True).past_key_values
            times.append((time.perf_counter() - start) * 1000)
        print(sorted(times)[2], flush=True)
