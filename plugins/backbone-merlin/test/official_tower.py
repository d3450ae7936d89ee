"""The official code's image tower, in PyTorch, on weights and volumes that a formula gives: what the tests compare with.

Needs torch, torchvision and merlin-vlm. Reads one JSON job a line and answers each with a line:
  {"depths": [...], "size": [x, y, z], "gradients": bool, "threads": n, "weights": FILE or null, "hu": FILE or null, "out": DIR}
Writes to DIR as float32: contrastive, phenotypes (logits), map [2048, z, x, y], and gradient.NAME of the loss
sum(cos(i) * contrastive[i]) with batch norms in eval mode. "save" names a file for the state dict.

With a JSON file of a job as its argument, each line on standard input is a forward pass instead: it writes latents.f32, a vector of
length 1, and prints seconds, of the clock and of processors, and peak memory.
"""

import functools, json, os, sys, time, warnings

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
    return tower_of(tuple(job["depths"]), job.get("weights"))


@functools.lru_cache(maxsize=1)
def tower_of(depths, weights):
    model = I3ResNet(ResNet(Bottleneck, list(depths)), class_nb=1692, conv_class=True).eval()
    if weights:
        state = torch.load(weights, map_location="cpu", weights_only=True)
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


def load(job):
    """The model and its image; the model is saved where the job says so."""
    torch.set_num_threads(job.get("threads", 2))
    model = tower(job)
    if job.get("save"):
        state = {f"encode_image.i3_resnet.{name}": values for name, values in model.state_dict().items()}
        torch.save({**state, "logit_scale": torch.ones([])}, job["save"])
    return model, image(volume(job))


def answer(job):
    model, x = load(job)
    maps = []
    hook = model.layer4.register_forward_hook(lambda _, __, output: maps.append(output))
    with torch.set_grad_enabled(bool(job.get("gradients"))):
        contrastive, phenotypes = model(x)
    hook.remove()
    write(job, "contrastive", contrastive)
    write(job, "phenotypes", phenotypes)
    write(job, "map", maps[0])
    if job.get("gradients"):
        (contrastive * torch.cos(torch.arange(512.0))).sum().backward()
        for name, parameter in model.named_parameters():
            if parameter.grad is not None:
                write(job, f"gradient.{name}", parameter.grad)
        model.zero_grad()


def memory(of):
    """Megabytes of this process, by Linux."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith(of))


def passes(job):
    model, x = load(job)
    open("/proc/self/clear_refs", "w").write("5")  # The peak begins anew.
    print(json.dumps({"version": torch.__version__, "loadedMb": memory("VmRSS")}), flush=True)
    for _ in sys.stdin:
        start, cpu = time.perf_counter(), time.process_time()
        with torch.no_grad():
            contrastive, _ = model(x)
        seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
        write(job, "latents.f32", torch.nn.functional.normalize(contrastive))
        print(json.dumps({"seconds": seconds, "cpuSeconds": cpu, "peakMb": memory("VmHWM")}), flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        passes(json.load(open(sys.argv[1])))
    else:
        for line in sys.stdin:
            answer(json.loads(line))
            print("done", flush=True)
