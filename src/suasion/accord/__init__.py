"""The accord: one document that says what was agreed or threatened, with the source of every number.

tree.py         YAML text to plain values, each with its line and column
overrides.py    variants and --set, applied before validation
quantity.py     a number: value, range, distribution or dated steps, with its source
measures.py     what the parties do; schema.py the document around it
problems.py     what the schema found, said to the analyst
checks/         the named consistency checks
timeline.py     what holds on a day, and what was known by then
provenance.py   what each number rests on
load.py         all of the above, from a file to a checked document
library/        the shipped accords
"""

from typing import Any

from suasion.accord.load import Document, check_file, library, load, locate
from suasion.accord.schema import Accord

__all__ = ["Accord", "Document", "check_file", "json_schema", "library", "load", "locate"]


def json_schema() -> dict[str, Any]:
    """The JSON Schema of accord files, every field described, for editors that complete and check YAML."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | Accord.model_json_schema()
