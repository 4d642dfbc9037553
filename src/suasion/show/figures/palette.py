"""The colours of the house: few, safe for colour-blind readers, dark enough to be read as text on white.

One hue a party everywhere. No red: people who arrive are not an alarm.
"""

from __future__ import annotations

from collections.abc import Iterable

INK = "#1c2127"
MUTED = "#5b6470"
GRID = "#e4e7eb"
AXIS = "#8b939d"
PAPER = "#ffffff"

FORECAST = "#0b6e69"  # belongs to no party
NEUTRAL = "#626b76"

# names under which a party may be given; every other party takes a spare hue
_KNOWN = {
    "#1f5f9e": ("US", "USA", "United States"),
    "#8f5500": ("MX", "MEX", "Mexico"),
    "#6b4696": ("GT", "GTM", "Guatemala"),
    "#4f6518": ("HN", "HND", "Honduras"),
    "#8a3b72": ("SV", "SLV", "El Salvador"),
}
_HUE = {name: hue for hue, names in _KNOWN.items() for name in names}
_SPARE = ("#6b4696", "#8a3b72", "#4f6518", "#3d5a80", "#7a4b3a", "#5c5f00", "#8f5500", "#1f5f9e")


def party_hues(parties: Iterable[str]) -> dict[str, str]:
    """One hue for each party: known parties keep theirs in every figure, others take spare ones by alphabet.

    >>> party_hues(["Mexico", "US"])
    {'Mexico': '#8f5500', 'US': '#1f5f9e'}
    """
    names = sorted(set(parties))
    taken = {name: _HUE[name] for name in names if name in _HUE}
    spare = [hue for hue in _SPARE if hue not in taken.values()] or list(_SPARE)
    others = [name for name in names if name not in taken]
    return {**taken, **{name: spare[index % len(spare)] for index, name in enumerate(others)}}


def tint(hue: str, strength: float) -> str:
    """The hue mixed with white paper; strength 1 is the hue itself. Opaque, so that layers never add up.

    >>> tint("#1f5f9e", 1.0), tint("#1f5f9e", 0.0)
    ('#1f5f9e', '#ffffff')
    """
    parts = (int(hue[index : index + 2], 16) for index in (1, 3, 5))
    return "#" + "".join(f"{round(255 + (part - 255) * strength):02x}" for part in parts)


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours after WCAG 2.1; text needs 4.5."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
