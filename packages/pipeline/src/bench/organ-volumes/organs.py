"""What both peers share: which structures make up each organ, the box around them, and what is told of the result."""

import json
import resource
import time

MARGIN_MM = 10
SIZE = (32, 32, 32)


def boxes(numbers_of, slices, spacing, shape):
    """The box of each organ, grown by the margin: `slices` are scipy's, by number."""
    for name, numbers in numbers_of.items():
        own = [slices[n - 1] for n in numbers if n <= len(slices) and slices[n - 1] is not None]
        if own:
            yield name, numbers, tuple(
                slice(
                    max(0, min(s[axis].start for s in own) - margin(spacing[axis])),
                    min(shape[axis], max(s[axis].stop for s in own) + margin(spacing[axis])),
                )
                for axis in range(3)
            )


def margin(step):
    return int(-(-MARGIN_MM // step))


def now():
    return time.perf_counter(), time.process_time()


def tell(start, parts):
    seconds, cpu = (end - begin for begin, end in zip(start, now()))
    mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    means = {name: {"ml": float(ml), "hu": float(hu.mean()), "mask": float(mask.mean())} for name, (ml, hu, mask) in parts.items()}
    print(json.dumps({"seconds": seconds, "cpuSeconds": cpu, "mb": mb, "parts": means}))
