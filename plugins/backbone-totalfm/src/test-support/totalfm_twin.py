"""The original TotalFM's image side in PyTorch, written from what is published of it (its code is not): a twin, not the original.

    totalfm_twin.py OUT CONFIG.json

Writes OUT/expected.json: the vectors of made-up weights and volumes, and the start and norm of each gradient. With "times" it
writes OUT/latents.f32 for each line on standard input, of as many volumes as "organs" says one after another, and prints seconds and
memory; "times": "none" writes weights alone.
"""
import json
import sys
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

out, config = sys.argv[1], json.load(open(sys.argv[2]))
torch.set_num_threads(config.get("threads", 2))
WINDOWS = [(-600, 1500), (40, 400), (300, 1500)]
EPSILON = 1e-6


class Block(nn.Module):
    def __init__(self, dim, heads, hidden):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(dim, EPSILON), nn.LayerNorm(dim, EPSILON)
        self.qkv, self.out = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)
        self.fc1, self.fc2 = nn.Linear(dim, hidden), nn.Linear(hidden, dim)

    def forward(self, x):
        batch, tokens, dim = x.shape
        q, k, v = self.qkv(self.norm1(x)).reshape(batch, tokens, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        x = x + self.out(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(batch, tokens, dim))
        return x + self.fc2(F.gelu(self.fc1(self.norm2(x))))


class TotalFm(nn.Module):
    def __init__(self, size, patch, dim, depth, heads, hidden, latent, width):
        super().__init__()
        self.size, self.patch = size, patch
        columns, rows, depths = (n // p for n, p in zip(size, patch))
        length = 3 * int(np.prod(patch))
        self.stem = nn.Sequential(nn.LayerNorm(length, EPSILON), nn.Linear(length, dim), nn.LayerNorm(dim, EPSILON))
        self.row, self.column, self.depth = (nn.Parameter(torch.empty(n, dim // 3)) for n in (rows, columns, depths))
        self.blocks = nn.Sequential(*[Block(dim, heads, hidden) for _ in range(depth)])
        self.norm = nn.LayerNorm(dim, EPSILON)
        self.token = nn.Parameter(torch.empty(1, 1, dim))
        self.pool = nn.MultiheadAttention(dim, heads, batch_first=True)
        self.head = nn.Sequential(nn.LayerNorm(dim, EPSILON), nn.Linear(dim, latent))
        self.projection = nn.Linear(latent, width, bias=False)

    def forward(self, hu):
        (nx, ny, nz), (px, py, pz) = self.size, self.patch
        windows = torch.stack([((hu - (level - width / 2)) / width).clamp(0, 1) for level, width in WINDOWS], 1)
        cells = windows.reshape(-1, 3, nz // pz, pz, ny // py, py, nx // px, px).permute(0, 2, 4, 6, 1, 3, 5, 7)
        x = self.stem(cells.flatten(4).flatten(1, 3))
        z, y, x_places = torch.meshgrid(*(torch.arange(n) for n in cells.shape[1:4]), indexing="ij")
        x = x + torch.cat([self.row[y], self.column[x_places], self.depth[z]], -1).flatten(0, 2)
        x = self.norm(self.blocks(x))
        pooled, _ = self.pool(self.token.expand(len(x), -1, -1), x, x)
        return self.projection(self.head(pooled[:, 0]))


def made_up(phase, length):
    """Numbers from −1 to 1 that any language makes alike: made-up.ts."""
    x = np.sin(phase + 12.9898 * np.arange(length)) * 43758.5453
    return 2 * (x - np.floor(x)) - 1


def made_up_weights(name, shape):
    values = made_up(sum(map(ord, name)), int(np.prod(shape))).reshape(shape)
    if len(shape) == 1:
        return (0.1 * values + (0 if name.endswith("bias") else 1)).astype(np.float32)
    return (values * np.sqrt(3 / shape[-1])).astype(np.float32)


def volumes():
    nx, ny, nz = config["size"]
    noise = made_up(1, config["batch"] * nx * ny * nz).reshape(config["batch"], nz, ny, nx)
    return np.round(40 + 900 * noise).astype(np.int16)


keys = ("size", "patch", "dim", "depth", "heads", "hidden", "latent", "width")
model = TotalFm(**{key: config[key] for key in keys}).eval()
with torch.no_grad():
    for name, value in model.named_parameters():
        value.copy_(torch.from_numpy(made_up_weights(name, tuple(value.shape))))
hu = torch.from_numpy(volumes().astype(np.float32))
torch.save(model.state_dict(), f"{out}/weights.pt")


def memory(of):
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith(of))


if config.get("times") == "none":
    pass
elif config.get("times"):
    open("/proc/self/clear_refs", "w").write("5")  # The peak begins anew.
    print(json.dumps({"version": torch.__version__, "loadedMb": memory("VmRSS")}), flush=True)
    for _ in sys.stdin:
        start, cpu = time.perf_counter(), time.process_time()
        with torch.no_grad():
            for _ in range(config.get("organs", 1)):
                vectors = model(hu)
        seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
        F.normalize(vectors, dim=-1).numpy().tofile(f"{out}/latents.f32")
        print(json.dumps({"seconds": seconds, "cpuSeconds": cpu, "peakMb": memory("VmHWM")}), flush=True)
else:
    vectors = model(hu)
    (vectors.square() * torch.arange(1, config["width"] + 1)).sum().backward()
    gradients = {
        name: [float(f"{number:.6g}") for number in (*value.grad.flatten()[:3].tolist(), value.grad.norm().item())]
        for name, value in model.named_parameters()
    }
    latents = np.round(F.normalize(vectors, dim=-1).detach().double().numpy(), 7).ravel().tolist()
    made_by = f"test-support/totalfm_twin.py with torch {torch.__version__}"
    json.dump({"madeBy": made_by, "config": config, "latents": latents, "gradients": gradients}, open(f"{out}/expected.json", "w"))
