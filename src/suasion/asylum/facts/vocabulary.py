"""The words of the engine: facts of a case with types and defaults, and the words in which a decision is given.

A fact is what is known about one case before any rule is read. Its words are closed lists: a word that stands in none
is refused with the nearest known one. What the words mean stands beside them and is shown to the user.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["word", "country", "date", "bool", "number"]

_CODES = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD
CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF
GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN
KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA
NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI
SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI
VN VU WF WS YE YT ZA ZM ZW
"""
STATELESS = "XX"
COUNTRIES: tuple[str, ...] = ("none", STATELESS, "XK", *_CODES.split())
"""ISO 3166-1 alpha-2, with XX for people without a nationality and XK for Kosovo; the first word is no country."""


@dataclass(frozen=True)
class Fact:
    """One fact of a case.

    `words` are the closed list of a `word`, first the default unless `default` names another. `label` is the noun
    phrase of explanations, `meaning` one sentence for the user.
    """

    name: str
    kind: Kind
    label: str
    meaning: str
    words: tuple[str, ...] = ()
    default: str | int | bool | None = None

    @property
    def vocabulary(self) -> tuple[str, ...]:
        return COUNTRIES if self.kind == "country" else self.words


def _word(name: str, label: str, meaning: str, words: str, default: str | None = None) -> Fact:
    listed = tuple(words.split())
    return Fact(name, "word", label, meaning, listed, default or listed[0])


def _flag(name: str, label: str, meaning: str, default: bool = False) -> Fact:
    return Fact(name, "bool", label, meaning, default=default)


RELATIONS = "none spouse guardian child parent sibling grandparent grandchild uncle aunt nephew niece"
STATUSES = "none citizen lpr protected claimant work_permit study_permit visitor"
SOUGHT = ("none", "pending", "denied_final", "granted")
FINDINGS = ("below", "above")

_ALL = (
    _word("host", "host country", "country where protection is sought", "US CA MX GR"),
    Fact("nationality", "country", "nationality", "ISO 3166-1 alpha-2; XX = stateless"),
    Fact("habitual_residence", "country", "last habitual residence", "last lawful habitual residence", default="none"),
    Fact("entry_date", "date", "entry date", "entry, attempted entry or arrival: decides whether a rule covers a case"),
    Fact("decision_date", "date", "decision date", "screening or decision: which court orders bind; default entry"),
    Fact("claim_date", "date", "claim date", "the claim is made: deadlines; default entry"),
    _word("border", "border", "border crossed; default by host",
          "US_SW US_N US_COAST_S US_AIR CA_US MX_GT GR_ISLANDS GR_LAND"),
    _word("place", "place", "place of arrival", "between_ports port sea"),
    _word("sector", "sector", "Border Patrol sector, used for ports too", "none SDC ELC YUM TCA EPT BBT DRT LRT RGV"),
    Fact("age", "number", "age", "years", default=30),
    _flag("accompanied", "accompanied by a parent or guardian", "with parent or legal guardian", True),
    _flag("family_unit", "family unit", "parent with child travelling together"),
    _word("relative_relation", "relation of the anchor relative", "what the relative is to the person", RELATIONS),
    Fact("relative_country", "country", "country of the anchor relative", "where the relative is", default="none"),
    _word("relative_status", "status of the anchor relative", "legal status of the relative there", STATUSES),
    _word("docs", "documents", "documents for the host country", "none visa lpr citizen parole_travel"),
    _word("visa_dest", "visa for the country of destination", "document-holder exception", "none visa visa_exempt"),
    _word("cbp_one", "CBP One", "appointment at a port by the application", "none appointment no_access_obstacle"),
    _flag("trafficking_victim", "victim of a severe form of trafficking", "8 CFR 214.11"),
    _flag("medical_emergency", "acute medical emergency", "at entry"),
    _flag("imminent_threat", "imminent extreme threat", "to life or safety, at entry"),
    _flag("denied_relative", "family member finally denied in a transit country", "travelling along"),
    _flag("health_issue", "known physical or mental health issue", "as the Migrant Protection Protocols mean it"),
    _flag("vulnerable", "vulnerable person", "under Greek law"),
    _flag("fear_home", "fear of return stated", "states fear of return or intent to seek asylum", True),
    _word("fear_third", "fear of the country of return", "as found by the officer",
          "none expressed reasonable_possibility more_likely_than_not"),
    _flag("manifests_fear", "fear shown unasked", "2024 rule, Title 42", True),
    Fact("metered_first", "date", "first turned back under metering", "at a port", default="none"),
    _flag("turned_back", "turned back on this day", "at a port, under metering"),
    _word("channel", "channel", "programme chosen by the officer", "program er mpp aca"),
    _word("manner", "manner of entry", "EU-Turkey", "irregular regular"),
    _flag("left_state", "left the state of application", "Mexico"),
)  # fmt: skip
FACTS: dict[str, Fact] = {fact.name: fact for fact in _ALL}

