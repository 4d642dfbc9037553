"""The rules of one world: every regime file, in order of precedence, with a scenario and overrides on top.

    book = rulebook()                                       the rules as they were enacted
    book.under("tctb_no_injunction")                        under a scenario of regimes/scenarios/
    book.changed(Overrides({"TCTB.force[0].from": "2019-09-01"}, drop=["EBAY-2019-07-24"]))

This is a model of rules and no legal advice.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf
from pathlib import Path

from suasion.asylum.facts.table import ENACTED
from suasion.asylum.facts.vocabulary import FROM_ELIGIBILITY, HOSTS, STRICTNESS
from suasion.asylum.rules.model import AXES, Axis, Order, Regime, Rule, Window
from suasion.asylum.rules.overrides import Change, Overrides, apply_to, scenario_overrides
from suasion.asylum.rules.reading import read_columns, read_layers, read_regime
from suasion.asylum.rules.reading_rules import Shared
from suasion.asylum.yaml_lines import Document, read_document
from suasion.errors import InputError, Problem, known_words

FOLDER = Path(__file__).parent.parent / "regimes"
COLUMNS_FILE, LAYERS_FILE, SCENARIOS_FOLDER = "columns.yaml", "precedence.yaml", "scenarios"
MOST_RULES = 200  # with their named exceptions, the ranks of an axis fit in one byte


@dataclass(frozen=True)
class Filed:
    """What stands in a folder of rules, read and checked once."""

    shared: Shared
    documents: dict[str, Document]
    regimes: dict[str, Regime]
    scenarios: dict[str, Document]


@dataclass(frozen=True)
class Rulebook:
    """Checked rules. Made by `rulebook`, changed by `under` and `changed`; never changed in place."""

    filed: Filed = field(repr=False)
    regimes: tuple[Regime, ...] = field(repr=False)
    scenario: str = ENACTED
    overrides: tuple[Overrides, ...] = ()
    changes: tuple[Change, ...] = ()
    """What the scenario and then the overrides changed, one by one."""

    @functools.cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule that is enabled: disposition before eligibility, strongest first."""
        found = [rule for regime in self.regimes for rule in regime.rules if rule.enabled]
        return tuple(sorted(found, key=lambda rule: (AXES.index(rule.axis), self.rank(rule))))

    def rank(self, rule: Rule) -> int:
        """Place of a rule in the order of precedence of its axis; 0 is the strongest."""
        return self.filed.shared.layers[rule.axis].index(rule.layer)

    def axis(self, axis: Axis) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if rule.axis == axis)

    def baseline(self, axis: Axis, host: str) -> Rule | None:
        return next((r for r in self.axis(axis) if r.layer == "baseline" and r.host == host), None)

    @functools.cached_property
    def hosts(self) -> tuple[str, ...]:
        """The countries whose rules are in the book."""
        return tuple(host for host in HOSTS if self.baseline("disposition", host))

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The names that `under` knows."""
        return (ENACTED, *self.filed.scenarios)

    def rule(self, name: str) -> Rule:
        """A rule by its id.

        Raises
        ------
        InputError                     if there is none, with the nearest known id
        """
        for rule in self.rules:
            if rule.id == name:
                return rule
        raise InputError("rules", f"`{name}` is no rule. {known_words(name, [r.id for r in self.rules], show=60)}")

    def orders(self) -> Iterator[tuple[Rule, Order]]:
        for rule in self.rules:
            for order in rule.orders:
                yield rule, order

    def under(self, scenario: str) -> Rulebook:
        """The rules under a scenario of regimes/scenarios/, with the overrides of this book on top.

        Raises
        ------
        InputError                     if there is no such scenario, or its changes do not fit these rules
        """
        if scenario not in self.scenarios:
            raise InputError("scenario", f"`{scenario}` is unknown. {known_words(scenario, self.scenarios, show=20)}")
        return self if scenario == self.scenario else assemble(self.filed, scenario, self.overrides)

    def changed(self, *overrides: Overrides) -> Rulebook:
        """The rules with values set, orders dropped or rules added; what was changed before stays.

        Raises
        ------
        InputError                     if a path names nothing, a value does not fit, or rules contradict each other
        """
        singles = tuple(single for one in overrides for single in one.singly())
        return assemble(self.filed, self.scenario, self.overrides + singles)

    def without(self, number: int) -> Rulebook:
        """The rules without one of the overrides."""
        kept = self.overrides[:number] + self.overrides[number + 1 :]
        return assemble(self.filed, self.scenario, kept)

    def with_only(self, *numbers: int) -> Rulebook:
        """The rules with these of its overrides, and without the others."""
        return assemble(self.filed, self.scenario, tuple(self.overrides[number] for number in numbers))


@functools.cache
def _shipped() -> Filed:
    return _filed(FOLDER)


def _filed(folder: Path) -> Filed:
    layers, columns = read_document(folder / LAYERS_FILE), read_document(folder / COLUMNS_FILE)
    shared = Shared(read_layers(layers), read_columns(columns))
    problems: list[InputError] = []
    documents: dict[str, Document] = {}
    regimes: dict[str, Regime] = {}
    for path in sorted(folder.glob("*.yaml")):
        if path.name in (COLUMNS_FILE, LAYERS_FILE):
            continue
        try:
            document = read_document(path)
            regime = read_regime(document, shared)
        except InputError as error:
            problems.append(error)
            continue
        if regime.id in documents:
            problems.append(InputError(str(path), f"regime `{regime.id}` stands in two files. Keep one"))
        documents[regime.id], regimes[regime.id] = document, regime
    if problems:
        raise problems[0] if len(problems) == 1 else InputError(str(folder), _joined(problems))
    scenarios: dict[str, Document] = {}
    for path in sorted((folder / SCENARIOS_FOLDER).glob("*.yaml")):
        document = read_document(path)
        if document.data.get("scenario") != path.stem:
            raise InputError(str(path), f"must begin with `scenario: {path.stem}`, the name of the file")
        read_regime(document, shared)
        scenarios[path.stem] = document
    return Filed(shared, documents, regimes, scenarios)


def _joined(errors: list[InputError]) -> list[Problem]:
    return [
        Problem(problem.line, problem.column, f"{Path(error.where).name} {problem.path}".strip(), problem.text)
        for error in errors
        for problem in (error.problems or (Problem(0, 0, "", str(error)),))
    ]


def rulebook(folder: Path = FOLDER) -> Rulebook:
    """The rules of a folder of regime files, as enacted. A folder of one's own is read anew each time.

    Raises
    ------
    InputError                         with every problem of the files, each with its line
    """
    return assemble(_shipped() if folder == FOLDER else _filed(folder), ENACTED, ())


def assemble(filed: Filed, scenario: str, overrides: tuple[Overrides, ...]) -> Rulebook:
    """The rules of a folder, then the changes of a scenario, then overrides; each checked as it comes.

    Raises
    ------
    InputError                         if a change does not fit, or rules contradict each other
    """
    documents, regimes = dict(filed.documents), dict(filed.regimes)
    changes: list[Change] = []
    first = tuple(scenario_overrides(filed.scenarios[scenario]).singly()) if scenario != ENACTED else ()
    for single in (*first, *overrides):
        name, document, change = apply_to(documents, single)
        try:
            regimes[name] = read_regime(document, filed.shared)
        except InputError as error:
            raise InputError(f"{single.named}, {change.text}", error.problems or str(error)) from error
        documents[name] = document
        changes.append(change)
    book = Rulebook(filed, tuple(regimes.values()), scenario, overrides, tuple(changes))
    problems = [*_same_place(book), *_strictness(book), *_baselines(book)]
    if problems:
        raise InputError("rules", problems)
    return book


def _say(rule: Rule, text: str) -> Problem:
    return Problem(rule.line, 1 if rule.line else 0, f"{Path(rule.file).name} {rule.id}", text)


def _begins(rule: Rule) -> float:
    """The first day on which a rule can decide a case."""
    firsts = [min((_first(window) for window in windows), default=-inf) for windows in (rule.force, rule.applied)]
    return max(firsts)


def _first(window: Window) -> float:
    return -inf if window.start is None else window.start


def _ends(rule: Rule) -> float:
    """The first day of decisions from which a rule is past."""
    return max((inf if window.end is None else window.end for window in rule.applied), default=inf)


def _overlap(one: Rule, other: Rule) -> bool:
    """Whether both rules can be in force for one case, as far as their days say.

    Nobody is decided before entry, so a rule whose last day of decisions lies before the other begins is past.
    """
    if _ends(one) <= _begins(other) or _ends(other) <= _begins(one):
        return False
    if one.scope_date != other.scope_date or not one.force or not other.force:
        return True
    return any(
        (a.start is None or b.end is None or a.start < b.end) and (b.start is None or a.end is None or b.start < a.end)
        for a in one.force
        for b in other.force
    )


def _same_place(book: Rulebook) -> Iterator[Problem]:
    """Rules that could both apply must not stand in one place of the order; ids are unique."""
    for number, rule in enumerate(book.rules):
        for other in book.rules[:number]:
            if rule.id == other.id:
                yield _say(rule, f"the id stands in {Path(other.file).name} too. Give each rule its own")
            same = (rule.axis, rule.layer, rule.host) == (other.axis, other.layer, other.host)
            if same and _overlap(rule, other):
                text = f"has the precedence `{rule.layer}` of {other.id}, and both can be in force on one day. "
                yield _say(rule, f"{text}Add a layer to {LAYERS_FILE} for one of them")
    if len(book.rules) > MOST_RULES:
        yield Problem(0, 0, "", f"there are {len(book.rules)} rules. Allowed: {MOST_RULES}")


def _strictness(book: Rulebook) -> Iterator[Problem]:
    """On the eligibility axis the strictest bar that applies decides: no weaker rule may stand before a stricter."""
    for host in HOSTS:
        rules = [rule for rule in book.axis("eligibility") if rule.host == host]
        for rule, after in pairwise(rules):
            if STRICTNESS[after.effect.asylum] > STRICTNESS[rule.effect.asylum]:
                text = f"says `{after.effect.asylum}` but stands behind {rule.id}, which says `{rule.effect.asylum}`"
                yield _say(after, f"{text}. The strictest bar must come first: change `precedence`")


def _baselines(book: Rulebook) -> Iterator[Problem]:
    """Every host has a rule that decides when nothing else does."""
    for host in HOSTS:
        rules = [rule for rule in book.rules if rule.host == host]
        if rules and book.baseline("disposition", host) is None:
            yield _say(rules[0], f"is a rule of {host}, which has no baseline on the disposition axis. Add one")
        leaves = [rule for rule in rules if FROM_ELIGIBILITY in rule.effect.words]
        if leaves and book.baseline("eligibility", host) is None:
            yield _say(leaves[0], f"leaves words to eligibility, for which {host} has no baseline. Add one")
