"""Tabulate tariff facts anew from public tables: which goods a programme covers, normal rates, countries.

    python scripts/build_tariffs.py ../shared/data/trade

Writes scopes.csv, normal_rates_2025.csv and countries.csv of src/suasion/trade/rates/programmes. Only facts are taken
over (codes, rates, names), in our own layout; the measures themselves are written by hand in us-2018-2026.yaml.
Sources: the Budget Lab at Yale, tariff-rate-tracker of 2026-05-11 (MIT; lists from US notes, Federal Register and CBP
notices) and Tariff-ETRs (the 2025 basic edition of the US tariff schedule, a US government fact); Census country
codes; ISO 3166 names from the time-zone database (public domain).
"""

from __future__ import annotations

import csv
import importlib.resources
import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "src" / "suasion" / "trade" / "programmes"
# names that the Census writes otherwise than ISO 3166, and codes that it alone has
CENSUS_ISO = {
    "AND": "AD", "ARE": "AE", "ATG": "AG", "BIH": "BA", "BOL": "BO", "BRN": "BN", "CAF": "CF", "CIV": "CI", "COD": "CD",
    "COG": "CG", "CPV": "CV", "CZE": "CZ", "FLK": "FK", "GBR": "GB", "IRN": "IR", "KNA": "KN", "KOR": "KR", "PRK": "KP",
    "LAO": "LA", "LBY": "LY", "MAC": "MO", "MDA": "MD", "MKD": "MK", "MMR": "MM", "PSE": "PS", "RUS": "RU", "SWZ": "SZ",
    "STP": "ST", "SYR": "SY", "TLS": "TL", "TTO": "TT", "TUR": "TR", "TWN": "TW", "TZA": "TZ", "VAT": "VA", "VCT": "VC",
    "VEN": "VE", "VNM": "VN", "VGB": "VG", "WSM": "WS", "HKG": "HK", "CHN": "CN", "USA": "US", "MEX": "MX", "CAN": "CA",
}  # fmt: skip
CENSUS_ISO |= {
    "TCA": "TC", "SXM": "SX", "CUW": "CW", "DNK": "DK", "FSM": "FM", "REU": "RE", "ASM": "AS",
}  # fmt: skip
# Census code -> ISO codes, where the mapping has none
BY_CENSUS = {
    "4803": ("XK", "XKX"), "5082": ("PS", "PSE"), "7905": ("TF", "ATF"), "9110": ("VI", "VIR"), "9800": ("UM", "UMI"),
    "9350": ("GU", "GUM"), "6029": ("HM", "HMD"), "7810": ("IO", "IOT"), "9610": ("MP", "MNP"), "1610": ("PM", "SPM"),
    "9030": ("PR", "PRI"), "6413": ("WF", "WLF"),
}  # fmt: skip


