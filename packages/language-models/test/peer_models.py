"""Tiny models of each family, as transformers writes them, and what it computes with them. Weights are given by a formula.

usage: peer_models.py FOLDER   writes FOLDER/FAMILY/{config.json, model*.safetensors, tokenizer.json, ...} and
FOLDER/FAMILY/expected.json: {ids, logits, prompts, greedy, beams, ...}.
       peer_models.py FOLDER reference.json   also writes a part of it, for machines without transformers.
"""

import json
import math
import os
import sys

import torch
import transformers
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import AutoConfig, AutoModelForCausalLM, PreTrainedTokenizerFast

VOCABULARY = 112
SIZE = dict(
    vocab_size=VOCABULARY,
    hidden_size=32,
    intermediate_size=48,
    num_hidden_layers=4,
    num_attention_heads=4,
    num_key_value_heads=2,
    max_position_embeddings=64,
    bos_token_id=0,
    eos_token_id=1,
    pad_token_id=2,
)
LLAMA3 = dict(
    rope_type="llama3",
    rope_theta=500.0,
    factor=8.0,
    low_freq_factor=1.0,
    high_freq_factor=4.0,
    original_max_position_embeddings=16,
)

FAMILIES = {
    "llama": ("llama", {}),
    "llama-biased": ("llama", dict(attention_bias=True, mlp_bias=True)),
    "llama-tied-llama3": ("llama", dict(tie_word_embeddings=True, rope_parameters=LLAMA3)),
    "llama-linear": ("llama", dict(rope_parameters=dict(rope_type="linear", rope_theta=1e4, factor=4.0))),
    "llama-all-heads": ("llama", dict(num_key_value_heads=4)),
    "mistral-sliding": ("mistral", dict(sliding_window=5)),
    "qwen2": ("qwen2", dict(tie_word_embeddings=True)),
    "qwen2-sliding": ("qwen2", dict(use_sliding_window=True, sliding_window=5, max_window_layers=2)),
    "qwen3": ("qwen3", dict(head_dim=16, attention_bias=False)),
    "smollm3": ("smollm3", dict(no_rope_layer_interval=4, tie_word_embeddings=True)),
    "gemma": ("gemma", dict(head_dim=16, num_key_value_heads=1)),
}


def tokenizer() -> PreTrainedTokenizerFast:
    letters = [letter for letter in sorted(pre_tokenizers.ByteLevel.alphabet()) if letter.isascii() or letter == "Ġ"]
    entries = ["<s>", "</s>", "<pad>", *letters, "li", "ve", "ver", "liver", "Ġliver"]
    merges = [("l", "i"), ("v", "e"), ("ve", "r"), ("li", "ver"), ("Ġ", "liver")]
    bpe = Tokenizer(models.BPE({entry: i for i, entry in enumerate(entries)}, merges))
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = decoders.ByteLevel()
    fast = PreTrainedTokenizerFast(tokenizer_object=bpe, bos_token="<s>", eos_token="</s>", pad_token="<pad>")
    fast.chat_template = (
        "{{ bos_token }}{% for message in messages %}{{ message['role'] }}: {{ message['content'] }}{{ eos_token }}"
        "{% endfor %}{% if add_generation_prompt %}assistant: {% endif %}"
    )
    return fast


def hash_text(text: str) -> int:
    """32-bit FNV-1a."""
    value = 0x811C9DC5
    for letter in text:
        value = ((value ^ ord(letter)) * 0x01000193) & 0xFFFFFFFF
    return value


def values_of(name: str, shape: torch.Size) -> torch.Tensor:
    """sin(h + 0.731 i^2), h of the name; matrices 0.4 times as large, norms around 1 (Gemma's: around 0)."""
    phase = hash_text(name) % 1000
    waves = torch.tensor([math.sin(phase + 0.731 * i * i) for i in range(shape.numel())], dtype=torch.float64)
    scaled = 0.4 * waves if len(shape) > 1 else 0.2 * waves
    return scaled.reshape(shape).to(torch.float32)


def write(folder: str, family: str, index: int) -> dict:
    kind, changes = FAMILIES[family]
    torch.manual_seed(index)
    model = AutoModelForCausalLM.from_config(AutoConfig.for_model(kind, **{**SIZE, **changes}), dtype=torch.float32)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            around = 1.0 if "norm" in name and kind != "gemma" else 0.0
            parameter.copy_(around + values_of(name, parameter.shape))
    model.eval()
    path = os.path.join(folder, family)
    model.save_pretrained(path, max_shard_size="40KB" if index % 2 == 0 else "5GB")
    fast = tokenizer()
    fast.save_pretrained(path)
    ids = torch.randint(3, VOCABULARY, (2, 19))
    with torch.no_grad():
        logits = model(ids).logits
    prompts = [ids[0, :4].tolist(), ids[1, :11].tolist()]
    quiet = dict(pad_token_id=2, eos_token_id=1)
    greedy = [
        model.generate(torch.tensor([prompt]), do_sample=False, max_new_tokens=24, **quiet)[0, len(prompt) :].tolist()
        for prompt in prompts
    ]
    beams = [
        model.generate(torch.tensor([prompt]), do_sample=False, num_beams=3, max_new_tokens=12, **quiet)[
            0, len(prompt) :
        ].tolist()
        for prompt in prompts
    ]
    turns = [{"role": "user", "content": "The liver?"}]
    text = "The liver is normal; 12 mm."
    expected = dict(
        transformers=transformers.__version__,
        ids=ids.tolist(),
        logits=logits.flatten().tolist(),
        prompts=prompts,
        greedy=greedy,
        beams=beams,
        text=text,
        encoded=fast.encode(text, add_special_tokens=False),
        chat=fast.apply_chat_template(turns, tokenize=False, add_generation_prompt=True),
    )
    with open(os.path.join(path, "expected.json"), "w") as file:
        json.dump(expected, file)
    with open(os.path.join(path, "config.json")) as file:
        config = json.load(file)
    last = [round(value, 5) for value in logits[0, -1, :16].tolist()]
    return dict(config=config, ids=ids[0].tolist(), last=last, prompts=prompts, greedy=greedy)


if __name__ == "__main__":
    torch.set_num_threads(1)
    references = {name: write(sys.argv[1], name, number) for number, name in enumerate(FAMILIES)}
    if len(sys.argv) > 2:
        made = f"peer_models.py, transformers {transformers.__version__}, torch {torch.__version__}"
        with open(sys.argv[2], "w") as out:
            json.dump(dict(made=made, models=references), out)
            out.write("\n")
