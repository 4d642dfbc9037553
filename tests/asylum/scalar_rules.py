"""A second reading of the rules files, one case at a time and in plain Python, written apart from the engine.

It shares no code with it: the files are loaded as plain YAML, conditions are read as Python expressions, orders are
settled from the last to the first. Slow, and made to disagree with the engine where one of the two is wrong.
"""

from __future__ import annotations

import ast
import datetime
import re
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

Case = dict[str, Any]
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
CLOCK = {"entry": "entry_date", "decision": "decision_date", "claim": "claim_date"}
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def python(text: str) -> ast.expr:
    """A condition as the tree of a Python expression, dates as texts."""
    return ast.parse("(" + DATE.sub(lambda d: f"'{d.group()}'", text) + ")", mode="eval").body


class Scalar:
    """The rules of a folder, decided case by case."""

    def __init__(self, folder: Path, drop: tuple[str, ...] = ()) -> None:
        def load(path: Path) -> Any:
            return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))

        self.drop = drop
        self.layers = load(folder / "precedence.yaml")
        self.columns = {name: entry["means"] for name, entry in load(folder / "columns.yaml")["columns"].items()}
        self.rules: list[Any] = []
        for path in sorted(folder.glob("*.yaml")):
            if path.name in ("precedence.yaml", "columns.yaml"):
                continue
            file = load(path)
            for rule in file["rules"]:
                if rule.get("enabled", True):
                    rule["file"] = file
                    rule["host"] = rule.get("host", file.get("host", "US"))
                    self.rules.append(rule)
        self.parsed: dict[str, ast.expr] = {}

    def decide(self, case: Case) -> dict[str, Any]:
        """Outcome, asylum, screen, rule and destination of one case, as `Facts.record(row, defaults=True)` gives it."""
        case = {key: self.read(key, value) for key, value in case.items()}
        relative = case["relative"].split(":") if case["relative"] != "none" else ["none"] * 3
        case |= dict(zip(("relative_relation", "relative_country", "relative_status"), relative, strict=True))
        what, name = self.axis("disposition", case)
        effect = dict(what["effect"])
        effect.setdefault("asylum", "from_eligibility")
        if "from_eligibility" in (effect["outcome"], effect["asylum"], effect.get("screen", "from_eligibility")):
            bar, bar_name = self.axis("eligibility", case)
            if effect["outcome"] == "from_eligibility":
                name = bar_name
            for key in ("outcome", "asylum", "screen"):
                if effect.get(key, "from_eligibility") == "from_eligibility":
                    effect[key] = bar["effect"][key]
        return {
            "outcome": effect["outcome"],
            "asylum": effect["asylum"],
            "screen": effect["screen"],
            "rule": name,
            "destination": self.destination(what, case),
        }

    @staticmethod
    def read(key: str, value: Any) -> Any:
        if isinstance(value, str) and DATE.fullmatch(value):
            return datetime.date.fromisoformat(value)
        if key == "stb_determinations":
            return [(item["kind"], datetime.date.fromisoformat(item["date"])) for item in value]
        return value

    def axis(self, axis: str, case: Case) -> tuple[Any, str]:
        """The rule that decides on an axis, and the name it goes by."""
        order = self.layers[axis]
        rules = [rule for rule in self.rules if rule["axis"] == axis and rule["host"] == case["host"]]
        rules.sort(key=lambda rule: order.index(rule["precedence"]))
        named = None
        for rule in rules:
            if rule["precedence"] == "baseline":
                return rule, named or rule.get("reported_as", rule["id"])
            if not self.reaches(rule, case):
                continue
            excepted = [exempt for exempt in rule.get("exceptions", []) if self.excepts(rule, exempt, case)]
            if not excepted:
                return rule, rule.get("reported_as", rule["id"])
            named = named or next((exempt["reported_as"] for exempt in excepted if "reported_as" in exempt), None)
        raise AssertionError("no baseline")

    def reaches(self, rule: Any, case: Case) -> bool:
        """In force, applied, in scope, on, and not stopped."""
        clock = CLOCK[rule.get("scope_date", "entry")]
        return (
            self.within(rule["force"], case[clock], rule, case)
            and ("applied" not in rule or self.within(rule["applied"], case["decision_date"], rule, case))
            and all(self.true(clause["when"], rule, case) for clause in rule.get("scope", []))
            and self.on(rule, case)
            and not self.stopped(rule, rule["id"], case)
        )

    def within(self, windows: Any, day: datetime.date, rule: Any, case: Case) -> bool:
        for window in windows:
            after = window["from"] is None or day >= window["from"]
            before = window.get("to") is None or day < window["to"]
            if after and before and ("where" not in window or self.true(window["where"], rule, case)):
                return True
        return False

    def excepts(self, rule: Any, exempt: Any, case: Case) -> bool:
        clock = CLOCK[exempt.get("scope_date", rule.get("scope_date", "entry"))]
        return (
            self.true(exempt["when"], rule, case)
            and ("force" not in exempt or self.within(exempt["force"], case[clock], rule, case))
            and not self.stopped(rule, exempt["id"], case)
        )

    def on(self, rule: Any, case: Case) -> bool:
        """By the last finding that has come to work."""
        if "switch" not in rule:
            return True
        switch = rule["switch"]
        day = case[CLOCK[switch.get("clock", rule.get("scope_date", "entry"))]]
        state = True
        for kind, found in case["stb_determinations"]:
            for word in ("off", "on"):
                if kind == switch[word] and found + datetime.timedelta(days=switch[f"{word}_days"]) <= day:
                    state = word == "on"
        return state

    def stopped(self, rule: Any, target: str, case: Case) -> bool:
        """From the last order to the first: an order binds unless a later one that binds acts on it."""
        binding: list[Any] = []
        gone = set(self.drop)
        for order in rule.get("orders", []):
            if order.get("of") in gone:
                gone.add(order["id"])
        for order in reversed(rule.get("orders", [])):
            if order["id"] in gone or order["effective"] == "never" or order["kind"] == "affirm":
                continue
            day = case["decision_date"]
            in_time = order["effective"] <= day and (order.get("ends") is None or day < order["ends"])
            reached = all(self.true(order[key], rule, case) for key in ("where", "whom") if key in order)
            if in_time and reached and not any(later["of"] == order["id"] for later in binding if "of" in later):
                binding.append(order)
        return any(order.get("of", rule["id"]) == target for order in binding)

    def destination(self, rule: Any, case: Case) -> str | None:
        given = rule["effect"].get("destination")
        for entry in [{"country": given}] if isinstance(given, str) else given or []:
            day = case["decision_date"]
            if "when" in entry and not self.true(entry["when"], rule, case):
                continue
            if (entry.get("from") and day < entry["from"]) or (entry.get("to") and day >= entry["to"]):
                continue
            to = case.get(entry["country"], entry["country"])
            return None if to == "none" else to
        return None

    # conditions, read as Python

    def true(self, text: str, rule: Any, case: Case) -> bool:
        if text not in self.parsed:
            self.parsed[text] = python(text)
        return bool(self.value(self.parsed[text], rule, case, None))

    def value(self, node: ast.expr, rule: Any, case: Case, leg: Case | None) -> Any:
        match node:
            case ast.BoolOp(op=ast.And()):
                return all(self.value(item, rule, case, leg) for item in node.values)
            case ast.BoolOp():
                return any(self.value(item, rule, case, leg) for item in node.values)
            case ast.UnaryOp(op=ast.Not()):
                return not self.value(node.operand, rule, case, leg)
            case ast.BinOp(op=ast.Sub()):
                return (self.value(node.left, rule, case, leg) - self.value(node.right, rule, case, leg)).days
            case ast.List():
                return [item.id for item in node.elts]
            case ast.Constant(value=str()):
                return datetime.date.fromisoformat(node.value)
            case ast.Constant():
                return node.value
            case ast.Name():
                return self.name(node.id, rule, case, leg)
            case ast.Call():
                return self.call(node, rule, case)
            case ast.Compare(ops=[operator]):
                left = self.value(node.left, rule, case, leg)
                return self.compared(left, operator, self.value(node.comparators[0], rule, case, leg))
        raise AssertionError(ast.dump(node))

    def name(self, word: str, rule: Any, case: Case, leg: Case | None) -> Any:
        file = rule["file"]
        if leg is not None and word in leg:
            return leg[word]
        if word in case:
            return case[word]
        for means in (self.columns.get(word), (file.get("columns") or {}).get(word, {}).get("means")):
            if means is not None:
                return self.value(python(means), rule, case, None)
        if word in (file.get("parameters") or {}):
            return file["parameters"][word]["value"]
        return file["lists"][word]["members"] if word in (file.get("lists") or {}) else word

    def call(self, node: ast.Call, rule: Any, case: Case) -> Any:
        how = node.func.id
        if how == "years_after":
            start, years = (self.value(argument, rule, case, None) for argument in node.args)
            feb_29 = (start.month, start.day) == (2, 29) and (start.year + years) % 4
            return start.replace(year=start.year + years, day=28 if feb_29 else start.day)
        if how == "working_days":
            start, end = (case[argument.id] for argument in node.args[:2])
            calendar = rule["file"]["calendars"][node.args[2].id]
            free = {item["date"] for item in calendar["free"]}
            days = [start + datetime.timedelta(days=n) for n in range(1, (end - start).days + 1)]
            return sum(
                WEEKDAYS[day.weekday()] not in calendar["rest"]
                and not (day in free and calendar["from"] <= day <= calendar["to"])
                for day in days
            )
        answers = [self.value(node.args[1], rule, case, leg) for leg in case["route"]]
        return {"any": any, "all": all, "count": sum}[how](answers)

    @staticmethod
    def compared(left: Any, operator: ast.cmpop, right: Any) -> bool:
        missing = [side for side in (left, right) if side == "none"]
        if missing and any(isinstance(side, datetime.date) for side in (left, right)):
            return isinstance(operator, ast.NotEq) and right == "none"
        match operator:
            case ast.Eq():
                return bool(left == right)
            case ast.NotEq():
                return bool(left != right)
            case ast.In():
                return left in right
            case ast.NotIn():
                return left not in right
        if missing:
            return False
        match operator:
            case ast.Lt():
                return bool(left < right)
            case ast.LtE():
                return bool(left <= right)
            case ast.Gt():
                return bool(left > right)
        return bool(left >= right)
