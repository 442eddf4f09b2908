"""The sample project's customers: made, not measured, and the same on every machine."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

CUSTOMERS = 3000
COLUMNS = ("customer", "tenure_months", "monthly_charge", "support_calls", "monthly_contract", "left")


@dataclass(frozen=True, slots=True)
class Extract:
    """One extract of the billing system.

    `in_cents` is the share of customers whose charge comes in cents, because the new system has taken them
    over; `monthly_contracts` the share of contracts that end each month.
    """

    seed: int
    in_cents: float
    monthly_contracts: float


EXTRACTS = {
    "march": Extract(seed=3, in_cents=0.0, monthly_contracts=0.42),
    "june": Extract(seed=6, in_cents=0.55, monthly_contracts=0.55),
}


def rows(extract: Extract) -> Iterator[tuple[str, ...]]:
    """Yield the header and then one line a customer; who leaves follows a logistic law with noise."""
    generator = random.Random(extract.seed)  # noqa: S311 -- sample data, not secrets
    yield COLUMNS
    for number in range(CUSTOMERS):
        monthly = generator.random() < extract.monthly_contracts
        tenure = int(min(72, generator.expovariate(1 / 26)))
        charge = max(12.0, generator.gauss(58 if monthly else 46, 17))
        calls = int(generator.expovariate(1 / 1.6))
        score = (
            0.075 * (charge - 52) + 0.75 * (calls - 1.6) - 0.085 * (tenure - 20) + (1.4 if monthly else -1.0)
        )
        left = generator.random() < 1 / (1 + math.exp(-score))
        cents = generator.random() < extract.in_cents
        shown = f"{charge * 100:.0f}" if cents else f"{charge:.2f}"
        yield (f"C{number:05d}", str(tenure), shown, str(calls), str(int(monthly)), str(int(left)))
