"""Score the test rows: accuracy, area under the ROC curve, log loss."""

import csv
import json
import math
from pathlib import Path


def main() -> None:
    model = json.loads(Path("model.json").read_text(encoding="utf-8"))
    with open("data/test.csv", newline="", encoding="utf-8") as source:
        reader = csv.reader(source)
        next(reader)
        rows = [([float(value) for value in row[:-1]], int(row[-1])) for row in reader]
    scored = []
    for features, left in rows:
        score = model["bias"] + sum(w * v for w, v in zip(model["weights"], features, strict=True))
        scored.append((1 / (1 + math.exp(-max(-30.0, min(30.0, score)))), left))
    scored.sort(key=lambda pair: -pair[0])
    positives = sum(left for _, left in scored)
    negatives = len(scored) - positives
    curve = [(0.0, 0.0)]
    found = missed = 0
    area = 0.0
    for _, left in scored:
        found += left
        missed += 1 - left
        area += 0 if left else found
        curve.append((missed / negatives, found / positives))
    metrics = {
        "accuracy": sum((chance > 0.5) == bool(left) for chance, left in scored) / len(scored),
        "auc": area / (positives * negatives),
        "log_loss": -sum(math.log(max(1e-12, p if left else 1 - p)) for p, left in scored) / len(scored),
        "rows": len(scored),
    }
    rounded = {name: round(value, 4) for name, value in metrics.items()}
    Path("metrics.json").write_text(json.dumps(rounded, indent=2) + "\n", encoding="utf-8")
    Path("plots").mkdir(exist_ok=True)
    with open("plots/roc.csv", "w", newline="", encoding="utf-8") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(("false_positive_rate", "true_positive_rate"))
        writer.writerows((f"{x:.4f}", f"{y:.4f}") for x, y in curve[:: max(1, len(curve) // 100)])


if __name__ == "__main__":
    main()
