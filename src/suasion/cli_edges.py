"""Where the commands meet the shell: an option's value of the wrong type, and a terminal that lacks a sign.

Used by `cli` for all commands at once, so that no command has to think of either.
"""

from __future__ import annotations

import codecs
import io
import sys
import unicodedata
from typing import Any

import typer
from typer.core import TyperGroup

from suasion.errors import InputError, printable

# what stands for a sign that an encoding lacks; other letters lose their accents, and the rest becomes a question mark
PLAIN_SIGNS = {
    "−": "-", "–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "·": "|", "×": "x", "…": "...", "→": "->",
    "≤": "<=", "≥": ">=", "±": "+-", "•": "*", "─": "-", "━": "-", "│": "|",
}  # fmt: skip
_PLAIN = "suasion-plain"


class Commands(TyperGroup):
    """All commands; a number that is none is refused as any other input is: with its place and its repair."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            mended = _not_a_number(error)
            if mended is None:
                raise
            raise mended from error


def _not_a_number(error: typer.BadParameter) -> InputError | None:
    """The error of an option that wants a number and got a word; None if it is about something else."""
    from pydantic import ValidationError  # noqa: PLC0415 - only where something is wrong

    cause, option = error.__cause__, error.param
    if option is None or not isinstance(cause, ValidationError):
        return None
    found = cause.errors(include_url=False)[0]
    kind = str(found["type"])
    whole = kind.startswith("int")
    if not whole and not kind.startswith(("float", "finite")):
        return None
    name = max(option.opts, key=len)
    usual = option.default
    example = usual if isinstance(usual, int | float) and usual > 0 else 10 if whole else 0.5
    wanted = "a whole number" if whole else "a number"
    return InputError(
        name, f"`{printable(str(found['input']))}` is not {wanted}. Write one in digits, for instance {name} {example}"
    )


def forgiving_streams() -> None:
    """Let both output streams put a plain sign for one that their encoding lacks, where they would raise an error."""
    codecs.register_error(_PLAIN, _plain)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors in ("strict", "backslashreplace"):
            stream.reconfigure(errors=_PLAIN)


def _plain(error: UnicodeError) -> tuple[str, int]:
    """What is written in place of signs that can not be: a plain sign, the letter without its accent, or `?`."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    said = []
    for sign in error.object[error.start : error.end]:
        bare = PLAIN_SIGNS.get(sign) or unicodedata.normalize("NFKD", sign)
        said.append("".join(each for each in bare if each.isascii()) or "?")
    return "".join(said), error.end
