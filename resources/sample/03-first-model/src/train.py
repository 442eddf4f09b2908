"""Fit a logistic regression by stochastic gradient descent, in nothing but the standard library."""

import csv
import json
import math
import random
from pathlib import Path

from parameters import parameter


def main() -> None:
    epochs = int(parameter("train.epochs"))
    rate = parameter("train.learning_rate")
    l2 = parameter("train.l2")
    generator = random.Random(int(parameter("train.seed")))
    with open("data/train.csv", newline="", encoding="utf-8") as source:
        reader = csv.reader(source)
        columns = next(reader)[:-1]
        rows = [([float(value) for value in row[:-1]], float(row[-1])) for row in reader]
    weights = [0.0] * len(columns)
    bias = 0.0
    losses = []
    for epoch in range(1, epochs + 1):
        generator.shuffle(rows)
        loss = 0.0
        for features, left in rows:
            score = bias + sum(weight * value for weight, value in zip(weights, features, strict=True))
            chance = 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))
            loss -= math.log(chance if left else 1 - chance)
            error = chance - left
            bias -= rate * error
            weights = [
                weight - rate * (error * value + l2 * weight)
                for weight, value in zip(weights, features, strict=True)
            ]
        losses.append((epoch, loss / len(rows)))
    model = {"columns": columns, "weights": weights, "bias": bias}
    Path("model.json").write_text(json.dumps(model, indent=2) + "\n", encoding="utf-8")
    Path("plots").mkdir(exist_ok=True)
    with open("plots/loss.csv", "w", newline="", encoding="utf-8") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(("epoch", "loss"))
        writer.writerows((epoch, f"{loss:.6f}") for epoch, loss in losses)


if __name__ == "__main__":
    main()
