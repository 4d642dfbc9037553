"""The report of a ledger: what the threat adds, month by month and by goods, what else to do, one entry worked."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from suasion.show import words
from suasion.show.figures import Figure, ranking
from suasion.show.page import Card, Manifest, Page, Section, Table, Text, Value
from suasion.show.tariff.answers import label
from suasion.show.tariff.costed import Costed
from suasion.show.tariff.months_figure import duty_by_month
from suasion.show.tariff.phrases import PARTS, alternative_rows, finding, is_certain, lede, month_words, premium
from suasion.show.tariff.screen import cases, money
from suasion.trade.rates.programmes import countries
from suasion.trade.rates.why import percent

_TITLES = {"sku": "product", "supplier": "supplier", "hts": "tariff code"}
_BEARERS = {"supplier": "Supplier", "customer": "Customers", "margin": "Own margin"}
_MOST_SKIPPED = 50


def build_page(costed: Costed, answers: dict[str, Any], record: dict[str, Any]) -> Page:
    """The page of a ledger; `record` is its manifest."""
    sections = [
        _bill(costed, answers), _goods(costed, answers), _ways(answers), _entry(answers), _skipped(answers),
        _notes(answers),
    ]  # fmt: skip
    first, last = costed.days
    threat = "none" if answers["accord"] is None else f"{answers['accord']}, {answers['variant']}"
    meta = [
        ("Entries", f"{words.day(first)} to {words.day(last)}"),
        ("Lines", f"{answers['lines']:,}"),
        ("Customs value", words.usd_short(answers["value_usd"])),
        ("Threat", threat),
    ]
    if answers["accord"] is not None:
        chance = "1 (as if certain)" if answers["probability"] == 1 else words.percent(answers["probability"])
        meta.append(("Its probability", chance))
    return Page(
        kicker=f"{answers['ledger']} · import ledger",
        title=finding(answers),
        lede=lede(answers),
        meta=tuple(meta),
        cards=_cards(answers),
        sections=tuple(section for section in sections if section is not None),
        manifest=Manifest(tuple(_manifest_rows(record))),
    )


def _cards(answers: dict[str, Any]) -> tuple[Card, ...]:
    bill, peak, bond = answers["total"]["in_all"], answers["cash_peak"], answers["bond_usd"]
    short = words.usd_short
    if answers["accord"] is None:
        return (
            Card("Duty and fees", short(bill["never_usd"]), "under the measures in force, net of drawback"),
            Card("Most cash in a month", short(peak["never"]["usd"]), f"due in {month_words(peak['never']['month'])}"),
            Card("Continuous bond", short(bond["never"]), "10% of the dearest twelve months, at least $50,000"),
        )
    comes = Card("If it comes", short(bill["comes_usd"]), _times(bill))
    never = Card("If it never comes", short(bill["never_usd"]), "duty and fees owed anyway, net of drawback")
    middle = (
        comes
        if is_certain(answers)
        else Card(
            "Expected cost",
            short(bill["expected_usd"]),
            f"at a probability of {words.percent(answers['probability'])}; {short(bill['comes_usd'])} if it comes",
        )
    )
    due = Card(
        "Most cash in a month",
        short(peak["comes"]["usd"]),
        f"if it comes, due in {month_words(peak['comes']['month'])}; {short(peak['never']['usd'])} at most if not",
    )
    needed = Card("Continuous bond", short(bond["comes"]), f"if it comes; {short(bond['never'])} if not")
    return (middle, never, due, needed)


def _times(bill: dict[str, float]) -> str:
    if bill["never_usd"] <= 0:
        return "duty and fees, net of drawback"
    return f"{words.number(bill['comes_usd'] / bill['never_usd'], 2)} times what is owed anyway"


def _bill(costed: Costed, answers: dict[str, Any]) -> Section:
    shown = cases(answers)
    rows: list[tuple[Value, ...]] = []
    for part, title in PARTS.items():
        amounts = answers["total"][part]
        if part == "in_all" or any(amounts[case] for case in shown):
            rows.append((title, *(money(amounts[case]) for case in shown)))
    columns = ("Duty and fees", *shown.values())
    heading = "What does it cost, and when?" if answers["accord"] else "What is owed, and when?"
    back = answers["total"]["refundable_later"]["never_usd"]
    notes: list[Text] = [
        "Cash falls due on the 15th working day of the month after entry (periodic monthly statement); drawback comes "
        "back later.",
        "Customs value is taken as unchanged: what firms do about the duty stands below.",
    ]
    if back:
        notes.append(f"{words.usd(back)} of this was paid under measures that were found void and is to be refunded.")
    return Section(
        "bill",
        heading,
        figures=(_months(costed, answers),),
        tables=(Table(columns, tuple(rows), "The ledger's bill, US dollars", columns[1:]), _cash(costed, answers)),
        notes=tuple(notes),
    )


def _months(costed: Costed, answers: dict[str, Any]) -> Figure:
    steps = _steps(costed)
    bill = costed.by("month")
    total = bill["owed_usd"] + bill["threat_duty_usd"]
    top = words.month(pd.PeriodIndex(total.index)[int(total.to_numpy().argmax())].start_time.date())
    most = words.usd_short(float(total.max()))
    if not steps:
        title = f"{top} is the dearest month: {most} of duty and fees"
    else:
        often = words.usd_short(float(bill["owed_usd"].mean()))
        title = f"Duty would peak at {most} in {top}; {often} a month is owed anyway"
    return duty_by_month(
        bill, steps, title=title, probability=costed.probability,
        subtitle="Before drawback; what is owed anyway, and what the threat adds" if steps else "Before drawback",
    )  # fmt: skip


def _steps(costed: Costed) -> list[tuple[dt.date, float]]:
    """Rate of the threat from each day on; several duties on the same goods add up."""
    days = sorted({step.start for measure in costed.threat for step in measure.steps})
    found = [(day, sum(measure.scheduled(day) or 0.0 for measure in costed.threat)) for day in days]
    return found if any(rate for _, rate in found) else []


def _cash(costed: Costed, answers: dict[str, Any]) -> Table:
    cash = costed.by("cash_month")
    certain = is_certain(answers)
    rows: list[tuple[Value, ...]] = []
    for month, row in cash.iterrows():
        cells: list[Value] = [month_words(str(month)), money(row["owed_usd"])]
        if answers["accord"] is not None:
            cells += [] if certain else [money(row["owed_usd"] + row["expected_threat_usd"])]
            cells.append(money(row["owed_usd"] + row["threat_duty_usd"]))
        rows.append(tuple(cells))
    columns = ("Due in", *cases(answers).values())
    return Table(columns, tuple(rows), "Cash due by month, before drawback, US dollars", columns[1:])


def _goods(costed: Costed, answers: dict[str, Any]) -> Section:
    tables = [_ranked_table(costed, answers, name) for name in ("supplier", "hts")]
    return Section("goods", "Which goods bear it?", figures=(_products(costed, answers),), tables=tuple(tables))


def _products(costed: Costed, answers: dict[str, Any]) -> Figure:
    threatened = answers["accord"] is not None and answers["total"]["threatened_duty"]["comes_usd"] > 0
    column = "threat_duty_usd" if threatened else "owed_usd"
    sums = costed.by("sku")[column]
    frame = pd.DataFrame({"name": [label("sku", name) for name in sums.index], "value": sums.to_numpy()})
    top = frame.sort_values("value", ascending=False).iloc[0]
    share = words.percent(float(top["value"] / frame["value"].sum()), 2) if frame["value"].sum() else "0%"
    what = "the threatened duty" if threatened else "duty and fees"
    verb = "would bear" if threatened else "bears"
    return ranking(
        frame,
        id="products",
        title=f"{top['name']} {verb} {share} of {what}",
        subtitle=f"{'Threatened duty if it comes' if threatened else 'Duty and fees'} by product over the ledger, "
        "US dollars",
        footer="Source: the ledger; rates by suasion.",
        unit="USD",
        name_heading="Product",
    )


def _ranked_table(costed: Costed, answers: dict[str, Any], dimension: str) -> Table:
    shown = cases(answers)
    rows: list[tuple[Value, ...]] = [
        (row["name"], money(row["value_usd"]), *(money(row[case]) for case in shown))
        for row in answers["ranked"][dimension]
    ]
    title = _TITLES[dimension]
    columns = (title.capitalize(), "Customs value", *shown.values())
    count = answers["distinct"][dimension]
    more = f"; the first {len(rows)} of {count:,}" if count > len(rows) else ""
    return Table(columns, tuple(rows), f"Duty and fees by {title}, US dollars{more}", columns[1:])


def _ways(answers: dict[str, Any]) -> Section | None:
    rows = alternative_rows(answers)
    found = answers["alternatives"]
    tables = []
    if rows:
        columns = ("Other way to buy", "Saves", "What to know")
        caption = "Against the expected bill" if answers["accord"] and not is_certain(answers) else "Against the bill"
        tables.append(Table(columns, tuple(rows), f"{caption}, over the ledger", ("Saves",)))
    if "buy_elsewhere" in found and found["buy_elsewhere"]["by_sku"]:
        tables.append(_elsewhere(answers))
    if answers["who_bears"] and answers["total"]["threatened_duty"]["comes_usd"]:
        tables.append(_bearers(answers))
    if not tables:
        return None
    return Section(
        "ways",
        "What else could be done?",
        tables=tuple(tables),
        notes=(
            "Rules of origin are not checked, and prices elsewhere rise when others go there too: both make savings "
            "smaller.",
        ),
    )


def _elsewhere(answers: dict[str, Any]) -> Table:
    one = answers["alternatives"]["buy_elsewhere"]
    certain = is_certain(answers)
    rows: list[tuple[Value, ...]] = []
    for sku, ratios in one["by_sku"].items():
        cells = [] if certain else [premium(ratios["expected_ratio"])]
        rows.append((sku, *cells, premium(ratios["comes_ratio"])))
    heads = ("if it comes",) if certain else ("as expected", "if it comes")
    columns = ("Product", *(f"May ask, {head}" for head in heads))
    country = countries().get(one["origin"], one["origin"])
    caption = f"Buying in {country}: how much dearer a seller there may be, before duty, over the whole ledger"
    return Table(columns, tuple(rows), caption, columns[1:])


def _bearers(answers: dict[str, Any]) -> Table:
    bears = answers["who_bears"]
    total = sum(bears.values())
    rows: list[tuple[Value, ...]] = [
        (_BEARERS[name], money(amount), words.percent(amount / total, 2) if total else "–")
        for name, amount in bears.items()
    ]
    caption = (
        "The threatened duty if it comes, by who bears it (assumed: half passed on after 6 months, 80% after 18; "
        "suppliers give nothing)"
    )
    return Table(("Who", "US dollars", "Share"), tuple(rows), caption, ("US dollars", "Share"))


def _entry(answers: dict[str, Any]) -> Section:
    entry = answers["largest_entry"]
    rows: list[tuple[Value, ...]] = []
    for line in entry["lines"]:
        for number, charge in enumerate(line["charges"]):
            goods = f"{line['hts']} {line['origin']}, {line['value_usd']:,.0f} USD" if number == 0 else ""
            rate = percent(charge["rate_share"]) if charge["rate_share"] else "–"
            rows.append(
                (goods, charge["name"].replace("_", " "), charge["legal_id"], rate, f"{charge['duty_usd']:,.2f}")
            )
    rows += [
        ("", "merchandise processing fee", "19 CFR 24.23", "", f"{entry['processing_fee_usd']:,.2f}"),
        ("", "harbor maintenance fee", "19 CFR 24.24", "", f"{entry['harbor_fee_usd']:,.2f}"),
        ("Duty and fees", "", "", "", f"{entry['total_usd']:,.2f}"),
    ]
    columns = ("Goods", "Charge", "Where it is written", "Rate", "US dollars")
    day = words.day(dt.date.fromisoformat(entry["day"]))
    name = f"Entry {entry['entry_number']}" if entry["entry_number"] else "One line without an entry number"
    comes = ", with the threat in force" if answers["accord"] else ""
    return Section(
        "entry",
        "One entry, to the cent",
        paragraphs=(
            f"The entry that costs most{comes}; values in whole dollars, each duty to the cent (19 CFR 159.3).",
        ),
        tables=(Table(columns, tuple(rows), f"{name} of {day}", columns[3:]),),
    )


def _skipped(answers: dict[str, Any]) -> Section | None:
    if not answers["skipped"]:
        return None
    shown = answers["skipped"][:_MOST_SKIPPED]
    more = len(answers["skipped"]) - len(shown)
    notes = [*shown, *([f"and {more:,} more in answers.json"] if more else [])]
    return Section("skipped", "Rows left out", paragraphs=("They are in no number here.",), notes=tuple(notes))


def _notes(answers: dict[str, Any]) -> Section:
    law = "A model of the rules as written in public texts, simplified as the guide says; no legal advice."
    return Section("notes", "What to keep in mind", notes=(*answers["notes"], law))


def _manifest_rows(record: dict[str, Any]) -> list[tuple[str, str]]:
    names = {
        "suasion": "suasion version", "ledger": "Ledger", "ledger_sha256": "Ledger, SHA-256", "accord": "Accord",
        "accord_sha256": "Accord, SHA-256", "variant": "Variant", "probability": "Probability of the threat",
        "shift_years": "Years shifted", "measures": "Measures in force", "elsewhere": "Other origin",
        "python": "Python", "numpy": "NumPy", "pandas": "pandas",
    }  # fmt: skip
    return [(title, "none" if record[key] is None else str(record[key])) for key, title in names.items()]
