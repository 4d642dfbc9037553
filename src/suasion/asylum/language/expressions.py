"""The small typed language of the rules: text -> tree, checked word by word.

    border == US_SW and place in [port, between_ports]
    not fear_home or age < 18
    any(route, sought == denied_final and country != nationality)
    claim_date - entry_date <= 14
    working_days(entry_date, claim_date, mexico) <= 30
    claim_date > years_after(entry_date, 1)
    metered_first < 2019-07-16

`and`, `or`, `not`, brackets; `== != < <= > >=`; `in [..]`, `not in [..]`, `in` a named list; `any`, `all`, `count`
over the route, where `country`, `sought` and `party` are those of one country crossed; the difference of two dates in
days; working days of a calendar; the same day of a later year. Words stand bare and must be words of the fact they are
compared with. Nothing else: no arithmetic, no functions of one's own, nothing that could fail or differ between one
case and a million. A comparison with a date that is not given is false, except `== none`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn, cast

from suasion.asylum.dates import NO_DAY, day
from suasion.asylum.facts.vocabulary import CLOCKS, COUNTRIES, FACTS, ROUTE_FIELDS, SOUGHT, Fact
from suasion.asylum.language.nodes import (
    Calendar,
    Column,
    Compare,
    Constant,
    Days,
    Either,
    Every,
    Member,
    Named,
    Node,
    Not,
    OnRoute,
    Truth,
    Value,
    WorkingDays,
    YearsAfter,
    is_number,
)
from suasion.errors import known_words


class ExpressionError(Exception):
    """What is wrong in an expression, and how many characters into it."""

    def __init__(self, offset: int, text: str) -> None:
        self.offset = offset
        self.text = text
        super().__init__(text)


@dataclass(frozen=True)
class Names:
    """What an expression of one file may name beside the facts."""

    columns: Mapping[str, Named] = field(default_factory=dict)
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parameters: Mapping[str, Constant] = field(default_factory=dict)
    calendars: Mapping[str, Calendar] = field(default_factory=dict)

    def known(self, in_route: bool) -> list[str]:
        route = list(ROUTE_FIELDS) if in_route else []
        return [*route, *FACTS, *self.columns, *self.parameters]


MOST_CHARACTERS = 4000
MOST_DEPTH = 50
MOST_YEARS = 50
_TOKEN = re.compile(
    r"\s+|(?P<date>\d{4}-\d{2}-\d{2})|(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign>==|!=|<=|>=|[<>()\[\],-])"
)
_FUNCTIONS = ("any", "all", "count", "working_days", "years_after")
_RESERVED = ("and", "or", "not", "in")
_COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
_KIND_WORDS = {"word": "a word", "country": "a country", "date": "a date", "bool": "yes or no", "number": "a number"}


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    offset: int


def parse(text: str, names: Names = Names()) -> Truth:
    """The tree of an expression that is true or false of a case.

    Raises
    ------
    ExpressionError                    if it can not be read, names something unknown, or mixes types
    """
    node = parse_any(text, names)
    if is_number(node):
        raise ExpressionError(0, "this is a number, not a condition. Compare it, as in `... <= 14`")
    return node


def parse_any(text: str, names: Names) -> Truth | OnRoute:
    """Like `parse`, but may be a number too: for derived columns such as `count(route, ...)`."""
    if len(text) > MOST_CHARACTERS:
        raise ExpressionError(0, f"has {len(text):,} characters; allowed {MOST_CHARACTERS:,}. Use named columns")
    parser = _Parser(text, names)
    node, offset = parser.either()
    if parser.token.kind != "end":
        parser.fail(f"`{parser.token.text}` is not expected here. Join conditions with `and` or `or`")
    if isinstance(node, OnRoute) or (isinstance(node, Named) and is_number(node)):
        return node
    return parser.truth(node, offset)


class _Parser:
    def __init__(self, text: str, names: Names) -> None:
        self.names = names
        self.tokens = self._tokens(text)
        self.at = 0
        self.in_route = False
        self.depth = 0

    @staticmethod
    def _tokens(text: str) -> list[_Token]:
        tokens: list[_Token] = []
        at = 0
        while at < len(text):
            found = _TOKEN.match(text, at)
            if found is None:
                hint = "Write `==`" if text[at] == "=" else "Leave it out"
                raise ExpressionError(at, f"`{text[at]}` has no meaning here. {hint}")
            if found.lastgroup:
                tokens.append(_Token(found.lastgroup, found.group(), at))
            at = found.end()
        return [*tokens, _Token("end", "end", len(text))]

    @property
    def token(self) -> _Token:
        return self.tokens[self.at]

    def take(self, *texts: str) -> _Token | None:
        """The next token if it is one of these signs or words."""
        if self.token.kind in ("sign", "name") and self.token.text in texts:
            self.at += 1
            return self.tokens[self.at - 1]
        return None

    def need(self, text: str) -> None:
        if self.take(text) is None:
            got = "nothing more" if self.token.kind == "end" else f"`{self.token.text}`"
            self.fail(f"`{text}` is missing. Got {got}; add it")

    def fail(self, text: str, offset: int | None = None) -> NoReturn:
        raise ExpressionError(self.token.offset if offset is None else offset, text)

    def truth(self, node: Node | _Word, offset: int) -> Truth:
        if isinstance(node, _Word):
            self.unknown(node)
        if isinstance(node, Column) and node.kind == "bool":
            return node
        if isinstance(node, Column | Constant | Days | WorkingDays | YearsAfter) or is_number(node):
            what = _KIND_WORDS.get(_kind(node), "a value")
            self.fail(f"a condition is needed here, this is {what}. Compare it, as in `{_example(node)}`", offset)
        return cast(Truth, node)

    def unknown(self, word: _Word) -> NoReturn:
        self.fail(
            f"`{word.text}` names no fact, column or parameter. "
            f"{known_words(word.text, self.names.known(self.in_route))}",
            word.offset,
        )

    def either(self) -> tuple[Node | _Word, int]:
        return self._joined("or", self.every, Either)

    def every(self) -> tuple[Node | _Word, int]:
        return self._joined("and", self.negation, Every)

    def _joined(self, word: str, part: Any, make: type[Every] | type[Either]) -> tuple[Node | _Word, int]:
        first, offset = part()
        if not (self.token.kind == "name" and self.token.text == word):
            return first, offset
        items = [self.truth(first, offset)]
        while self.take(word):
            node, start = part()
            items.append(self.truth(node, start))
        flat = [inner for item in items for inner in (item.items if isinstance(item, make) else (item,))]
        return make(tuple(flat)), offset

    def negation(self) -> tuple[Node | _Word, int]:
        start = self.token.offset
        if self.take("not"):
            self._deeper()
            node, offset = self.negation()
            self.depth -= 1
            item = self.truth(node, offset)
            return (item.item if isinstance(item, Not) else Not(item)), start
        return self.comparison()

    def comparison(self) -> tuple[Node | _Word, int]:
        left, offset = self.value()
        sign = self.take(*_COMPARISONS)
        if sign is not None:
            right, right_offset = self.value()
            return self._compare(left, offset, sign, right, right_offset), offset
        negated = self.token.text == "not" and self.tokens[self.at + 1].text == "in"
        if negated:
            self.at += 1
        if self.take("in"):
            member = self._member(left, offset)
            return (Not(member) if negated else member), offset
        return left, offset

    def _deeper(self) -> None:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            self.fail("is nested too deeply. Use named columns")

    def value(self) -> tuple[Node | _Word, int]:
        token = self.token
        if self.take("("):
            self._deeper()
            node, offset = self.either()
            self.depth -= 1
            self.need(")")
            return node, offset
        if token.kind not in ("date", "number", "name") or token.text in _RESERVED:
            got = "nothing more" if token.kind == "end" else f"`{token.text}`"
            self.fail(f"a fact or a value is missing. Got {got}")
        self.at += 1
        if token.kind == "date":
            try:
                return Constant("date", day(token.text), token.text), token.offset
            except ValueError as error:
                raise ExpressionError(token.offset, str(error)) from error
        if token.kind == "number":
            return Constant("number", float(token.text), token.text), token.offset
        if self.token.text == "(":
            return self._call(token), token.offset
        node = self._name(token)
        if self.take("-"):
            return self._days(node, token), token.offset
        return node, token.offset

    def _name(self, token: _Token) -> Node | _Word:
        name = token.text
        if self.in_route and name in ROUTE_FIELDS:
            return _column(ROUTE_FIELDS[name], of_route=True)
        if name in FACTS:
            return _column(FACTS[name])
        if name in self.names.columns:
            return self.names.columns[name]
        return self.names.parameters.get(name) or _Word(name, token.offset)

    def _days(self, end: Node | _Word, token: _Token) -> Days:
        start, offset = self.value()
        for side, at in ((end, token.offset), (start, offset)):
            if not (isinstance(side, Column) and side.kind == "date"):
                self.fail("only two dates of the case can be subtracted, as in `claim_date - entry_date`", at)
        return Days(cast(Column, start), cast(Column, end))

    def _call(self, token: _Token) -> Node:
        if token.text in ("any", "all", "count"):
            if self.in_route:
                self.fail("one route can not be looked through inside another. Split the condition", token.offset)
            self.need("(")
            self.need("route")
            self.need(",")
            self.in_route = True
            node, offset = self.either()
            item = self.truth(node, offset)
            self.in_route = False
            self.need(")")
            return OnRoute(cast(Any, token.text), item)
        if token.text == "working_days":
            self.need("(")
            sides = []
            for _ in range(2):
                node, offset = self.value()
                if not (isinstance(node, Column) and node.kind == "date"):
                    self.fail("working days are counted between two dates of the case", offset)
                sides.append(node)
                self.need(",")
            name = self.token.text
            calendar = self.names.calendars.get(name)
            if calendar is None:
                self.fail(f"`{name}` names no calendar. {known_words(name, self.names.calendars)}")
            self.at += 1
            self.need(")")
            return WorkingDays(sides[0], sides[1], calendar)
        if token.text == "years_after":
            return self._years_after()
        return self.fail(f"`{token.text}` is no function. {known_words(token.text, _FUNCTIONS)}", token.offset)

    def _years_after(self) -> YearsAfter:
        self.need("(")
        start, offset = self.value()
        if not (isinstance(start, Column) and start.name in CLOCKS.values()):
            self.fail(f"years are counted from one of {', '.join(CLOCKS.values())}", offset)
        self.need(",")
        years, offset = self.value()
        if not (isinstance(years, Constant) and years.kind == "number" and years.code in range(1, MOST_YEARS + 1)):
            self.fail(f"the number of years must be a whole one from 1 to {MOST_YEARS}", offset)
        self.need(")")
        return YearsAfter(start, years)

    def _compare(
        self, left: Node | _Word, offset: int, sign: _Token, right: Node | _Word, right_offset: int
    ) -> Compare:
        """A comparison of two things of one type; a bare word takes the type of the other side."""
        if isinstance(left, _Word):
            if isinstance(right, Column) and right.kind in ("word", "country", "date", "bool"):
                self.fail("write the fact first, as in `place == port`", offset)
            self.unknown(left)
        if isinstance(right, _Word):
            right = self._as_word(left, right)
        kinds = (_kind(left), _kind(right))
        if kinds[0] != kinds[1] or "truth" in kinds:
            words = [_KIND_WORDS.get(kind, "a condition") for kind in kinds]
            self.fail(f"{words[0]} can not be compared with {words[1]}. Compare like with like", right_offset)
        if kinds[0] == "bool":
            self.fail("yes or no is not compared. Write the fact alone, or `not` before it", sign.offset)
        if kinds[0] in ("word", "country") and sign.text not in ("==", "!="):
            self.fail(f"words have no order. Write `==`, `!=` or `in` instead of `{sign.text}`", sign.offset)
        if isinstance(right, Constant) and right.code == NO_DAY and sign.text not in ("==", "!="):
            self.fail("a date can only be `== none` or `!= none`", sign.offset)
        if isinstance(left, Column) and isinstance(right, Column) and left.vocabulary != right.vocabulary:
            self.fail(f"`{left.name}` and `{right.name}` speak different words", right_offset)
        if isinstance(left, Constant) and isinstance(right, Constant):
            self.fail("both sides are fixed: this is no condition on the case", offset)
        return Compare(cast(Any, sign.text), cast(Value, left), cast(Value, right))

    def _as_word(self, left: Node, word: _Word) -> Constant:
        if isinstance(left, Column) and left.kind == "date" and word.text == "none":
            return Constant("date", NO_DAY, "none")
        if isinstance(left, Column) and left.kind == "bool" and word.text in ("true", "false"):
            self.fail("yes or no is not compared. Write the fact alone, or `not` before it", word.offset)
        if not (isinstance(left, Column) and left.kind in ("word", "country")):
            self.unknown(word)
        return self._constant(left, word)

    def _constant(self, column: Column, word: _Word) -> Constant:
        known = _words_of(column)
        if word.text not in known:
            listed = known_words(word.text, known if column.kind == "word" else [])
            what = listed if column.kind == "word" else "Write an ISO 3166 code of two capitals, as in HN"
            self.fail(f"`{word.text}` is no word of {column.name}. {what}", word.offset)
        kind = "country" if column.kind == "country" else "word"
        return Constant(cast(Any, kind), known.index(word.text), word.text)

    def _member(self, left: Node | _Word, offset: int) -> Member:
        if isinstance(left, _Word):
            self.unknown(left)
        if not (isinstance(left, Column) and left.kind in ("word", "country")):
            self.fail("only a fact with words can be `in` a list", offset)
        token = self.token
        if self.take("["):
            words: list[_Word] = []
            while not self.take("]"):
                if self.token.kind != "name":
                    self.fail(f"`{self.token.text}` is no word. Write the list as [SDC, ELC]")
                words.append(_Word(self.token.text, self.token.offset))
                self.at += 1
                if self.token.text != "]":
                    self.need(",")
            if not words:
                self.fail("the list is empty. Name at least one word", token.offset)
            name = None
        elif token.text in self.names.lists:
            self.at += 1
            name = token.text
            words = [_Word(word, token.offset) for word in self.names.lists[name]]
        else:
            self.fail(f"`{token.text}` names no list. {known_words(token.text, self.names.lists)}")
        constants = [self._constant(left, word) for word in words]
        return Member(left, tuple(int(c.code) for c in constants), tuple(c.text for c in constants), name)


@dataclass(frozen=True)
class _Word:
    """A bare word that names no fact: it takes its meaning from what it is compared with."""

    text: str
    offset: int


def _column(fact: Fact, of_route: bool = False) -> Column:
    vocabulary = fact.name if fact.kind == "word" else fact.kind
    return Column(fact.name, fact.kind, vocabulary, fact.label, of_route)


def _words_of(column: Column) -> tuple[str, ...]:
    if column.kind == "country":
        return COUNTRIES
    return SOUGHT if column.of_route else FACTS[column.name].words


def _kind(node: Node) -> str:
    if isinstance(node, YearsAfter):
        return "date"
    if isinstance(node, Column | Constant):
        return node.kind
    return "number" if is_number(node) else "truth"


def _example(node: Node) -> str:
    if isinstance(node, Column) and node.kind in ("word", "country"):
        return f"{node.name} == {_words_of(node)[-1]}"
    return f"{node.name} >= ..." if isinstance(node, Column) else "... <= 14"
