"""Figures against figures: one series, a base for each change, per how long, and what was published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from suasion.accord.checks.case import Case, Said, check
from suasion.accord.provenance import entries
from suasion.accord.quantity import Shown
from suasion.accord.schema import Figure, Target
from suasion.accord.units import per_year, period_of
from suasion.data import series_ids
from suasion.yaml_text import KeyPath


@check()
def changes_have_a_base(case: Case) -> Said:
    """A percentage change says from what; a ratio says to which month."""
    for name, comparison in case.accord.comparisons.items():
        if comparison.change is not None and comparison.start is None:
            text = f"a change of {comparison.change:+.0%} has no base. Add `start`: the figure that it is measured from"
            yield ("comparisons", name, "change"), text
    for name, target in case.accord.targets.items():
        if target.statistic == "ratio" and target.base is None:
            yield ("targets", name, "statistic"), "a ratio has no base month. Add `base: {month: 2019-05}`"


def _compared(case: Case, word: str | None) -> Figure | Target | None:
    return case.accord.figures.get(word or "") or case.accord.targets.get(word or "")


def _series_of(block: Figure | Target) -> str | None:
    return None if block.series is None else f"{block.series}/{block.part}" if block.part else block.series


def _mixed(case: Case) -> Iterator[tuple[str, str, str | None]]:
    for name, comparison in case.accord.comparisons.items():
        start, end = _compared(case, comparison.start), _compared(case, comparison.end)
        if start is None or end is None:
            continue
        one, other = _series_of(start), _series_of(end)
        if one != other:
            text = f"`{comparison.start}` is of {one or 'no series'}, `{comparison.end}` of {other or 'no series'}"
            yield name, text, comparison.different_series


@check()
def compared_figures_are_of_one_series(case: Case) -> Said:
    """Two figures that are set against each other count the same thing, or the accord says why they do not."""
    for name, text, reason in _mixed(case):
        if reason is None:
            yield (
                ("comparisons", name),
                f"two figures of different series are compared: {text}. Compare figures of one series, "
                "or say under `different_series` why both stand here",
            )


@check("warning")
def different_series_are_shown_apart(case: Case) -> Said:
    """A comparison across series that the accord keeps on purpose is said again wherever it shows."""
    for name, text, reason in _mixed(case):
        if reason is not None:
            yield ("comparisons", name), f"figures of different series, kept apart on purpose: {text}. {reason}"


@check()
def changes_match_their_figures(case: Case) -> Said:
    """A stated change is the change between its two figures, to the precision in which it is stated."""
    for name, comparison in case.accord.comparisons.items():
        start, end = _compared(case, comparison.start), _compared(case, comparison.end)
        if comparison.change is None or start is None or end is None or _series_of(start) != _series_of(end):
            continue
        base, last = _value(start), _value(end)
        if base and abs(last / base - 1 - comparison.change) > 0.0051:
            yield (
                ("comparisons", name, "change"),
                f"from {base:,.0f} to {last:,.0f} is {last / base - 1:+.1%}, not {comparison.change:+.1%}. Mend one",
            )


def _value(block: Figure | Target) -> float:
    return block.value.on() if isinstance(block, Figure) else block.level.on()


@check()
def figures_match_their_series(case: Case) -> Said:
    """A figure tied to a shipped series is within 2 percent of a published value of that month."""
    from suasion.data import load, parts  # noqa: PLC0415  (pandas is slow to import; most checks need none)

    shipped = series_ids()
    for name, figure in case.accord.figures.items():
        if figure.series not in shipped or figure.month is None or not figure.value.certain:
            continue
        stated = figure.value.on()
        if figure.part not in parts(figure.series):
            continue  # a series by chapter has no total; an unknown part is reported elsewhere
        published = load(figure.series, figure.part)
        values = published.loc[published["month"].astype(str) == figure.month, "value"].tolist()
        if values and all(abs(stated / value - 1) > 0.02 for value in values if value):
            fits = _fitting_series(stated, figure.month, shipped)
            hint = f" It fits {fits}" if fits else ""
            yield (
                ("figures", name, "value"),
                f"{stated:,.0f} is not {figure.series} of {figure.month}, which is {values[-1]:,.0f}.{hint} Mend the "
                "figure or its series",
            )


def _fitting_series(stated: float, month: str, shipped: Sequence[str]) -> str | None:
    from suasion.data import load, parts  # noqa: PLC0415

    for name in shipped:
        if "" not in parts(name):
            continue
        published = load(name)
        values = published.loc[published["month"].astype(str) == month, "value"]
        if any(abs(stated / value - 1) <= 0.02 for value in values if value):
            return f"{name}, which is {values.iloc[0]:,.0f}."
    return None


@check()
def rates_keep_their_time(case: Case) -> Said:
    """A rate per hour that is shown per year (or any other period) is worked out right."""
    for name, figure in case.accord.figures.items():
        at: KeyPath = ("figures", name)
        if figure.shown_as is not None:
            yield from _shown_right(at, figure.value.on(), figure.unit, figure.shown_as)
        own = period_of(figure.unit)
        if figure.series is not None and own not in (None, "month"):
            text = f"`{figure.unit}` is per {own}, but {figure.series} is a monthly series. Show both per month"
            yield (*at, "unit"), text
    for entry in entries(case.accord, case.overrides):
        quantity = entry.quantity
        if quantity is not None and quantity.shown_as is not None and quantity.unit is not None:
            yield from _shown_right(entry.path, quantity.on(), quantity.unit, quantity.shown_as)


def _shown_right(at: KeyPath, value: float, unit: str, shown: Shown) -> Said:
    own, other = period_of(unit), period_of(shown.unit)
    if own is None or other is None:
        if own != other:
            text = (
                f"`{unit}` is shown as `{shown.unit}`, and only one of them says per how long. Name the period in both"
            )
            yield (*at, "shown_as"), text
        return
    right = value * per_year(own) / per_year(other)
    if abs(right - shown.value) > 0.02 * abs(right):
        text = (
            f"{value:,.4g} {unit} is {right:,.4g} {shown.unit}, not {shown.value:,.4g}. Mend the number or its period"
        )
        yield (*at, "shown_as", "value"), text
