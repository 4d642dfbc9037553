"""Who pays the tariff once imports respond, where, and what it does to countries in the long run."""

from __future__ import annotations

from typing import Any

import pandas as pd

from suasion.show import words
from suasion.show.figures import Figure, ranking
from suasion.show.page import Section, Table, Value
from suasion.show.report.view import View
from suasion.world.goods_answers import UNKNOWN_STATE

PAYERS = {"buyers": "Buyers", "importers": "Importers", "sellers": "Sellers abroad"}
HOW = {
    "buyers": "higher prices of what they still buy",
    "importers": "what they do not pass on, less duty not collected",
    "sellers": "lower prices at the border",
}
ECONOMY_NAMES = {
    "USA": "United States", "MEX": "Mexico", "CAN": "Canada", "GTM": "Guatemala", "HND": "Honduras",
    "SLV": "El Salvador", "CHN": "China",
}  # fmt: skip
_MOST_STATES = 10
_STATES = (
    "AK Alaska|AL Alabama|AR Arkansas|AZ Arizona|CA California|CO Colorado|CT Connecticut|DC District of Columbia|"
    "DE Delaware|FL Florida|GA Georgia|HI Hawaii|IA Iowa|ID Idaho|IL Illinois|IN Indiana|KS Kansas|KY Kentucky|"
    "LA Louisiana|MA Massachusetts|MD Maryland|ME Maine|MI Michigan|MN Minnesota|MO Missouri|MS Mississippi|"
    "MT Montana|NC North Carolina|ND North Dakota|NE Nebraska|NH New Hampshire|NJ New Jersey|NM New Mexico|NV Nevada|"
    "NY New York|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|PR Puerto Rico|RI Rhode Island|SC South Carolina|"
    "SD South Dakota|TN Tennessee|TX Texas|UT Utah|VA Virginia|VI Virgin Islands|VT Vermont|WA Washington|"
    "WI Wisconsin|WV West Virginia|WY Wyoming"
)
STATE_NAMES = {entry[:2]: entry[3:] for entry in _STATES.split("|")} | {UNKNOWN_STATE: "Not told by state"}
STATE_SHARES_ERR = "15 to 17% of the whole"


def sections(view: View) -> tuple[Section, ...]:
    """The section on who pays, and the one on the long run; neither where nothing can be said."""
    found = (_payers(view), _long_run(view))
    return tuple(section for section in found if section is not None)


def _shown(view: View) -> tuple[dict[str, Any], bool] | None:
    """The response of this variant, or as announced if nothing is owed here; and whether it is this variant's."""
    answer = view.bill.get("with_response")
    if answer is None:
        return None
    if answer["duty_collected_usd"]["mean"] > 0:
        return answer, True
    return (answer["as_scheduled"], False) if answer["as_scheduled"]["duty_collected_usd"]["mean"] > 0 else None


def _payers(view: View) -> Section | None:
    shown = _shown(view)
    if shown is None:
        return None
    answer, owed = shown
    duty, fall = answer["duty_collected_usd"], answer["imports_change_share"]
    when = "Imports" if owed else f"Had it gone ahead {view.scheduled_word}, imports would"
    fell = f" ({words.percent(-fall['q95'], 2)} to {words.percent(-fall['q05'], 2)} in 90 of 100 worlds)"
    return Section(
        "payers",
        "Who pays, once imports respond?",
        paragraphs=(
            f"{when} fall by {words.percent(-fall['mean'], 2)} over the run{fell if view.ranged else ''}; the duty "
            f"then collected is {words.about(duty['mean'], 3)} US dollars{view.range_words(duty)}. On imports held as "
            "they would have been it is more: see the section above.",
        ),
        figures=(_states(view, answer, owed),),
        tables=(_split(view, answer), _sectors(view, answer)),
        notes=tuple(view.bill["with_response"]["assumes"]),
    )


def _split(view: View, answer: dict[str, Any]) -> Table:
    total = sum(one["mean"] for one in answer["by_payer"].values())
    rows: list[tuple[Value, ...]] = []
    for name, one in answer["by_payer"].items():
        share = words.percent(one["mean"] / total, 2) if total else "–"
        rows.append((PAYERS[name], words.usd_short(one["mean"]), _span(view, one), share, HOW[name]))
    lost = answer["forgone_usd"]
    rows.append(
        ("Beside it, lost to buyers", words.usd_short(lost["mean"]), _span(view, lost), "–", "goods not bought")
    )
    columns = ("Who", "Bears", _range_head(view), "Share", "How")
    return Table(columns, tuple(rows), "The duty collected, by who bears it", columns[1:4])


def _sectors(view: View, answer: dict[str, Any]) -> Table:
    rows: list[tuple[Value, ...]] = [
        (one["label"], words.usd_short(one["mean"]), _span(view, one)) for one in answer["by_sector"].values()
    ]
    columns = ("Sector", "Duty", _range_head(view))
    return Table(columns, tuple(rows), "The same duty by sector of the input-output tables", columns[1:])


def _range_head(view: View) -> str:
    return "90 of 100 worlds" if view.ranged else "Range"


