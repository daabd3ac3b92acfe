"""Smaller SVG, same picture: glyph outlines in the font's own units and relative steps, short names, no idle space.

Chinese glyphs are most of a chart. matplotlib writes their outlines at 6.4 times the font's 1000 units per em, in
absolute numbers; the font's own units in relative steps draw the same shape in a third of the text, so that the
report stays small enough to mail.
"""

import re

# What matplotlib writes for 5 font units: 64 units per point at 100 points, where the font has 1000 units per em.
WRITTEN_UNITS, FONT_UNITS = 32, 5
_WRITTEN_SCALE, _FONT_SCALE = "scale(0.015625)", "scale(0.1)"

_GLYPH = re.compile(r'(<path id="[^"]+" d=")([^"]+)(" transform=")' + re.escape(_WRITTEN_SCALE))
_COMMAND = re.compile(r"([MLQCZz])([^MLQCZz]*)")


def compact_svg(svg: str, font: str) -> str:
    """Return the same picture in fewer bytes; `font` is the prefix of the glyph names that matplotlib writes."""
    start = svg.index("<svg")  # the XML declaration and the DOCTYPE with its address are not needed
    body = _GLYPH.sub(lambda match: f"{match[1]}{relative_path(match[2])}{match[3]}{_FONT_SCALE}", svg[start:])
    body = body.replace(f'"{font}-', '"g-').replace(f'"#{font}-', '"#g-')
    return re.sub(r"\s*\n\s*", "\n", body)


def relative_path(path: str) -> str:
    """Return a glyph's absolute M, L, Q, C and z commands as relative ones in font units."""
    parts: list[str] = []
    here = start = (0, 0)
    for command, text in _COMMAND.findall(path):
        if command in "Zz":
            parts.append("z")
            here = start
            continue
        numbers = [(int(number) * FONT_UNITS + WRITTEN_UNITS // 2) // WRITTEN_UNITS for number in text.split()]
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        steps = [number for x, y in points for number in (x - here[0], y - here[1])]
        parts.append(_write(command, steps))
        here = points[-1]
        start = here if command == "M" else start
    return "".join(parts)


def _write(command: str, steps: list[int]) -> str:
    if command == "L" and 0 in steps:
        return f"h{steps[0]}" if steps[1] == 0 else f"v{steps[1]}"
    return command.lower() + " ".join(str(step) for step in steps).replace(" -", "-")
