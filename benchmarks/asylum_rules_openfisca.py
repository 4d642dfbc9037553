"""The five rules of asylum_rules.py for OpenFisca-Core, with its own dated parameters; for an interpreter that has it.

    python asylum_rules_openfisca.py CASES.npz OUTCOME_ ROUNDS

Reads columns of yes and no and the days of entry and decision; writes which rule decides (0 none, 1 to 5) into
OUTCOME_by_variables.npy and OUTCOME_at_once.npy; prints the least CPU seconds of some rounds as JSON. One simulation
for each day of entry, since a simulation has one date; parameters that go by the day of the decision are asked for once
for each such day in it.
"""

from __future__ import annotations

import json
import sys
import time
from importlib.metadata import version

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

Person = build_entity(key="person", plural="persons", label="Person", is_person=True)
FLAGS = ("child", "transit", "denied", "ninth", "trafficked", "appointment", "emergency", "spanish", "brazil", "listed")


def switched(*days):
    """Yes and no in turn: no at first, then yes, then no."""
    steps = [("2000-01-01", False), *((on, number % 2 == 0) for number, on in enumerate(days))]
    return {"values": {on: {"value": value} for on, value in steps}}


PARAMETERS = {
    "t42": switched("2020-03-21", "2023-05-12"),
    "t42_child_excepted": switched("2020-11-18", "2021-01-29", "2021-01-30"),
    "mpp": switched("2019-01-28", "2021-01-21"),
    "mpp_brazil": switched("2020-01-29"),
    "aca": switched("2019-11-19"),
    "aca_applied": switched("2019-11-21", "2020-03-16"),
    "tctb": switched("2019-07-16"),
    "tctb_stopped": switched("2019-07-24", "2019-08-16", "2019-09-09", "2019-09-11", "2020-06-30"),
    "tctb_stopped_ninth": switched("2019-07-24", "2019-09-11", "2020-06-30"),
    "clp": switched("2023-05-12", "2025-05-12"),
}


def given(name, kind=bool):
    """A fact of a person on a day."""
    return type(
        name, (Variable,), {"value_type": kind, "entity": Person, "definition_period": DateUnit.DAY, "label": name}
    )


def rule(name, formula, kind=bool):
    """A variable with a formula."""
    body = {
        "value_type": kind, "entity": Person, "definition_period": DateUnit.DAY, "label": name, "formula": formula,
    }  # fmt: skip
    return type(name, (Variable,), body)


def on_decision(person, period, parameters, *names):
    """Parameters as they are on the day of each person's decision."""
    days, which = np.unique(person("decision", period), return_inverse=True)
    found = [parameters(str(np.datetime64(int(on), "D"))) for on in days]
    return [np.array([getattr(one, name) for one in found])[which] for name in names]


def title_42(person, period, parameters):
    if not parameters(period).t42:
        return person.filled_array(False)
    (excepted,) = on_decision(person, period, parameters, "t42_child_excepted")
    return ~(person("child", period) & excepted)


def transfer(person, period, parameters):
    if not parameters(period).aca:
        return person.filled_array(False)
    (applied,) = on_decision(person, period, parameters, "aca_applied")
    return person("listed", period) & ~person("child", period) & applied


def protocols(person, period, parameters):
    p = parameters(period)
    if not p.mpp:
        return person.filled_array(False)
    return (person("spanish", period) | (person("brazil", period) & p.mpp_brazil)) & ~person("child", period)


def transit_bar(person, period, parameters):
    if not parameters(period).tctb:
        return person.filled_array(False)
    everywhere, in_ninth = on_decision(person, period, parameters, "tctb_stopped", "tctb_stopped_ninth")
    stopped = np.where(person("ninth", period), in_ninth, everywhere)
    return person("transit", period) & ~person("denied", period) & ~person("trafficked", period) & ~stopped


def presumption(person, period, parameters):
    if not parameters(period).clp:
        return person.filled_array(False)
    excepted = person("child", period) | person("appointment", period) | person("denied", period)
    return person("transit", period) & ~(excepted | person("emergency", period))


RULES = {"title_42": title_42, "transfer": transfer, "protocols": protocols, "transit_bar": transit_bar,
         "presumption": presumption}  # fmt: skip
NUMBERS = [1, 3, 2, 4, 5]


def by_variables(person, period, parameters):
    """Each rule a variable, as the framework means it: what applied can be asked for afterwards."""
    return np.select([person(name, period) for name in RULES], NUMBERS, 0)


def at_once(person, period, parameters):
    """All in one formula, as fast as it goes: only the outcome is kept."""
    return np.select([formula(person, period, parameters) for formula in RULES.values()], NUMBERS, 0)


def main() -> None:
    system = TaxBenefitSystem([Person])
    system.parameters = ParameterNode("", data=PARAMETERS)
    for name in FLAGS:
        system.add_variable(given(name))
    system.add_variable(given("decision", int))
    for name, formula in RULES.items():
        system.add_variable(rule(name, formula))
    system.add_variable(rule("by_variables", by_variables, int))
    system.add_variable(rule("at_once", at_once, int))
    table = np.load(sys.argv[1])
    flags = {name: table[name] for name in (*FLAGS, "decision")}
    entry = table["entry"]
    told = {"version": version("openfisca-core")}
    for variable in ("by_variables", "at_once"):
        result, spent = np.zeros(len(entry), np.int64), []
        for _ in range(int(sys.argv[3])):
            begun = time.process_time()
            order = np.argsort(entry, kind="stable")
            by_day = np.split(order, np.flatnonzero(np.diff(entry[order])) + 1)
            for rows in by_day:
                on = str(np.datetime64(int(entry[rows[0]]), "D"))
                simulation = SimulationBuilder().build_default_simulation(system, count=len(rows))
                for name, values in flags.items():
                    simulation.set_input(name, on, values[rows])
                result[rows] = simulation.calculate(variable, on)
            spent.append(time.process_time() - begun)
            told["days"] = len(by_day)
        told[variable] = min(spent)
        np.save(f"{sys.argv[2]}{variable}.npy", result)
    print(json.dumps(told))


if __name__ == "__main__":
    main()
