"""Writes the example ledger: an invented importer of vehicle parts and produce, mostly from Mexico, in 2019.

    python scripts/build_example_ledger.py

Codes are real lines of the schedule; firms, products, amounts and days are made up. The same run gives the same bytes.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

TARGET = Path(__file__).resolve().parent.parent / "src" / "suasion" / "trade" / "examples" / "importer-2019.csv"
# product, code, origin, supplier, mode, USD a unit, kg a unit, units a shipment, shipments, claim, contract end
PRODUCTS = [
    ("HARNESS-A", "8544.30.0000", "Mexico", "Arneses del Norte", "truck", 38.5, 2.1, 1500, 12, "yes", "2019-12-31"),
    ("FENDER-L", "8708.29.5160", "Mexico", "Estampados Bajio", "truck", 41.2, 4.6, 900, 10, "yes", "2019-09-30"),
    ("GEARBOX-6", "8708.40.1110", "MX", "Transmisiones Silao", "rail", 1140.0, 68.0, 120, 9, "yes", "2020-03-31"),
    ("BRAKE-D", "8708.30.5030", "MX", "Frenos Saltillo", "truck", 17.8, 6.2, 3200, 10, "80%", ""),
    ("SEAT-RAIL", "8708.99.8180", "Mexico", "Rieles Juarez", "truck", 26.4, 1.9, 1400, 9, "no", ""),
    ("BRACKET-S", "7326.90.8688", "China", "Ningbo Metalworks", "vessel", 3.1, 0.8, 24000, 7, "", ""),
    ("BRACKET-M", "7326.90.8688", "MX", "Metales Apodaca", "truck", 4.0, 0.8, 9000, 6, "no", ""),
    ("MOTOR-W", "8501.10.4060", "Mexico", "Motores Reynosa", "truck", 6.7, 0.5, 8000, 8, "yes", "2019-10-31"),
    ("SENSOR-T", "9032.89.6030", "Germany", "Regelwerk GmbH", "air", 22.9, 0.1, 2500, 6, "", ""),
    ("TOMATO-ROMA", "0702.00.2044", "Mexico", "Huerta Culiacan", "truck", 1.12, 1.0, 19000, 14, "yes", ""),
    ("AVOCADO-H", "0804.40.0010", "Mexico", "Aguacates Uruapan", "truck", 2.85, 1.0, 17500, 14, "yes", ""),
    ("PEPPER-BELL", "0709.60.4081", "Mexico", "Huerta Culiacan", "truck", 1.74, 1.0, 15500, 12, "yes", ""),
    ("CUCUMBER", "0707.00.5085", "Mexico", "Invernadero Sayula", "truck", 0.92, 1.0, 18000, 9, "90%", ""),
]
HEADER = ["Entry No", "Entry Date", "HTS Number", "Country of Origin", "Entered Value (USD)", "Qty", "Net Weight (kg)",
          "Mode", "Lading Date", "USMCA", "Drawback share", "Metal share", "Vendor", "Part Number", "Contract end",
          "Inventory"]  # fmt: skip


def main() -> None:
    rng = np.random.default_rng(20190530)
    year = np.datetime64("2019-01-07")
    shipments = []
    for product in PRODUCTS:
        name, code, origin, supplier, mode, price, kilos, units, count, claim, contract = product
        gap = 350 / count
        for shipment in range(count):
            day = year + int(shipment * gap + rng.integers(0, max(2, int(gap * 0.6))))
            day = np.busday_offset(day, 0, roll="forward")
            pieces = int(units * rng.uniform(0.8, 1.2))
            value = pieces * price * rng.uniform(0.96, 1.04)
            loaded = day - int(rng.integers(24, 36)) if mode == "vessel" else ""
            drawback = "15%" if name == "GEARBOX-6" else ""
            shipments.append([day, code, origin, f"{value:.2f}", pieces, round(pieces * kilos), mode, loaded, claim,
                              drawback, "100%" if code.startswith("73") else "", supplier, name, contract,
                              int(units * 0.6) if not code.startswith("0") else ""])  # fmt: skip
    shipments.sort(key=lambda row: (row[0], row[12]))
    TARGET.parent.mkdir(exist_ok=True)
    with TARGET.open("w", encoding="utf-8", newline="\n") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        entry, last = 0, None
        for row in shipments:
            # a truck a day and supplier is one entry
            entry += (row[0], row[11]) != last
            last = (row[0], row[11])
            writer.writerow([f"XJ4-{1000000 + entry}-{entry % 10}", *row])


if __name__ == "__main__":
    main()
