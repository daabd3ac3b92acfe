"""The gate's part for images: an SVG in a data URI that loads, runs and hides nothing, or a PNG."""

import base64
import binascii
import re
from urllib.parse import unquote_to_bytes
from xml.parsers import expat

_NAMESPACE = "http://www.w3.org/2000/svg"
_ELEMENTS = """svg g defs style title desc path use rect circle ellipse line polyline polygon text tspan
    clipPath linearGradient radialGradient stop pattern mask""".split()  # noqa: SIM905
_DATA_URI = re.compile(r"data:image/svg\+xml(;base64)?,(.*)", re.DOTALL)
_PNG_URI = re.compile(r"data:image/png;base64,([A-Za-z0-9+/]{12,}={0,2})")
_PNG_MARK = 12  # characters
REMOTE_STYLE = re.compile(r"@import|url\((?!['\"]?#)|image-set\(|src\(|\\", re.IGNORECASE)


def is_png(address: str) -> bool:
    """Return whether an address is a data URI that holds a PNG, which draws and nothing else."""
    match = _PNG_URI.fullmatch(address)
    return match is not None and base64.b64decode(match[1][:_PNG_MARK]).startswith(b"\x89PNG\r\n\x1a\n")


def read_svg(address: str) -> str:
    """Return the SVG of a data URI; ValueError when it is no such URI or cannot be decoded."""
    match = _DATA_URI.fullmatch(address)
    if not match:
        raise ValueError("not data:image/svg+xml")
    try:
        data = base64.b64decode(match[2], validate=True) if match[1] else unquote_to_bytes(match[2])
        return data.decode("utf-8")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise ValueError(str(error)) from error


def find_svg_problems(svg: str) -> list[str]:
    """Return the markup of an SVG that is not allowed; empty for a plain drawing."""
    problems: list[str] = []
    texts: list[str] = []

    def check_element(name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        if namespace != _NAMESPACE or local not in _ELEMENTS:
            problems.append(f"<{local}>")
        for full_name, value in attributes.items():
            attribute = full_name.rpartition(" ")[2].lower()
            leaves = attribute == "href" and not value.startswith("#")
            if leaves or attribute.startswith("on") or REMOTE_STYLE.search(value):
                problems.append(f'<{local} {attribute}="{value}">')

    # Without a DOCTYPE there are no entities, so expat cannot be made to load or to expand anything.
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = check_element
    parser.CharacterDataHandler = texts.append
    parser.StartDoctypeDeclHandler = lambda *_: problems.append("<!DOCTYPE>")
    parser.ProcessingInstructionHandler = lambda target, _: problems.append(f"<?{target}?>")
    try:
        parser.Parse(svg, True)
    except expat.ExpatError as error:
        problems.append(str(error))
    if remote := REMOTE_STYLE.search("".join(texts)):
        problems.append(remote[0])
    return problems