def _span(view: View, one: dict[str, float]) -> str:
    if not view.ranged:
        return "–"
    return f"{words.usd_short(one['q05'])} to {words.usd_short(one['q95'])}"


def _states(view: View, answer: dict[str, Any], owed: bool) -> Figure:
    known = list(answer["by_state"].items())
    frame = pd.DataFrame(
        {
            "name": [STATE_NAMES.get(name, name) for name, _ in known],
            "value": [max(one["mean"], 0.0) for _, one in known],
        }
    )
    if view.ranged:
        frame["low"] = [max(min(one["q05"], one["mean"]), 0.0) for _, one in known]
        frame["high"] = [max(one["q95"], one["mean"]) for _, one in known]
    total = sum(one["mean"] for one in answer["by_state"].values())
    first = next(one for one in known if one[0] != UNKNOWN_STATE)
    verb = "hand over" if owed else "would have handed over"
    line = (
        f"the line spans 90 of 100 worlds of imports and prices and leaves out that the shares of states err by "
        f"about {STATE_SHARES_ERR}"
        if view.ranged
        else f"{view.few_words}; the shares of states err by about {STATE_SHARES_ERR}"
    )
    share = words.percent(first[1]["mean"] / total, 2)
    return ranking(
        frame,
        id="states",
        title=f"Importers in {STATE_NAMES.get(first[0], first[0])} {verb} {share} of the duty",
        subtitle="Duty collected over the run once imports respond, by US state of the importer’s address, US dollars; "
        + line,
        footer="Sources: US Bureau of Transportation Statistics; US Census Bureau; shares of states by chapter are an "
        "estimate; suasion.",
        unit="USD",
        top=_MOST_STATES,
        name_heading="US state",
    )


def _long_run(view: View) -> Section | None:
    answer = view.answers["answers"].get("welfare")
    if answer is None:
        return None
    rates = list(answer["by_rate"])
    parties = (answer["importer"], answer["exporter"])
    others = tuple(code for code in ECONOMY_NAMES if code not in parties)
    tables = [_models(answer, rate, parties) for rate in dict.fromkeys((rates[0], rates[-1]))]
    tables.append(_models(answer, rates[-1], others, with_range=False))
    return Section(
        "long-run",
        "What would it do in the long run?",
        paragraphs=(_finding(answer, rates[-1]),),
        tables=tuple(tables),
        notes=tuple(answer["assumes"]),
    )


def _finding(answer: dict[str, Any], rate: str) -> str:
    """What the models say of the two parties at one rate, and whether they agree on its sign."""
    said = []
    for code in (answer["exporter"], answer["importer"]):
        found = [one["none"]["welfare"].get(code) for one in answer["by_rate"][rate].values()]
        middles = [one["middle_pct"] for one in found if one is not None]
        if not middles:
            continue
        low, high = min(middles), max(middles)
        doubt = "; models do not agree on the sign" if low < 0 < high else ""
        name = ECONOMY_NAMES.get(code, code)
        every = [
            one[reply]["welfare"][code][part]
            for one in answer["by_rate"][rate].values()
            for reply in answer["replies"]
            for part in ("low_pct", "middle_pct", "high_pct")
            if code in one[reply]["welfare"] and one[reply]["welfare"][code][part] is not None
        ]
        said.append(
            f"{name}: {signed(low)} to {signed(high)} by the models’ middles ({signed(min(every))} to "
            f"{signed(max(every))} with their elasticities and either reply){doubt}"
        )
    head = f"At {words.percent(float(rate))}, unanswered, what people can buy a year changes. "
    return head + ". ".join(said) + "."


def signed(percent: float) -> str:
    """A change in percent with its sign, two figures: `+0.026%`."""
    said = f"{words.number(percent, 2)}%"
    return f"+{said}" if percent > 0 else said


def _models(answer: dict[str, Any], rate: str, economies: tuple[str, ...], *, with_range: bool = True) -> Table:
    """One row a model and reply; economies that no model knows are left out."""
    of_rate = answer["by_rate"][rate]
    known = [code for code in economies if any(code in one["none"]["welfare"] for one in of_rate.values())]
    rows: list[tuple[Value, ...]] = []
    for one in of_rate.values():
        for reply, said in answer["replies"].items():
            values = [one[reply]["welfare"].get(code) for code in known]
            cells = [None if value is None else _cell(value, with_range) for value in values]
            rows.append((one["title"] if reply == "none" else f"– {said}", *cells))
    columns = ("Model", *(ECONOMY_NAMES.get(code, code) for code in known))
    ranged = " (range over elasticities)" if with_range else ""
    what = "Long-run change of what people can buy" if with_range else "The same for others"
    return Table(columns, tuple(rows), f"{what} at {words.percent(float(rate))}, percent{ranged}", columns[1:])


def _cell(value: dict[str, float], with_range: bool) -> str:
    middle = words.number(value["middle_pct"], 2)
    if not with_range:
        return middle
    return f"{middle} ({words.number(value['low_pct'], 2)} to {words.number(value['high_pct'], 2)})"
