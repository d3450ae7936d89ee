"""One step of src/bench/paper-steps.ts in PyTorch, as JSON: torch_paper_step.py KIND BATCH RECOMPUTE STEPS [DEVICE]."""
import json
import resource
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.checkpoint import checkpoint

KIND, BATCH, RECOMPUTE, STEPS = sys.argv[1], int(sys.argv[2]), sys.argv[3] == "true", int(sys.argv[4])
# WebGPU is no device of PyTorch: beside it stands CUDA.
DEVICE = "cpu" if (sys.argv[5:] or ["cpu"])[0] == "cpu" else "cuda"
TOKENS, VISIBLE, PATCH, WIDTH = 1152, 112, 1024, 512
ENCODER, DECODER, TEXT = (1008, 12, 12), (384, 4, 6), (512, 4, 8)
VOCABULARY, WORDS = 8000, 64


class Block(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.qkv, self.out = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)
        self.up, self.down = nn.Linear(dim, 4 * dim), nn.Linear(4 * dim, dim)

    def forward(self, x):
        batch, tokens, dim = x.shape
        q, k, v = self.qkv(self.norm1(x)).reshape(batch, tokens, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(q, k, v)
        x = x + self.out(mixed.transpose(1, 2).reshape(batch, tokens, dim))
        return x + self.down(F.gelu(self.up(self.norm2(x))))


class Transformer(nn.Module):
    def __init__(self, dim, depth, heads):
        super().__init__()
        self.blocks = nn.ModuleList(Block(dim, heads) for _ in range(depth))
        self.norm = nn.LayerNorm(dim)

    def forward(self, x):
        for block in self.blocks:
            x = checkpoint(block, x, use_reentrant=False) if RECOMPUTE else block(x)
        return self.norm(x)


class VideoMae(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed, self.positions = nn.Linear(PATCH, ENCODER[0], bias=False), nn.Embedding(TOKENS, ENCODER[0])
        self.encoder, self.decoder = Transformer(*ENCODER), Transformer(*DECODER)
        self.bridge = nn.Linear(ENCODER[0], DECODER[0], bias=False)
        self.mask = nn.Parameter(torch.randn(DECODER[0]) * 0.1)
        self.places = nn.Embedding(TOKENS, DECODER[0])
        self.predict = nn.Linear(DECODER[0], PATCH, bias=False)

    def forward(self, patches, targets, order):
        known = self.bridge(self.encoder(self.embed(patches) + self.positions(order[:, :VISIBLE])))
        blank = self.mask.expand(BATCH, TOKENS - VISIBLE, DECODER[0])
        hidden = self.decoder(torch.cat([known, blank], 1) + self.places(order))
        return F.mse_loss(self.predict(hidden[:, VISIBLE:]), targets)


class Contrast(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed, self.positions = nn.Linear(PATCH, ENCODER[0], bias=False), nn.Parameter(torch.randn(TOKENS, ENCODER[0]))
        self.vision, self.text = Transformer(*ENCODER), Transformer(*TEXT)
        self.table = nn.Embedding(VOCABULARY, TEXT[0])
        self.image_out, self.text_out = nn.Linear(ENCODER[0], WIDTH, bias=False), nn.Linear(TEXT[0], WIDTH, bias=False)

    def forward(self, patches, ids):
        images = F.normalize(self.image_out(self.vision(self.embed(patches) + self.positions).mean(1)), dim=-1)
        texts = F.normalize(self.text_out(self.text(self.table(ids)).mean(1)), dim=-1)
        logits, own = images @ texts.T * 10, torch.arange(BATCH, device=DEVICE)
        return (F.cross_entropy(logits, own) + F.cross_entropy(logits.T, own)) / 2


torch.manual_seed(0)
torch.set_num_threads(2)
model = (VideoMae() if KIND == "videomae" else Contrast()).to(DEVICE)
optimizer = torch.optim.AdamW(model.parameters(), 1e-4, betas=(0.9, 0.95), weight_decay=0.05)


def draw():
    if KIND == "videomae":
        return torch.randn(BATCH, VISIBLE, PATCH), torch.randn(BATCH, TOKENS - VISIBLE, PATCH), torch.randint(TOKENS, (BATCH, TOKENS))
    return torch.randn(BATCH, TOKENS, PATCH), torch.randint(VOCABULARY, (BATCH, WORDS))


times = []
for _ in range(STEPS):
    batch = [part.to(DEVICE) for part in draw()]
    start = time.perf_counter()
    loss = model(*batch)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    if DEVICE == "cuda":
        torch.cuda.synchronize()
    times.append(time.perf_counter() - start)
print(json.dumps({
    "version": torch.__version__,
    "parameters": sum(p.numel() for p in model.parameters()),
    "seconds": min(times[1:] or times),
    "peakMegabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
}))
