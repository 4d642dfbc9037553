"""Sentences that screen and page of a ledger share."""

from __future__ import annotations

import datetime
from typing import Any

from suasion.show import words

PARTS = {
    "normal_duty": "Normal duty",
    "added_duty": "Measures in force",
    "processing_fee": "Processing fee",
    "harbor_fee": "Harbor fee",
    "threatened_duty": "Threatened duty",
    "drawback": "Drawback",
    "in_all": "In all",
}


def finding(answers: dict[str, Any]) -> str:
    """The one sentence that a reader should take away."""
    total = answers["total"]
    value = words.usd_short(answers["value_usd"])
    if answers["accord"] is None:
        return f"Duty and fees on {value} of imports come to {words.usd_short(total['in_all']['comes_usd'])}"
    added = _added(answers)
    if not added["comes_usd"]:
        return f"The threatened duty adds nothing to what is owed on {value} of imports"
    if is_certain(answers):
        return f"The duty would add {words.usd_short(added['comes_usd'])} to the cost of {value} of imports"
    return (
        f"At a probability of {words.percent(answers['probability'])} the threat adds "
        f"{words.usd_short(added['expected_usd'])} to the expected cost of {value} of imports; "
        f"{words.usd_short(added['comes_usd'])} if it comes"
    )


def is_certain(answers: dict[str, Any]) -> bool:
    """Whether the threat was asked about as though it came for certain."""
    return answers["probability"] in (None, 1.0)


def lede(answers: dict[str, Any]) -> str:
    """What the numbers are, in two sentences."""
    said = [
        f"{words.plural(answers['lines'], 'line')} entered from {words.day(_day(answers['first_day']))} to "
        f"{words.day(_day(answers['last_day']))}."
    ]
    if answers["accord"] is not None:
        said.append(
            f"The threat is the duty of {answers['accord']} ({answers['variant']}). If it comes and if it never comes "
            "are the two things that can happen, not a range of uncertainty"
            + (
                "; no probability was given, so it stands as certain."
                if answers["probability"] == 1
                else f"; expected weighs them by a probability of {words.percent(answers['probability'])}."
            )
        )
    return " ".join(said)


def alternative_rows(answers: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Each other way to buy: what, what it saves, and what to know."""
    found = answers["alternatives"]
    claim = found["claim_usmca"]
    what = words.plural(claim["products"], "product")
    about = f"on the lines of {what} from Canada and Mexico that do not claim yet; rules of origin are not checked"
    if answers["accord"] is not None:
        about += "; the threatened duty stays unless its text says otherwise"
    rows = [(f"Claim {claim['agreement']}", words.usd_short(claim["net_usd"]), about)] if claim["products"] else []
    if "bring_forward" in found:
        hurry = found["bring_forward"]
        pays = hurry["pays_from_probability"]
        when = "never pays" if pays is None else f"begins to pay at a probability of {words.percent(pays, 2)}"
        holding = f"holding goods costs {words.percent(hurry['carrying_share_a_month'])} of value a month (assumption)"
        what = f"{words.plural(hurry['lines'], 'line')} entered the day before the duty; {when}; {holding}"
        rows.append(("Bring forward", words.usd_short(hurry["saving_usd"]), what))
        most = words.usd_short(found["wait"]["at_most_usd"])
        rows.append(("Wait", f"at most {most}", "expected duty that a buyer who is not bound yet can still escape"))
    for quote in found.get("quotes", ()):
        from_p = quote["break_even_probability"]
        pays = "the threat does not touch it" if from_p is None else f"breaks even at {probability_words(from_p)}"
        name = f"{quote['sku']} from {quote['origin']}"
        rows.append((name, words.usd_short(quote["net_usd"]), f"as quoted; {pays}"))
    return rows


def probability_words(share: float) -> str:
    """A probability at which something breaks even; above 1 it never does."""
    return "no probability" if share > 1 else f"a probability of {words.percent(share, 2)}"


def premium(ratio: float) -> str:
    """A break-even price as what may be asked more, or must be asked less: `12% more`, `4% less`."""
    share = ratio - 1
    if abs(share) < 0.0005:
        return "the same"
    return f"{words.percent(abs(share), 2)} {'more' if share > 0 else 'less'}"


def month_words(month: str) -> str:
    """`2019-07` as `July 2019`."""
    return words.month(datetime.date.fromisoformat(f"{month}-01"))


def _added(answers: dict[str, Any]) -> dict[str, float]:
    """What the threat adds to the bill in each case, net of drawback, USD."""
    bill = answers["total"]["in_all"]
    return {case: amount - bill["never_usd"] for case, amount in bill.items()}


def _day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)
