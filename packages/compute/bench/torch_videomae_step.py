"""The VideoMAE step of src/bench/videomae-step.ts in PyTorch: prints the milliseconds of each step as JSON."""
import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

BATCH, TOKENS, VISIBLE, PATCH = 8, 512, 128, 512
ENCODER = dict(dim=384, depth=6, heads=6)
DECODER = dict(dim=192, depth=2, heads=3)


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
        scores = (q @ k.transpose(-1, -2) * (dim // self.heads) ** -0.5).softmax(-1)
        x = x + self.out((scores @ v).transpose(1, 2).reshape(batch, tokens, dim))
        return x + self.down(F.gelu(self.up(self.norm2(x))))


def transformer(dim, depth, heads):
    return nn.Sequential(*[Block(dim, heads) for _ in range(depth)], nn.LayerNorm(dim))


class VideoMae(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Linear(PATCH, ENCODER["dim"])
        self.encoder = transformer(**ENCODER)
        self.bridge = nn.Linear(ENCODER["dim"], DECODER["dim"])
        self.mask = nn.Parameter(torch.randn(DECODER["dim"]) * 0.1)
        self.decoder = transformer(**DECODER)
        self.predict = nn.Linear(DECODER["dim"], PATCH)

    def forward(self, patches, targets, visible_positions, positions):
        encoded = self.bridge(self.encoder(self.embed(patches) + visible_positions))
        blank = self.mask.expand(BATCH, TOKENS - VISIBLE, DECODER["dim"])
        hidden = self.decoder(torch.cat([encoded, blank], 1) + positions)
        return F.mse_loss(self.predict(hidden[:, VISIBLE:]), targets)


torch.manual_seed(0)
torch.set_num_threads(int(sys.argv[1]))
model = VideoMae()
optimizer = torch.optim.AdamW(model.parameters(), 1e-3, betas=(0.9, 0.95), weight_decay=0.05)
batch = [torch.randn(BATCH, VISIBLE, PATCH), torch.randn(BATCH, TOKENS - VISIBLE, PATCH), torch.randn(BATCH, VISIBLE, ENCODER["dim"]), torch.randn(BATCH, TOKENS, DECODER["dim"])]


def step():
    loss = model(*batch)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()


# A line is asked for a step, so that steps of both sides take turns.
step()
print(json.dumps({"version": torch.__version__, "parameters": sum(p.numel() for p in model.parameters())}), flush=True)
for _ in sys.stdin:
    start = time.perf_counter()
    step()
    print((time.perf_counter() - start) * 1e3, flush=True)
