"""CT-CLIP's own code on made-up weights and volumes.

    ct_clip.py SOURCES OUT CONFIG.json

SOURCES is a checkout of ibrahimethemhamamci/CT-CLIP; needs torch, einops, beartype, transformers, torchvision and
vector-quantize-pytorch 1.1.2. Writes OUT/weights.pt and OUT/expected.json: tokens before they are quantised, their codes, image
vectors of length 1, and the start and norm of each gradient. With "times" it does a forward pass for each line on standard input
instead, writes OUT/tokens.f32, codes.f32 and latents.f32, and prints seconds and peak memory.
"""
import importlib.machinery
import json
import resource
import sys
import time
import types

import numpy as np
import torch

sources, out, config = sys.argv[1], sys.argv[2], json.load(open(sys.argv[3]))
torch.set_num_threads(config.get("threads", 2))


def stub(name, **members):
    module = types.ModuleType(name)
    module.__spec__ = importlib.machinery.ModuleSpec(name, None)
    module.__dict__.update(members)
    sys.modules[name] = module


class OnCpu:
    """torch, but every device is the CPU: their code names CUDA."""

    def __getattr__(self, name):
        return (lambda *_: torch.get_default_device()) if name == "device" else getattr(torch, name)


def official():
    # What their packages import beside the model, and what this needs nothing of.
    package = types.ModuleType("transformer_maskgit")
    package.__path__ = [f"{sources}/transformer_maskgit/transformer_maskgit"]
    sys.modules["transformer_maskgit"] = package
    sys.path.insert(0, f"{sources}/CT_CLIP")
    import torchvision  # noqa: F401
    from transformer_maskgit import attention, ctvit
    from ct_clip import ct_clip

    for module in (attention, ctvit):
        module.torch = OnCpu()
    ct_clip.BertTokenizer = types.SimpleNamespace(from_pretrained=lambda *_, **__: None)
    return ctvit, ct_clip


class Words(torch.nn.Module):
    """Stands for the text side."""

    def __init__(self, width):
        super().__init__()
        self.table = torch.nn.Embedding(4, width)

    def forward(self, ids, attention_mask=None):
        return (self.table(ids),)


def make():
    ctvit, ct_clip = official()
    (nx, ny, nz), (px, py, pz) = config["size"], config["patch"]
    assert nx == ny and px == py, "their images are square"
    vision = ctvit.CTViT(
        dim=config["dim"], codebook_size=config["codebook"], image_size=nx, patch_size=px, temporal_patch_size=pz,
        spatial_depth=config["spatialDepth"], temporal_depth=config["temporalDepth"], dim_head=config["headDim"],
        heads=config["heads"],
    )
    flat = (nx // px) * (ny // py) * config["dim"]
    clip = ct_clip.CTCLIP(
        image_encoder=vision, text_encoder=Words(8), dim_image=flat, dim_text=8, dim_latent=config["width"],
        extra_latent_projection=False, use_mlm=False, downsample_image_embeds=False, use_all_token_embeds=False,
    )
    with torch.no_grad():
        for name, value in clip.state_dict().items():
            if value.numel() > 0 and name.startswith(("visual_transformer", "to_visual_latent.")) and name[-5:] != ".beta":
                value.copy_(torch.from_numpy(made_up_weights(name, tuple(value.shape))))
    return clip.eval()


def made_up(phase, length):
    """Numbers from −1 to 1 that any language makes alike: test-support/made-up.ts."""
    x = np.sin(phase + 12.9898 * np.arange(length)) * 43758.5453
    return 2 * (x - np.floor(x)) - 1


def made_up_weights(name, shape):
    """Gains around 1, biases around 0, matrices that keep the size of what they multiply, codes of about length 1."""
    values = made_up(sum(map(ord, name)), int(np.prod(shape))).reshape(shape)
    if len(shape) == 1:
        return (0.1 * values + (0 if name.endswith("bias") else 1)).astype(np.float32)
    return (values * np.sqrt(3 / np.prod(shape[1 if shape[0] > 1 else 2 :]))).astype(np.float32)


def volumes():
    """HU in whole numbers, [batch, z, y, x]: noise around a slope, some of it beyond the window."""
    nx, ny, nz = config["size"]
    z, y, x = np.meshgrid(np.arange(nz) / nz, np.arange(ny) / ny, np.arange(nx) / nx, indexing="ij")
    slope = 1500 * np.sin(5 * x) * np.cos(3 * y + 2 * z)
    noise = made_up(1, config["batch"] * nx * ny * nz).reshape(config["batch"], nz, ny, nx)
    return np.round(slope + 300 * noise).astype(np.int16)


def to_theirs(hu):
    """LPS, x fastest → their loader's: slices, then the axis to the left, then that to the back."""
    return torch.from_numpy((hu.clip(-1000, 1000) / 1000).astype(np.float32)).permute(0, 1, 3, 2)[:, None].contiguous()


def words():
    ids = torch.zeros(config["batch"], 2, dtype=torch.long)
    return types.SimpleNamespace(input_ids=ids, attention_mask=torch.ones_like(ids))


clip = make()
vision = clip.visual_transformer
hu = volumes()
image = to_theirs(hu)


def forward(gradients=False):
    seen = {}
    hook = vision.vq.register_forward_pre_hook(lambda _, given: seen.update(tokens=given[0]))
    coded = vision.vq.register_forward_hook(lambda *given: seen.update(codes=given[2][1]))
    with torch.set_grad_enabled(gradients):
        sys.stdout, printed = sys.stderr, sys.stdout
        _, seen["latents"], seen["quantized"] = clip(words(), image, device="cpu", return_latents=True)
        sys.stdout = printed
    hook.remove()
    coded.remove()
    return seen


def gradients():
    """Of the sum of squares of the vectors times 1, 2, 3, … before they are normalised; codes stay as they are."""
    clip.train()
    vision.vq._codebook.eval()  # No codes move.
    seen = {}
    hook = clip.to_visual_latent.register_forward_hook(lambda *given: seen.update(vector=given[2]))
    forward(True)
    hook.remove()
    weights = torch.arange(1, config["width"] + 1, dtype=torch.float32)
    (seen["vector"].square() * weights).sum().backward()
    return {
        name: [float(f"{number:.6g}") for number in (*value.grad.flatten()[:3].tolist(), value.grad.norm().item())]
        for name, value in clip.named_parameters()
        if value.grad is not None and value.numel() > 0 and not name.startswith("text")
    }


torch.save(clip.state_dict(), f"{out}/weights.pt")
if config.get("times"):
    hu.tofile(f"{out}/hu.i16")
    loaded = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"version": torch.__version__, "loadedMb": loaded}), flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        seen = forward()
        seconds = time.perf_counter() - start
        for name in ("tokens", "codes", "latents"):
            seen[name].float().numpy().tofile(f"{out}/{name}.f32")
        print(json.dumps({"seconds": seconds, "peakMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}), flush=True)
else:
    seen = forward()
    expected = {name: np.round(seen[name].double().numpy(), 6).ravel().tolist() for name in ("tokens", "codes", "latents")}
    made_by = f"test/ct_clip.py with torch {torch.__version__} and vector-quantize-pytorch 1.1.2"
    json.dump({"madeBy": made_by, "config": config, **expected, "gradients": gradients()}, open(f"{out}/expected.json", "w"))
