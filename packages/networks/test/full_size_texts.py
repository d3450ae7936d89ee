"""Text encoders of their published sizes with random weights: what transformers computes of a batch, and how long it takes.

usage: full_size_texts.py FOLDER FAMILY TOKENS ROWS   writes FOLDER/{config.json, model.safetensors, states.safetensors} and prints JSON lines:
{seconds} of the quickest of five runs on two threads.
"""

import json
import os
import sys
import time

import torch
from safetensors.torch import save_file
from transformers import AutoConfig, AutoModel

SIZES = {
    # CXR-BERT, Clinical-Longformer, gte-modernbert-base
    "bert": dict(vocab_size=30522),
    "longformer": dict(vocab_size=50265, max_position_embeddings=4098, type_vocab_size=1, pad_token_id=1, attention_window=512),
    "modernbert": dict(vocab_size=50368),
}


def main(folder: str, family: str, tokens: int, rows: int) -> None:
    torch.set_num_threads(2)
    torch.manual_seed(1)
    os.makedirs(folder, exist_ok=True)
    model = AutoModel.from_config(AutoConfig.for_model(family, **SIZES[family]), dtype=torch.float32).eval()
    with torch.no_grad():
        # Larger than at the start of a training, so that attention looks somewhere.
        for parameter in model.parameters():
            if parameter.dim() > 1:
                parameter.mul_(2)
    model.save_pretrained(folder)
    ids = torch.randint(5, 30000, (rows, tokens))
    seen = torch.ones_like(ids)
    seen[-1, tokens * 3 // 4 :] = 0
    ids[seen == 0] = model.config.pad_token_id or 0
    with torch.no_grad():
        run = lambda: model(input_ids=ids, attention_mask=seen).last_hidden_state
        hidden = run()
        times = []
        for _ in range(5):
            start = time.perf_counter()
            run()
            times.append(time.perf_counter() - start)
    save_file(dict(ids=ids.float(), seen=seen.float(), hidden=hidden.contiguous()), os.path.join(folder, "states.safetensors"))
    print(json.dumps(dict(parameters=sum(p.numel() for p in model.parameters()), seconds=min(times))))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
