"""Reference values of probes and calibration by scikit-learn: writes reference.json beside this file.

The data are made by a generator that any language can repeat (Mulberry32 would do as well), so that only results are kept.
"""
import json, pathlib, warnings
import numpy as np
import sklearn
from sklearn.calibration import calibration_curve
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, precision_recall_curve

warnings.simplefilter("ignore")


def numbers(count, state=1):
    """Lehmer's generator (Park and Miller 1988): uniform in (0, 1)."""
    out = []
    for _ in range(count):
        state = state * 48271 % 2147483647
        out.append(state / 2147483647)
    return np.array(out)


rows, width = 40, 6
features = numbers(rows * width).reshape(rows, width) * 2 - 1
noise = numbers(rows, 77) - 0.5
labels = (features[:, 0] - 0.5 * features[:, 1] + noise > 0.2).astype(int)

logistic = []
for c in (0.01, 1.0, 100.0):
    model = LogisticRegression(C=c, solver="newton-cholesky", tol=1e-12, max_iter=1000).fit(features, labels)
    logistic.append({"ridge": 1 / c, "intercept": model.intercept_[0], "weights": list(model.coef_[0])})

scores = np.round(numbers(60, 5) * 20) / 4 - 2.5
truth = (1 / (1 + np.exp(-1.7 * scores + 0.6)) > numbers(60, 9)).astype(int)
platt = LogisticRegression(C=1e12, solver="newton-cholesky", tol=1e-12, max_iter=1000).fit(scores[:, None], truth)
probabilities = platt.predict_proba(scores[:, None])[:, 1]
true_share, mean_probability = calibration_curve(truth, probabilities, n_bins=5)
precision, recall, thresholds = precision_recall_curve(truth, scores)

json.dump(
    {
        "madeBy": f"peer_probe.py, scikit-learn {sklearn.__version__}",
        "labels": "".join(map(str, labels)),
        "logistic": logistic,
        "truth": "".join(map(str, truth)),
        "calibration": {
            "scale": platt.coef_[0][0],
            "bias": platt.intercept_[0],
            "brier": brier_score_loss(truth, probabilities),
            "logLoss": log_loss(truth, probabilities),
            "trueShare": list(true_share),
            "meanProbability": list(mean_probability),
        },
        "precisionRecall": {
            "averagePrecision": average_precision_score(truth, scores),
            "precision": list(precision),
            "recall": list(recall),
            "thresholds": list(thresholds),
        },
    },
    open(pathlib.Path(__file__).with_name("reference.json"), "w"),
    indent=1,
)
