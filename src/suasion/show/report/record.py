"""What was agreed and when, which figures do not match, and where every number comes from."""

from __future__ import annotations

import pandas as pd

from suasion.accord.schema import Figure, Target
from suasion.accord.timeline import known_statuses, spans
from suasion.show import figures, words
from suasion.show.page import Chip, Inline, Link, Section, Table, Tag, Text, Value
from suasion.show.report.view import View
from suasion.world.known import comparison_known, figure_known, public_basis, sources_out


def sections(view: View) -> list[Section]:
    """The sections of record, those that have something to show."""
    found = [_measures(view), _disputes(view), _numbers(view), _sources(view)]
    return [section for section in found if section is not None]


def _measures(view: View) -> Section | None:
    figure = _timeline(view)
    rows: list[tuple[Value, ...]] = []
    for measure in view.accord.measures.values():
        for step in known_statuses(measure, view.as_of):
            sources = step.source or measure.source
            rows.append(
                (
                    measure.title,
                    view.accord.parties[measure.actor].name,
                    words.day(step.date),
                    Chip(step.status),
                    step.where,
                    _basis(view, _listed(sources), step.why or "", step.confidence),
                )
            )
    if not rows:
        return None
    table = Table(("Measure", "By", "From", "Status", "Where", "Source"), tuple(rows), "Every status and its source")
    return Section(
        "measures",
        "What was agreed, and when?",
        figures=() if figure is None else (figure,),
        tables=(table,),
        notes=("Only what was announced by the run’s day is shown.",),
    )


def _timeline(view: View) -> figures.Figure | None:
    start, end = view.accord.period.start, view.accord.period.end
    rows = [
        {
            "party": view.accord.parties[span.actor].name,
            "measure": span.title,
            "status": span.status,
            "start": span.start,
            "end": span.end,
        }
        for span in spans(view.accord, view.as_of)
        if span.start <= end and (span.end is None or (span.end > start and span.end > span.start))
    ]
    if not rows:
        return None
    frame = pd.DataFrame(rows)
    order = list(dict.fromkeys(frame["party"]))
    frame = frame.sort_values("party", key=lambda column: column.map(order.index), kind="stable")
    in_force = frame.loc[frame["status"] == "in_force", "measure"].nunique()
    return figures.timeline(
        frame,
        title=f"{in_force} of {frame['measure'].nunique()} measures had come into force by {words.day(view.as_of)}",
        subtitle="Status of each measure by day, as far as announced",
        footer="Sources: in the table below.",
        start=start,
        end=end,
        reviews=view.reviews(),
    )


def _disputes(view: View) -> Section | None:
    """Comparisons and figures as people stated them, different series kept apart."""
    accord = view.accord
    rows: list[tuple[Value, ...]] = []
    known = [one for one in accord.comparisons.values() if comparison_known(accord, one, view.as_of)]
    for comparison in known:
        both: dict[str, Figure | Target] = {**accord.figures, **accord.targets}
        start, end = both.get(comparison.start or ""), both.get(comparison.end or "")
        rows.append(
            (
                comparison.title,
                _with_series(start),
                _with_series(end),
                None if comparison.change is None else words.percent(comparison.change, 2),
                comparison.different_series,
                _basis(view, _listed(comparison.source), comparison.why or "", comparison.confidence),
            )
        )
    figures_known = [one for one in accord.figures.values() if figure_known(accord, one, view.as_of)]
    stated: list[tuple[Value, ...]] = [
        (
            figure.title,
            f"{words.number(figure.value.on(), 6)} {figure.unit}",
            None if figure.shown_as is None else f"{words.number(figure.shown_as.value, 6)} {figure.shown_as.unit}",
            figure.series,
            (figure.note or "").strip() or None,
            _basis(view, _listed(figure.source), figure.why or "", figure.confidence),
        )
        for figure in figures_known
    ]
    tables = []
    if rows:
        columns = ("Compared", "From", "To", "Change", "Different series", "Source")
        tables.append(Table(columns, tuple(rows), "Figures set against each other"))
    if stated:
        columns = ("Figure", "As stated", "The same as", "Series", "Remark", "Source")
        tables.append(Table(columns, tuple(stated), "Figures as stated"))
    if not tables:
        return None
    left = len(accord.comparisons) - len(known) + len(accord.figures) - len(figures_known)
    notes = (f"{_left_out(left, 'figure or comparison', 'figures and comparisons')}.",) if left else ()
    return Section("figures", "Which figures do not match?", tables=tuple(tables), notes=notes)


