"""The official code's image tower, in PyTorch, on weights and volumes that a formula gives: what the tests compare with.

Needs torch, torchvision and merlin-vlm. Reads one JSON job a line and answers with one JSON line:
  {"depths": [...], "size": [x, y, z], "gradients": bool, "threads": n, "weights": FILE or null, "hu": FILE or null, "out": DIR}
Writes to DIR as float32: contrastive, phenotypes (logits), map [2048, z, x, y], and gradient.NAME of the loss
sum(cos(i) * contrastive[i]) with batch norms in eval mode. Times are in seconds. "save" writes the state dict, too.
"""

import json, os, resource, sys, time, warnings

warnings.filterwarnings("ignore")
import numpy as np
import torch
from torchvision.models.resnet import Bottleneck, ResNet
from merlin.models.i3res import I3ResNet


def formula(tensor, count):
    i = np.arange(1, count + 1, dtype=np.float64)
    return np.abs(np.sin(i * 12.9898 + (tensor + 1) * 78.233)) * 43758.5453 % 1


def value(name, tensor, shape):
    count = int(np.prod(shape))
    u = formula(tensor, count)
    if len(shape) == 5:
        fan = count / shape[0]
        head = name.startswith(("classifier", "contrastive_head"))
        values = (u - 0.5) * 2 * np.sqrt((3 if head else 6) / fan)
    elif name.endswith(("running_var", ".weight")):
        last = name.endswith(("bn3.weight", "downsample.1.weight"))
        values = (0.5 + u) * (0.3 if last else 1)
    else:
        values = 0.2 * (u - 0.5)
    return torch.from_numpy(values.astype(np.float32).reshape(shape))


def tower(job):
    model = I3ResNet(ResNet(Bottleneck, job["depths"]), class_nb=1692, conv_class=True).eval()
    if job.get("weights"):
        state = torch.load(job["weights"], map_location="cpu", weights_only=True)
        state = state.get("state_dict", state)
        model.load_state_dict({name: values.float() for name, values in state.items()}, strict=False)
    else:
        names = sorted(name for name in model.state_dict() if not name.endswith("num_batches_tracked"))
        state = {name: value(name, index, model.state_dict()[name].shape) for index, name in enumerate(names)}
        model.load_state_dict(state, strict=False)
    return model


def volume(job):
    nx, ny, nz = job["size"]
    if job.get("hu"):
        return np.fromfile(job["hu"], dtype="<i2").reshape(nz, ny, nx).transpose(2, 1, 0).astype(np.int64)
    x, y, z = np.meshgrid(np.arange(nx), np.arange(ny), np.arange(nz), indexing="ij")
    return (x * 37 + y * 101 + z * 59 + x * y % 23 * 17) % 2401 - 1200


def image(hu):
    """LPS (x, y, z) in HU to RAS from 0 to 1: [1, 1, x, y, z]."""
    ras = hu[::-1, ::-1].astype(np.float32)
    return torch.from_numpy(np.clip((ras + 1000) / 2000, 0, 1).copy())[None, None]


def write(job, name, values):
    values.detach().numpy().astype("<f4").tofile(os.path.join(job["out"], name))


def answer(job):
    torch.set_num_threads(job.get("threads", 2))
    model = tower(job)
    x = image(volume(job))
    if job.get("save"):
        state = {f"encode_image.i3_resnet.{name}": values for name, values in model.state_dict().items()}
        torch.save({**state, "logit_scale": torch.ones([])}, job["save"])
    maps = []
    model.layer4.register_forward_hook(lambda _, __, output: maps.append(output))
    with torch.set_grad_enabled(bool(job.get("gradients"))):
        started = time.perf_counter()
        contrastive, phenotypes = model(x)
        seconds = time.perf_counter() - started
    write(job, "contrastive", contrastive)
    write(job, "phenotypes", phenotypes)
    write(job, "map", maps[0])
    if job.get("gradients"):
        (contrastive * torch.cos(torch.arange(512.0))).sum().backward()
        for name, parameter in model.named_parameters():
            if parameter.grad is not None:
                write(job, f"gradient.{name}", parameter.grad)
    return {"seconds": seconds, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}


if __name__ == "__main__":
    print(json.dumps({"torch": torch.__version__}), flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)
