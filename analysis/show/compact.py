"""Smaller SVG, same picture: glyph outlines in the font's own units and relative steps, short names, no idle markup.

Chinese glyphs are most of a chart. matplotlib writes their outlines at 6.4 times the font's 1000 units per em, in
absolute numbers; the font's own units in relative steps draw the same shape in a quarter of the text, so that the
report stays small enough to mail.
"""

import re
from functools import lru_cache
from itertools import pairwise

# What matplotlib writes for 5 font units: 64 units per point at 100 points, where the font has 1000 units per em.
WRITTEN_UNITS, FONT_UNITS = 32, 5
_Point = tuple[int, int]
_WRITTEN_SCALE, _FONT_SCALE = "scale(0.015625)", "scale(0.1)"

_GLYPH = re.compile(r'(<path id="[^"]+" d=")([^"]+)(" transform=")' + re.escape(_WRITTEN_SCALE))
_COMMAND, _NO_COMMANDS = re.compile("[MLQCz]"), str.maketrans("MLQCz", "     ")
_POINTS = {"M": 1, "L": 1, "Q": 2, "C": 3, "z": 0}  # that follow a command
_USE = re.compile(r'(<use [^>]*?) transform="translate\(([\d.]+) 0\)"/>')
_FRACTION = re.compile(r"\b[1-9]\d*\.\d{3,}")
_TAG = re.compile(r"<g/?>|<g [^>]*>|</g>")
_COMMENT, _GROUP_NAME = re.compile("<!--.*?-->", re.DOTALL), re.compile(r'<g id="[^"]*"')


def compact_svg(svg: str, font: str) -> str:
    """Return the same picture in fewer bytes; `font` is the prefix of the glyph names that matplotlib writes."""
    start = svg.index("<svg")  # the XML declaration and the DOCTYPE with its address are not needed
    body = _COMMENT.sub("", svg[start:])
    body = _GLYPH.sub(lambda match: f"{match[1]}{relative_path(match[2])}{match[3]}{_FONT_SCALE}", body)
    body = _FRACTION.sub(lambda match: f"{float(match[0]):.2f}".rstrip("0").rstrip("."), body)  # 1/7000 inch
    body = _USE.sub(r'\1 x="\2"/>', body)
    names = {name: f"g{place}" for place, name in enumerate(dict.fromkeys(re.findall(f'id="({font}-[^"]+)"', body)))}
    body = re.sub(f'(["#])({font}-[^"]+)"', lambda match: f'{match[1]}{names[match[2]]}"', body)
    body = _drop_bare_groups(_GROUP_NAME.sub("<g", body))
    return " ".join(body.split()).replace("> <", "><") + "\n"


def _drop_bare_groups(body: str) -> str:
    """Return an SVG without the groups that have no attribute."""
    kept: list[bool] = []

    def keep(tag: re.Match[str]) -> str:
        if tag[0] == "</g>":
            return tag[0] if kept.pop() else ""
        if not tag[0].endswith("/>"):
            kept.append(tag[0] != "<g>")
        return "" if tag[0] in ("<g>", "<g/>") else tag[0]

    return _TAG.sub(keep, body)


@lru_cache(maxsize=2000)  # the charts of a report, and of all reports, share many glyphs
def relative_path(path: str) -> str:
    """Return a glyph's absolute M, L, Q, C and z commands as relative ones in font units.

    A curve that goes on smoothly from the one before, as most do, leaves out the control point that follows from it.
    """
    written = map(int, path.translate(_NO_COMMANDS).split())
    numbers = iter([(number * FONT_UNITS + WRITTEN_UNITS // 2) // WRITTEN_UNITS for number in written])
    points = zip(numbers, numbers, strict=True)
    steps: list[str] = []
    here, start = (0, 0), (0, 0)
    mirrored: _Point | None = None  # the control point that a smooth curve would have
    for command in _COMMAND.findall(path):
        ends = [next(points) for _ in range(_POINTS[command])]
        smooth = command == "Q" and mirrored is not None and _is_near(ends[0], mirrored)
        control = mirrored if mirrored and smooth else ends[0] if ends else start
        steps.append(_write_step("T" if smooth else command, here, ends[smooth:]))
        here = ends[-1] if ends else start
        start = here if command == "M" else start
        mirrored = (2 * here[0] - control[0], 2 * here[1] - control[1]) if command == "Q" else None
    # A letter holds until the next one.
    joined = [step if step[0] != before[0] else f" {step[1:]}" for before, step in pairwise([" ", *steps])]
    return "".join(joined).replace(" -", "-")


def _is_near(point: _Point, other: _Point) -> bool:
    """Return whether two points are the same but for rounding."""
    return abs(point[0] - other[0]) <= 1 and abs(point[1] - other[1]) <= 1


def _write_step(command: str, here: _Point, ends: list[_Point]) -> str:
    """Return one command with its points counted from where the pen is."""
    x, y = here
    if command == "L":
        [(right, down)] = ends
        return f"h{right - x}" if down == y else f"v{down - y}" if right == x else f"l{right - x} {down - y}"
    return command.lower() + " ".join([f"{right - x} {down - y}" for right, down in ends])
