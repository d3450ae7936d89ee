"""Tiny text encoders of each family, as transformers writes them, and what it computes with them. Weights are given by a formula.

usage: peer_texts.py FOLDER   writes FOLDER/FAMILY/{config.json, weights, files of a tokenizer, gradients.safetensors} and
FOLDER/FAMILY/expected.json: {ids, seen, hidden, pooled, texts, encoded}.
       peer_texts.py FOLDER reference.json   also writes a part of it, for machines without transformers.
"""

import json
import math
import os
import re
import sys

import torch
import transformers
from safetensors.torch import load_file, save_file
from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import AutoConfig, AutoModel, BertTokenizer, PreTrainedTokenizerFast, RobertaTokenizer

SIZE = dict(hidden_size=32, intermediate_size=48, num_hidden_layers=4, num_attention_heads=4)
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
WORDS = "the liver is normal no effusion cyst in left kidney mm ##s ##ver ##al ##ion un ##remark ##able".split()
PUNCTUATION = list(".,;:()[]-+/%<>=\"'#?!")
MERGES = [("l", "i"), ("v", "e"), ("ve", "r"), ("li", "ver"), ("Ġ", "liver"), ("Ġ", "i"), ("Ġi", "s"), ("n", "o"), ("m", "m")]
TEXTS = [
    "The liver is normal; no effusion.",
    "A 12 mm cyst in the LEFT kidney (unremarkable), stones: none.",
    "Naïve café: 膵嚢胞 12 µm – “quoted” 5×3 cm²",
    "don't  two   spaces\n\ttabs, it's 50% & <5mm... [SEP]-like </text> _under_score",
    "\u00c5ngstr\u00f6m A\u030a e\u0301\u0301 \u0130stanbul \u1e9e \ufb01ne",
    "",
    " lead and trail ",
    "\u00bd of 1\u00b2 \u0967\u0968 a\u200bb\ufeffc \u00a0\u2003wide\u3000 n\u0303 \u2167 x\u00ady\u0085z \u0130\u03a3\u03c2",
    "x" * 120,
]


def word_pieces() -> list[str]:
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    return special + PUNCTUATION + list(LETTERS) + ["##" + letter for letter in LETTERS] + WORDS + ["膵", "µ", "×"]


def byte_pairs(special: list[str]) -> dict[str, int]:
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    entries = special + letters + ["".join(merge) for merge in MERGES]
    return {entry: i for i, entry in enumerate(entries)}


def bert_tokenizer(path: str, keep: str):
    """`keep`: tokenizer.json, or vocab.txt alone as older models have it."""
    pieces = word_pieces()
    fast = BertTokenizer(vocab={piece: i for i, piece in enumerate(pieces)}, do_lower_case=True)
    if keep == "tokenizer.json":
        fast.save_pretrained(path)
    else:
        with open(os.path.join(path, "vocab.txt"), "w") as file:
            file.write("\n".join(pieces) + "\n")
        with open(os.path.join(path, "tokenizer_config.json"), "w") as file:
            json.dump(dict(do_lower_case=True, tokenizer_class="BertTokenizer"), file)
    return fast


def roberta_tokenizer(path: str, keep: str):
    vocab = byte_pairs(["<s>", "<pad>", "</s>", "<unk>", "<mask>"])
    fast = RobertaTokenizer(vocab=vocab, merges=MERGES)
    if keep == "tokenizer.json":
        fast.save_pretrained(path)
    else:
        with open(os.path.join(path, "vocab.json"), "w") as file:
            json.dump(vocab, file, ensure_ascii=False)
        with open(os.path.join(path, "merges.txt"), "w") as file:
            file.write("#version: 0.2\n" + "\n".join(" ".join(merge) for merge in MERGES) + "\n")
    return fast


def modern_tokenizer(path: str, keep: str):
    """As ModernBERT's: runs of spaces are tokens of their own, and some behind them are not split off."""
    special = ["[UNK]", "[CLS]", "[SEP]", "[PAD]", "[MASK]"]
    inner = Tokenizer(models.BPE(byte_pairs(special), MERGES))
    inner.normalizer = normalizers.NFC()
    inner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    inner.decoder = decoders.ByteLevel()
    inner.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)])
    inner.add_tokens([AddedToken(" " * n, normalized=True, special=False) for n in (3, 2)])
    names = dict(unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]", pad_token="[PAD]", mask_token="[MASK]")
    fast = PreTrainedTokenizerFast(tokenizer_object=inner, **names)
    fast.save_pretrained(path)
    return fast


FAMILIES = {
    "bert": ("bert", dict(max_position_embeddings=64), bert_tokenizer, "tokenizer.json"),
    "cxr-bert": ("bert", dict(max_position_embeddings=64), bert_tokenizer, "vocab.txt"),
    "roberta": ("roberta", dict(max_position_embeddings=66, type_vocab_size=1), roberta_tokenizer, "tokenizer.json"),
    "longformer": (
        "longformer",
        dict(max_position_embeddings=66, type_vocab_size=1, attention_window=[8, 16, 8, 64], pad_token_id=1),
        roberta_tokenizer,
        "vocab.json",
    ),
    "modernbert": (
        "modernbert",
        dict(max_position_embeddings=64, local_attention=8, pad_token_id=3, cls_token_id=1, sep_token_id=2),
        modern_tokenizer,
        "tokenizer.json",
    ),
}
BIASED = dict(attention_bias=True, mlp_bias=True, norm_bias=True)
FAMILIES["modernbert-biased"] = ("modernbert", {**FAMILIES["modernbert"][1], **BIASED}, modern_tokenizer, "tokenizer.json")