STRUCTURED = ("route", "relative", "stb_determinations", "scenario")
"""Facts of a record that are not one column: lists, `relation:country:status`, and the name of a scenario."""

RECORD_KEYS: tuple[str, ...] = (
    *(name for name in FACTS if not name.startswith("relative_")),
    *STRUCTURED,
)

BORDERS_OF_HOST: dict[str, tuple[str, ...]] = {
    "US": ("US_SW", "US_N", "US_COAST_S", "US_AIR"),
    "CA": ("CA_US",),
    "MX": ("MX_GT",),
    "GR": ("GR_ISLANDS", "GR_LAND"),
}

ROUTE_FIELDS: dict[str, Fact] = {
    "country": Fact("country", "country", "its country", "a country crossed"),
    "sought": Fact("sought", "word", "protection sought there", "what became of a claim made there", SOUGHT, "none"),
    "party": Fact("party", "bool", "party to the refugee or torture conventions", "1951, 1967 or CAT", default=True),
}

CLOCKS = {"entry": "entry_date", "decision": "decision_date", "claim": "claim_date"}
HOSTS = FACTS["host"].words

OUTCOMES: dict[str, str] = {
    "OUTSIDE_SCOPE": "outside the border regimes",
    "METERED_WAIT": "not inspected, waits in Mexico",
    "CREDIBLE_FEAR": "expedited removal with a credible-fear interview, asylum open",
    "BARRED_SCREENING": "screened only for withholding and CAT, at a higher standard",
    "PROCEEDINGS_240": "ordinary removal proceedings",
    "RETURN_MPP": "returned to Mexico pending proceedings",
    "TRANSFER": "transferred to a third country to claim there",
    "EXPELLED": "expelled under Title 42",
    "RETURN_CONTIGUOUS": "child returned to the neighbouring country",
    "REMOVED_NO_SCREENING": "expedited removal without interview",
    "ENTRY_SUSPENDED": "entry suspended by the proclamation of 2025",
    "CLAIM_EXAMINED": "claim heard in the procedure of the host",
    "CLAIM_LATE": "claim late, cause must be shown",
    "CLAIM_ABANDONED": "procedure closed",
    "READMITTED": "returned to Turkey",
}
ASYLUM: tuple[str, ...] = (
    "open", "open_if_cause_shown", "presumed_ineligible", "barred", "suspended",
    "not_considered", "not_claimed", "inadmissible", "closed",
)  # fmt: skip
"""The first five grow stricter from left to right: what the bars on eligibility may say."""
STRICTNESS: dict[str, int] = {word: rank for rank, word in enumerate(ASYLUM[:5])}
SCREENS: tuple[str, ...] = (
    "none", "significant_possibility", "reasonable_possibility", "reasonable_probability", "more_likely_than_not",
    "threshold", "ordinary", "admissibility", "tvpra", "cat_if_manifested", "withholding_cat",
)  # fmt: skip
FROM_ELIGIBILITY = "from_eligibility"
"""In the effect of a disposition rule: the eligibility axis says it."""