def rows(path: Path) -> list[dict[str, str]]:
    """Rows of a table, without lines that begin with #."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def digits(text: str) -> str:
    return text.replace(".", "").strip()


def write(name: str, header: list[str], table: Iterable[list[object]]) -> None:
    with (TARGET / name).open("w", encoding="utf-8", newline="\n") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(table)


def shortest(prefixes: Iterable[str]) -> list[str]:
    """Prefixes without those that another one already covers; trailing 00 of a 10-digit code is kept as it stands."""
    kept: list[str] = []
    for prefix in sorted(set(prefixes)):
        if not any(prefix.startswith(other) for other in kept[-1:]):
            kept.append(prefix)
    return kept


def scopes(tracker: Path) -> dict[str, list[str]]:
    """Prefixes of each named list of goods."""
    found: dict[str, list[str]] = defaultdict(list)
    lists = {
        "1": "china_list_1", "2": "china_list_2", "3": "china_list_3", "3_addl": "china_list_3_added",
        "4A": "china_list_4a",
    }  # fmt: skip
    for row in rows(tracker / "s301_product_lists.csv"):
        name = lists.get(row["list"])
        if name is None and row["list"].startswith("biden"):
            name = "china_" + row["ch99_code"].replace(".", "_")
        if name:
            found[name].append(digits(row["hts8"]))
    for row in rows(tracker / "fentanyl_carveout_products.csv"):
        found["fentanyl_" + row["category"]].append(digits(row["hts8"]))
    for row in rows(tracker / "ieepa_exempt_products.csv"):
        found["reciprocal_exempt"].append(digits(row["hts10"]))
    for row in rows(tracker / "s122_exempt_products.csv"):
        found["122_exempt"].append(digits(row["hts8"]))
    for row in rows(tracker / "s232_annex_products.csv"):
        found["232_annex_" + row["annex"]].append(digits(row["hts_prefix"]))
    for row in rows(tracker / "s232_derivative_products.csv"):
        later = "_" + row["effective_date"].replace("-", "_") if row["effective_date"] else ""
        found[f"232_{row['derivative_type']}_derivatives{later}"].append(digits(row["hts_prefix"]))
    for row in rows(tracker / "s232_copper_products.csv"):
        found["232_copper"].append(digits(row["hts10"]))
    for name, file in (("232_auto_parts", "s232_auto_parts.txt"), ("232_truck_parts", "s232_mhd_parts.txt")):
        found[name] = [digits(line) for line in (tracker / file).read_text().split()]
    for row in rows(tracker / "floor_exempt_products.csv"):
        found["floor_exempt_" + row["country_group"]].append(digits(row["hts8"]))
    for row in rows(tracker / "country_eo_exempt_products.csv"):
        if row["ch99_code"] == "9903.01.77":
            since = "" if row["effective_date_start"] == "2025-08-06" else "_2025_11_13"
            code = digits(row["hts10"])
            if not code.startswith("9903"):
                found["brazil_exempt" + since].append(code)
    return {name: shortest(prefixes) for name, prefixes in sorted(found.items())}


def write_scopes(tracker: Path) -> None:
    """One row a list and chapter: a list of ten thousand codes stays readable and small."""
    table: list[list[object]] = []
    for name, prefixes in scopes(tracker).items():
        by_chapter: dict[str, list[str]] = defaultdict(list)
        for prefix in prefixes:
            by_chapter[prefix[:2]].append(prefix)
        table += [[name, chapter, " ".join(codes)] for chapter, codes in sorted(by_chapter.items())]
    write("scopes.csv", ["scope", "chapter", "prefixes"], table)


PER_KG = re.compile(r"([\d.]+)¢/kg(?: \+ ([\d.]+)%)?")


def write_normal_rates(folder: Path) -> None:
    """Ad-valorem share, dollars a kilogram, and whether something remains that neither tells."""
    table: list[list[object]] = []
    for row in rows(folder / "mfn_rates_2025.csv"):
        if row["hs8"].startswith("99"):  # no goods of their own
            continue
        share, per_kg, untold = round(float(row["mfn_rate"]), 6), 0.0, 0
        if row["rate_type"] not in ("free", "ad_valorem"):
            match = PER_KG.fullmatch(row["rate_raw"].strip())
            if match:
                per_kg, share = round(float(match[1]) / 100, 6), round(float(match[2] or 0) / 100, 6)
            else:
                untold = 1
        table.append([row["hs8"], f"{share:g}", f"{per_kg:g}", untold])
    write("normal_rates_2025.csv", ["code", "ad_valorem_share", "usd_per_kg", "untold"], sorted(table))


def plain(name: str) -> str:
    """A country's name for comparison only."""
    short = re.sub(r"\(.*?\)|[^a-z ]", "", name.lower().replace("&", "and").replace("saint", "st").replace("st.", "st"))
    return " ".join(sorted(word for word in short.split() if word not in ("the", "of", "and", "republic", "islands")))


def write_countries(root: Path) -> None:
    """Two-letter, three-letter and Census code and a name; of two Census origins with one ISO code the first stays."""
    listing = (importlib.resources.files("tzdata") / "zoneinfo" / "iso3166.tab").read_text(encoding="utf-8")
    names = dict(line.split("\t") for line in listing.splitlines() if line and not line.startswith("#"))
    by_plain = {plain(name): code for code, name in names.items()}
    letters = {}
    for row in rows(root / "tradewartracker-2025" / "CensusCountryMapping_FRBAtl_short.csv"):
        letters[row["CTY_CODE"]] = (row["ISO3"], row["country"])
    for row in rows(root / "yale-tariff-etrs" / "census_to_iso3.csv"):
        letters.setdefault(row["cty_code"], (row["iso3"], ""))
    table, seen = [], set()
    for row in rows(root / "yale-tariff-rate-tracker" / "census_codes.csv"):
        three = letters.get(row["Code"], ("", ""))[0]
        two = CENSUS_ISO.get(three) or by_plain.get(plain(row["Name"]))
        two, three = BY_CENSUS.get(row["Code"], (two, three))
        if two is None or two in seen:
            print(f"left out: {row['Code']} {row['Name']} {three}", file=sys.stderr)
            continue
        seen.add(two)
        table.append([two, three, row["Code"], names.get(two, row["Name"]), row["Name"]])
    write("countries.csv", ["iso2", "iso3", "census", "name", "census_name"], sorted(table))


def main() -> None:
    root = Path(sys.argv[1])
    TARGET.mkdir(exist_ok=True)
    write_scopes(root / "yale-tariff-rate-tracker")
    write_normal_rates(root / "yale-tariff-etrs")
    write_countries(root)


if __name__ == "__main__":
    main()