def hash_text(text: str) -> int:
    """32-bit FNV-1a."""
    value = 0x811C9DC5
    for letter in text:
        value = ((value ^ ord(letter)) * 0x01000193) & 0xFFFFFFFF
    return value


def values_of(name: str, shape: torch.Size) -> torch.Tensor:
    """sin(h + 0.731 i^2), h of the name; matrices 0.4 times as large, others 0.2, gains of norms around 1."""
    phase = hash_text(name) % 1000
    waves = torch.tensor([math.sin(phase + 0.731 * i * i) for i in range(shape.numel())], dtype=torch.float64)
    return ((0.4 if len(shape) > 1 else 0.2) * waves).reshape(shape).to(torch.float32)


def pooled(hidden: torch.Tensor, seen: torch.Tensor) -> dict[str, torch.Tensor]:
    inner = seen.clone()
    inner[:, 0] = 0
    inner[torch.arange(len(seen)), seen.sum(1) - 1] = 0
    mean = lambda mask: (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
    return {"cls": hidden[:, 0], "mean": mean(seen), "mean-without-special": mean(inner)}


def save(model, path: str, family: str) -> None:
    model.save_pretrained(path)
    if family == "cxr-bert":
        # As the model on the hub: a head, names that begin with it, and a type of its own.
        file = os.path.join(path, "model.safetensors")
        tensors = {"bert." + name: tensor for name, tensor in load_file(file).items()}
        tensors["cls_projection_head.dense_to_hidden.weight"] = torch.zeros(4, 4)
        os.remove(file)
        torch.save(tensors, os.path.join(path, "pytorch_model.bin"))
        with open(os.path.join(path, "config.json")) as config:
            changed = {**json.load(config), "model_type": "cxr-bert", "projection_size": 128}
        with open(os.path.join(path, "config.json"), "w") as config:
            json.dump(changed, config)


def write(folder: str, family: str, index: int) -> dict:
    kind, changes, make_tokenizer, keep = FAMILIES[family]
    path = os.path.join(folder, family)
    os.makedirs(path, exist_ok=True)
    fast = make_tokenizer(path, keep)
    torch.manual_seed(index)
    config = AutoConfig.for_model(kind, vocab_size=len(fast) + 3, **{**SIZE, **changes})
    model = AutoModel.from_config(config, dtype=torch.float32, attn_implementation="eager")
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            gain = "norm" in name.lower() and name.endswith("weight")
            parameter.copy_((1.0 if gain else 0.0) + values_of(name, parameter.shape))
    model.eval()
    save(model, path, family)
    lengths = [61, 23, 3]
    ids = torch.full((3, 61), fast.pad_token_id)
    for row, length in enumerate(lengths):
        ids[row, :length] = torch.randint(5, len(fast), (length,))
        ids[row, 0], ids[row, length - 1] = fast.cls_token_id, fast.sep_token_id
    seen = (ids != fast.pad_token_id).long()
    hidden = model(input_ids=ids, attention_mask=seen).last_hidden_state
    vectors = pooled(hidden, seen)
    sum(vector.square().sum() for vector in vectors.values()).backward()
    used = {name: p.grad for name, p in model.named_parameters() if p.grad is not None}
    save_file(used, os.path.join(path, "gradients.safetensors"))
    encoded = [fast.encode(text) for text in TEXTS]
    expected = dict(
        transformers=transformers.__version__,
        ids=ids.tolist(),
        lengths=lengths,
        hidden=hidden.flatten().tolist(),
        pooled={name: vector.tolist() for name, vector in vectors.items()},
        texts=TEXTS,
        encoded=encoded,
    )
    with open(os.path.join(path, "expected.json"), "w") as file:
        json.dump(expected, file)
    with open(os.path.join(path, "config.json")) as file:
        config = json.load(file)
    short = lambda values: [float(f"{value:.5g}") for value in values]
    reference = dict(
        config=config,
        ids=ids.tolist(),
        lengths=lengths,
        pooled={name: short(vector[0].tolist()) for name, vector in vectors.items()},
        gradientNorms={name: short([gradient.norm().item()])[0] for name, gradient in sorted(used.items())},
    )
    names = {"vocab.txt": ["vocab.txt", "tokenizer_config.json"], "vocab.json": ["vocab.json", "merges.txt"]}.get(keep)
    if names:
        files = {name: open(os.path.join(path, name)).read() for name in names}
        reference["tokenizer"] = dict(files=files, encoded=encoded)
    return reference


if __name__ == "__main__":
    torch.set_num_threads(1)
    references = {name: write(sys.argv[1], name, number) for number, name in enumerate(FAMILIES)}
    if len(sys.argv) > 2:
        made = f"peer_texts.py, transformers {transformers.__version__}, torch {torch.__version__}"
        with open(sys.argv[2], "w") as out:
            kept = {name: reference for name, reference in references.items() if "-" not in name}
            kept["cxr-bert"] = {name: references["cxr-bert"][name] for name in ("config", "tokenizer")}
            # What NLTK's wordpunct_tokenize is.
            words = [" ".join(re.findall(r"\w+|[^\w\s]+", text.lower())) for text in TEXTS]
            json.dump(dict(made=made, texts=TEXTS, words=words, models=kept), out, ensure_ascii=False)
            out.write("\n")
