"""Split the extract into rows to train on and rows to test on, columns scaled to about one."""

import csv
import zlib

from parameters import parameter

SCALES = {"tenure_months": 24.0, "monthly_charge": 50.0, "support_calls": 3.0, "monthly_contract": 1.0}


def is_test(customer: str, share: float) -> bool:
    """The same customer is always on the same side."""
    return zlib.crc32(customer.encode()) % 1000 < share * 1000


def main() -> None:
    share = parameter("prepare.test_share")
    with open("data/customers.csv", newline="", encoding="utf-8") as source:
        rows = list(csv.DictReader(source))
    for name, wanted in (("train", False), ("test", True)):
        with open(f"data/{name}.csv", "w", newline="", encoding="utf-8") as target:
            writer = csv.writer(target, lineterminator="\n")
            writer.writerow((*SCALES, "left"))
            for row in rows:
                if is_test(row["customer"], share) is wanted:
                    values = (round(float(row[column]) / scale - 1, 6) for column, scale in SCALES.items())
                    writer.writerow((*values, row["left"]))


if __name__ == "__main__":
    main()
