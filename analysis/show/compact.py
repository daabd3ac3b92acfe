"""Smaller SVG, same picture: glyph outlines in the font's own units and relative steps, short names, no idle space.

Chinese glyphs are most of a chart. matplotlib writes their outlines at 6.4 times the font's 1000 units per em, in
absolute numbers; the font's own units in relative steps draw the same shape in a third of the text, so that the
report stays small enough to mail.
"""

import re
from functools import lru_cache

# What matplotlib writes for 5 font units: 64 units per point at 100 points, where the font has 1000 units per em.
WRITTEN_UNITS, FONT_UNITS = 32, 5
_WRITTEN_SCALE, _FONT_SCALE = "scale(0.015625)", "scale(0.1)"

_GLYPH = re.compile(r'(<path id="[^"]+" d=")([^"]+)(" transform=")' + re.escape(_WRITTEN_SCALE))
_COMMAND, _NO_COMMANDS = re.compile("[MLQCz]"), str.maketrans("MLQCz", "     ")
_POINTS = {"M": 1, "Q": 2, "C": 3}  # that follow a command


def compact_svg(svg: str, font: str) -> str:
    """Return the same picture in fewer bytes; `font` is the prefix of the glyph names that matplotlib writes."""
    start = svg.index("<svg")  # the XML declaration and the DOCTYPE with its address are not needed
    body = _GLYPH.sub(lambda match: f"{match[1]}{relative_path(match[2])}{match[3]}{_FONT_SCALE}", svg[start:])
    body = body.replace(f'"{font}-', '"g-').replace(f'"#{font}-', '"#g-')
    return "\n".join([line.strip() for line in body.split("\n") if line.strip()]) + "\n"


@lru_cache(maxsize=1000)  # the charts of a report share many glyphs
def relative_path(path: str) -> str:
    """Return a glyph's absolute M, L, Q, C and z commands as relative ones in font units."""
    written = map(int, path.translate(_NO_COMMANDS).split())
    numbers = iter([(number * FONT_UNITS + WRITTEN_UNITS // 2) // WRITTEN_UNITS for number in written])
    points = zip(numbers, numbers, strict=True)
    parts, here, start = [], (0, 0), (0, 0)
    for command in _COMMAND.findall(path):
        x, y = here
        if command == "z":
            parts.append("z")
            here = start
        elif command == "L":
            here = right, down = next(points)
            parts.append(f"h{right - x}" if down == y else f"v{down - y}" if right == x else f"l{right - x} {down - y}")
        else:
            ends = [next(points) for _ in range(_POINTS[command])]
            parts.append(command.lower() + " ".join([f"{right - x} {down - y}" for right, down in ends]))
            here = ends[-1]
            start = here if command == "M" else start
    return "".join(parts).replace(" -", "-")
