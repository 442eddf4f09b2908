"""Split the extract into rows to train on and rows to test on."""

import csv
import zlib

from parameters import parameter

COLUMNS = ("tenure_months", "monthly_charge", "support_calls", "monthly_contract")


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
            writer.writerow((*COLUMNS, "left"))
            for row in rows:
                if is_test(row["customer"], share) is wanted:
                    writer.writerow((*(float(row[column]) for column in COLUMNS), row["left"]))


if __name__ == "__main__":
    main()
