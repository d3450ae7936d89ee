"""A tiny nnU-Net v2 model, and what nnU-Net's own predictor makes of some images with it.

python make_reference.py MODEL_DIR CASES_DIR [--threads N]

Needs nnunetv2 (2.8), onnx and onnxscript. Trains for a minute on random blocks (labels are ranges of HU), exports the
network with torch.onnx, and predicts every case of CASES_DIR/cases.json, a list of {name, file, shape, spacing, changes}:
`file` holds int16 voxels of (z, y, x), `spacing` millimetres in that order, `changes` what differs in the configuration
and in the plans. Writes CASES_DIR/NAME.labels (uint8), and seconds.json: how long each prediction took, and of the processor.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import torch
from nnunetv2.inference.predict_from_raw_data import nnUNetPredictor
from nnunetv2.utilities.get_network_from_plans import get_network_from_plans
from nnunetv2.utilities.plans_handling.plans_handler import PlansManager

PATCH = [32, 40, 48]
LABELS = {"background": 0, "fat": 1, "spleen": 2, "bone": 3}
EDGES = [-500, -30, 200]
MEAN, STD, LOW, HIGH = -100.0, 400.0, -1000.0, 800.0


def plans(changes):
    resampling = {"is_seg": False, "order": 3, "order_z": 0, "force_separate_z": None}
    features = [8, 16, 32]
    architecture = {
        "network_class_name": "dynamic_network_architectures.architectures.unet.PlainConvUNet",
        "arch_kwargs": {
            "n_stages": 3,
            "features_per_stage": features,
            "conv_op": "torch.nn.modules.conv.Conv3d",
            "kernel_sizes": [[3, 3, 3]] * 3,
            "strides": [[1, 1, 1], [2, 2, 2], [2, 2, 2]],
            "n_conv_per_stage": [1, 2, 2],
            "n_conv_per_stage_decoder": [1, 1],
            "conv_bias": True,
            "norm_op": "torch.nn.modules.instancenorm.InstanceNorm3d",
            "norm_op_kwargs": {"eps": 1e-05, "affine": True},
            "dropout_op": None,
            "dropout_op_kwargs": None,
            "nonlin": "torch.nn.LeakyReLU",
            "nonlin_kwargs": {"inplace": True},
        },
        "_kw_requires_import": ["conv_op", "norm_op", "dropout_op", "nonlin"],
    }
    return {
        "dataset_name": "Dataset999_Tiny",
        "plans_name": "nnUNetPlans",
        "image_reader_writer": "SimpleITKIO",
        "transpose_forward": [0, 1, 2],
        "transpose_backward": [0, 1, 2],
        "original_median_spacing_after_transp": [3.0, 1.5, 1.5],
        "original_median_shape_after_transp": [60, 80, 90],
        "experiment_planner_used": "ExperimentPlanner",
        "label_manager": "LabelManager",
        "foreground_intensity_properties_per_channel": {
            "0": {"mean": MEAN, "std": STD, "percentile_00_5": LOW, "percentile_99_5": HIGH}
        },
        **changes.get("plans", {}),
        "configurations": {
            "3d_fullres": {
                "data_identifier": "nnUNetPlans_3d_fullres",
                "preprocessor_name": "DefaultPreprocessor",
                "batch_size": 2,
                "batch_dice": False,
                "patch_size": PATCH,
                "median_image_size_in_voxels": [60, 80, 90],
                "spacing": [3.0, 2.0, 1.5],
                "normalization_schemes": ["CTNormalization"],
                "use_mask_for_norm": [False],
                "resampling_fn_data": "resample_data_or_seg_to_shape",
                "resampling_fn_data_kwargs": resampling,
                "resampling_fn_seg": "resample_data_or_seg_to_shape",
                "resampling_fn_seg_kwargs": {**resampling, "is_seg": True, "order": 1},
                "resampling_fn_probabilities": "resample_data_or_seg_to_shape",
                "resampling_fn_probabilities_kwargs": {**resampling, "order": 1},
                "architecture": architecture,
                **changes.get("configuration", {}),
            }
        },
    }


DATASET = {"channel_names": {"0": "CT"}, "labels": LABELS, "numTraining": 1, "file_ending": ".nii.gz"}


def make_network():
    architecture = plans({})["configurations"]["3d_fullres"]["architecture"]
    return get_network_from_plans(
        architecture["network_class_name"],
        architecture["arch_kwargs"],
        architecture["_kw_requires_import"],
        1,
        len(LABELS),
        deep_supervision=False,
    )


def train(network, steps=80):
    """Blocks of one HU each, blurred by noise: the label is the range that a block's HU lies in."""
    random = np.random.default_rng(0)
    optimizer = torch.optim.Adam(network.parameters(), 3e-3)
    for _ in range(steps):
        coarse = random.uniform(-1000, 800, [n // 8 for n in PATCH])
        hu = coarse.repeat(8, 0).repeat(8, 1).repeat(8, 2)
        image = (np.clip(hu + random.normal(0, 20, hu.shape), LOW, HIGH) - MEAN) / STD
        target = torch.from_numpy(np.digitize(hu, EDGES))[None]
        loss = torch.nn.functional.cross_entropy(network(torch.from_numpy(image).float()[None, None]), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print("loss", loss.item())


def predict(network, case, folder):
    predictor = nnUNetPredictor(
        use_mirroring=False, perform_everything_on_device=False, device=torch.device("cpu"), allow_tqdm=False
    )
    manager = PlansManager(plans(case.get("changes", {})))
    configuration = manager.get_configuration("3d_fullres")
    predictor.manual_initialization(
        network, manager, configuration, [network.state_dict()], DATASET, "nnUNetTrainer", None
    )
    voxels = np.fromfile(folder / case["file"], np.int16).reshape([1, *case["shape"]]).astype(np.float32)
    start = time.perf_counter(), time.process_time()
    labels = predictor.predict_single_npy_array(voxels, {"spacing": case["spacing"]})
    seconds = {"wall": time.perf_counter() - start[0], "processor": time.process_time() - start[1]}
    labels.astype(np.uint8).tofile(folder / f"{case['name']}.labels")
    return seconds


def main():
    torch.manual_seed(0)
    model_dir, cases_dir = Path(sys.argv[1]), Path(sys.argv[2])
    model_dir.mkdir(parents=True, exist_ok=True)
    network = make_network()
    train(network)
    network.eval()
    if "--threads" in sys.argv:
        torch.set_num_threads(int(sys.argv[sys.argv.index("--threads") + 1]))
    torch.onnx.export(
        network,
        (torch.zeros([1, 1, *PATCH]),),
        str(model_dir / "model.onnx"),
        input_names=["image"],
        output_names=["logits"],
        opset_version=17,
        dynamo=False,
    )
    (model_dir / "plans.json").write_text(json.dumps(plans({}), indent=2) + "\n")
    (model_dir / "dataset.json").write_text(json.dumps(DATASET, indent=2) + "\n")
    cases = json.loads((cases_dir / "cases.json").read_text())
    seconds = {case["name"]: predict(network, case, cases_dir) for case in cases}
    (cases_dir / "seconds.json").write_text(json.dumps(seconds))


main()