def _left_out(count: int, one: str, many: str = "") -> str:
    """That something came out after the run's day: how much of it, never what."""
    return f"{words.plural(count, one, many)} of the accord came out after the run’s day and {_is(count)} left out"


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def _with_series(block: Figure | Target | None) -> str | None:
    if block is None:
        return None
    quantity = block.value if isinstance(block, Figure) else block.level
    return f"{words.number(quantity.on(), 6)} ({block.series or 'no series'})"


def _numbers(view: View) -> Section:
    public = public_basis(view.accord, view.result.basis, view.as_of)
    rows = tuple(
        (
            str(row["path"]),
            str(row["value"]) or None,
            _later(_basis(view, tuple(row["sources"]), row["why"], row["confidence"]), row["later"]),
            None if row["origin"] == "accord" else str(row["origin"]),
        )
        for row in public
        if row["value"]
    )
    left = sum(1 for row in view.result.basis if row["value"]) - len(rows)
    table = Table(("Number", "Value", "Rests on", "Set by"), rows, "Every number of the accord")
    judged = sum(1 for row in public if row["value"] and not row["sources"])
    recalled = sum(1 for row in public if row["confidence"] == "recalled")
    return Section(
        "numbers",
        "Where does each number come from?",
        paragraphs=(
            f"The accord holds {words.plural(len(rows), 'number')}{'' if left == 0 else ' known on the run’s day'}. "
            f"Judgement, not source: {judged}. Entries from memory, dated facts included: {recalled}."
            + (f" {_left_out(left, 'more number')}." if left else ""),
        ),
        tables=(table,),
    )


def _sources(view: View) -> Section:
    """What the shown numbers and facts rest on; a source of after the run's day is left out, or marked if needed."""
    rows: list[tuple[Value, ...]] = []
    cited = {name for row in public_basis(view.accord, view.result.basis, view.as_of) for name in row["sources"]}
    left = 0
    for name, source in view.accord.sources.items():
        later = not sources_out(view.accord, (name,), view.as_of)
        if later and name not in cited:
            left += 1
            continue
        address = source.locator if _address(source.locator) else None
        title: Text = Link(source.title, address) if address else source.title
        where = None if address else source.locator
        remark: list[Inline] = [source.note] if source.note else []
        if source.confidence == "recalled":
            remark.append(Tag("from memory"))
        if later:
            remark.append(Tag("of after the run’s day"))
        rows.append(
            (
                name,
                source.publisher,
                title,
                None if source.date is None else words.day(source.date),
                where,
                tuple(remark) or None,
            )
        )
    columns = ("Id", "Publisher", "Title", "Date", "Where in it", "Remark")
    notes = (f"{_left_out(left, 'source')}.",) if left else ()
    return Section("sources", "Sources", tables=(Table(columns, tuple(rows), "Sources of the accord"),), notes=notes)


def _address(locator: str | None) -> bool:
    return bool(locator and locator.startswith(("http://", "https://")))


def _later(basis: Text, later: bool) -> Text:
    """The basis of a number that the run uses though it came out later, marked as such."""
    if not later:
        return basis
    pieces = basis if isinstance(basis, tuple) else (basis,)
    return (*pieces, " ", Tag("of after the run’s day"))


def _basis(view: View, sources: tuple[str, ...], why: str, confidence: str) -> Text:
    """Sources by publisher, a judgement in its own words, and whether it is from memory."""
    pieces: list[Inline] = []
    if sources:
        names = [view.accord.sources[name].publisher if name in view.accord.sources else name for name in sources]
        pieces.append("; ".join(dict.fromkeys(names)))
    if why:
        pieces += [f"{'. ' if pieces else ''}{why} ", Tag("judgement")]
    if confidence == "recalled":
        pieces += [" ", Tag("from memory")]
    elif confidence in ("medium", "low"):
        pieces += [" ", Tag(f"{confidence} confidence")]
    return tuple(pieces) or "–"


def _listed(source: str | list[str] | None) -> tuple[str, ...]:
    return () if source is None else (source,) if isinstance(source, str) else tuple(source)
