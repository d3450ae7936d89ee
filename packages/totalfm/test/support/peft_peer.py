"""A tiny llama as transformers writes it, and what PEFT makes of adapters for it.

usage: peft_peer.py make FOLDER PEERS        writes a model with its tokenizer; PEERS: folder of peer_models.py
       peft_peer.py logits FOLDER ADAPTERS   prints JSON: {ids, plain, adapted} of [2, 9] tokens
"""

import json
import sys

import torch
from transformers import AutoConfig, AutoModelForCausalLM


def make(folder: str, peers: str) -> None:
    sys.path.insert(0, peers)
    from peer_models import SIZE, tokenizer

    torch.manual_seed(0)
    AutoModelForCausalLM.from_config(AutoConfig.for_model("llama", **SIZE), dtype=torch.float32).save_pretrained(folder)
    tokenizer().save_pretrained(folder)


def logits(folder: str, adapters: str) -> None:
    from peft import PeftModel

    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    torch.manual_seed(1)
    ids = torch.randint(3, model.config.vocab_size, (2, 9))
    with torch.no_grad():
        plain = model(ids).logits.flatten().tolist()
        adapted = PeftModel.from_pretrained(model, adapters).eval()(ids).logits.flatten().tolist()
    json.dump(dict(ids=ids.tolist(), plain=plain, adapted=adapted), sys.stdout)


if __name__ == "__main__":
    torch.set_num_threads(1)
    dict(make=make, logits=logits)[sys.argv[1]](*sys.argv[2:])
