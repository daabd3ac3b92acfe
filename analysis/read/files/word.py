"""A Word document: paragraphs and rows of tables in their order, as printed with all changes accepted."""

import io
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysis.read.files.limits import lift_memory_limit
from analysis.read.files.package import check_package
from analysis.read.files.text import join_broken, join_lines
from analysis.read.files.types import Block, Source

OFFICE = ("soffice", "libreoffice")
OFFICE_SECONDS = 120
Styles = frozenset[str]
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BOX = f"{_W}txbxContent"
_CHARACTERS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
# Deleted or moved away by a tracked change; the second copy of a text box; what a field computes from.
_LEFT_OUT = {
    *(f"{_W}{name}" for name in ("del", "moveFrom", "delText", "instrText", "pPr", "rPr", "sdtPr", "tbl")),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}


def read_docx(source: Source) -> tuple[list[Block], str]:
    """Return the paragraphs and rows; UserError for what is no Word document or would unpack without measure."""
    check_package(source)
    from docx import Document

    try:
        document = Document(io.BytesIO(source.content))
        styles = frozenset(_find_heading_styles(document.styles.element))
        return list(_walk(document.element.body, styles)), ""
    except MemoryError:
        raise
    except Exception:  # a damaged package fails anywhere in the library, with errors of every kind
        raise source.refuse("document.corrupt", format="docx") from None


def read_doc(source: Source) -> tuple[list[Block], str]:
    """Return what LibreOffice makes of an old Word file, or of nothing where it is absent: then UserError."""
    content = source.content
    encrypted = "EncryptedPackage".encode("utf-16-le") in content
    # The first sector of an old Word file begins with its mark; bit 8 of the flags says encrypted.
    if encrypted or (content[512:514] == b"\xec\xa5" and len(content) > 524 and content[523] & 1):
        raise source.refuse("document.password")
    if "WordDocument".encode("utf-16-le") not in content:
        raise source.refuse("document.not-word")
    office = next((path for name in OFFICE if (path := shutil.which(name))), None)
    if office is None:
        raise source.refuse("document.no-office", names=", ".join(OFFICE))
    return read_docx(Source(source.path, _convert(source, office), source.lang))


def _convert(source: Source, office: str) -> bytes:
    """Return the docx that LibreOffice makes, in a folder and with a profile that are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="expenditure-doc-") as name:
        folder = Path(name)
        (folder / "original.doc").write_bytes(source.content)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [office, "--headless", "--norestore", profile, "--convert-to", "docx", "--outdir", name]
        # A session of its own: the launcher starts the real program, and both end when time is up.
        process = subprocess.Popen(
            [*command, str(folder / "original.doc")],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=lift_memory_limit,
        )
        try:
            process.wait(OFFICE_SECONDS)
            return (folder / "original.docx").read_bytes()
        except (OSError, subprocess.TimeoutExpired):
            raise source.refuse("document.office-failed", seconds=OFFICE_SECONDS) from None
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _walk(container: Any, styles: Styles) -> Iterator[Block]:
    """Yield the blocks of a body, a cell or a content control; a paragraph whose end was deleted runs on."""
    pending = ""
    for child in container:
        if child.tag == f"{_W}p":
            pending += _read_paragraph(child)
            if child.find(f"{_W}pPr/{_W}rPr/{_W}del") is None:
                yield from _cut(pending, child, styles)
                pending = ""
            for box in child.iter(_BOX):
                # One box in another is read with that one, and not again for each level between.
                around = list(_list_above(box, child))
                if not any(parent.tag in (*_LEFT_OUT, _BOX) for parent in around):
                    yield from _walk(box, styles)
        elif child.tag == f"{_W}tbl":
            for row in child.iter(f"{_W}tr"):
                if next(row.iterancestors(f"{_W}tbl")) is child:
                    yield from _read_row(row, styles)
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}moveTo", f"{_W}customXml"):
            yield from _walk(child, styles)


def _list_above(element: Any, top: Any) -> Iterator[Any]:
    above = element.getparent()
    while above is not top:
        yield above
        above = above.getparent()


def _cut(text: str, paragraph: Any, styles: Styles) -> Iterator[Block]:
    heading = _is_heading(paragraph, styles)
    for line in join_broken(text.split("\n")):
        yield Block(line, heading=heading)


def _read_row(row: Any, styles: Styles) -> Iterator[Block]:
    """Yield a row as one block with tabs between its cells; a cell that stands alone gives its own paragraphs."""
    if row.find(f"{_W}trPr/{_W}del") is not None:
        return
    cells = [list(_walk(cell, styles)) for cell in row.iter(f"{_W}tc") if next(cell.iterancestors(f"{_W}tr")) is row]
    if len(cells) == 1:
        yield from cells[0]
        return
    texts = []
    for blocks in cells:
        text = ""
        for block in blocks:
            text = join_lines(text, block.text.strip()) if text else block.text.strip()
        texts.append(text)
    yield Block("\t".join(texts))


def _read_paragraph(paragraph: Any) -> str:
    """Return the text that is printed, a line feed for each break in it."""
    parts: list[str] = []
    stack = list(reversed(paragraph))
    while stack:
        node = stack.pop()
        if node.tag in _LEFT_OUT or node.tag == f"{_W}txbxContent":
            continue
        if node.tag == f"{_W}r" and _is_hidden(node):
            continue
        if node.tag == f"{_W}t":
            parts.append((node.text or "").replace("\n", ""))
        elif node.tag in _CHARACTERS:
            parts.append(_CHARACTERS[node.tag])
        stack.extend(reversed(node))
    return "".join(parts)


def _is_hidden(run: Any) -> bool:
    mark = run.find(f"{_W}rPr/{_W}vanish")
    return mark is not None and mark.get(f"{_W}val", "1") not in ("0", "false", "off")


def _is_heading(paragraph: Any, styles: Styles) -> bool:
    return paragraph.style in styles or paragraph.find(f"{_W}pPr/{_W}outlineLvl") is not None


def _find_heading_styles(styles: Any) -> Iterator[str]:
    """Yield the ids of headings' styles: a Chinese Word calls them 1, 2, 3, only their names tell."""
    for style in styles.iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        if name is not None and str(name.get(f"{_W}val")).lower().startswith(("heading", "title", "标题")):
            yield style.get(f"{_W}styleId")
