"""The package that a Word document or a workbook is: a zip, whole, within limits, no definitions in its XML."""

import io
import zipfile

from analysis.errors import UserError
from analysis.read.files.limits import MEGABYTE
from analysis.read.files.types import Source

UNPACKED_BYTES = 200_000_000
XML_BYTES = 30_000_000
XML_TAGS = 2_000_000  # what fits into the memory that reading may take: a tree takes many times the bytes of its text
WORD_PART = "word/document.xml"
_MEDIA = (
    "word/media/",
    "word/embeddings/",
    "word/fonts/",
    "xl/media/",
    "xl/embeddings/",
    "docProps/thumbnail",
)
_CHUNK = 1 << 20


def check_package(source: Source, part: str = WORD_PART) -> None:
    """Raise UserError unless the zip holds the part that makes it what it is, whole, within limits, no definitions."""
    try:
        with zipfile.ZipFile(io.BytesIO(source.content)) as package:
            entries = package.infolist()
            # Declared sizes first: they cost nothing. They may lie, so what comes out is counted too.
            if sum(entry.file_size for entry in entries) > UNPACKED_BYTES:
                raise source.refuse("document.unpacked", limit=UNPACKED_BYTES // MEGABYTE)
            if any(entry.flag_bits & 1 for entry in entries):
                raise source.refuse("document.password")
            if part not in package.namelist():
                raise source.refuse("document.not-word")
            _unpack(source, package)
    except UserError:
        raise
    except Exception:  # damage is met by the archive, its packers or the reader of names, each with errors of its own
        raise source.refuse("document.corrupt", format="docx" if part == WORD_PART else "xlsx") from None


def _unpack(source: Source, package: zipfile.ZipFile) -> None:
    total = xml = tags = 0
    for entry in package.infolist():
        is_xml = not entry.filename.startswith(_MEDIA)  # any other part may be read as XML, whatever its name ends in
        tail = b""
        with package.open(entry) as part:
            while chunk := part.read(_CHUNK):
                total += len(chunk)
                xml += len(chunk) * is_xml
                tags += chunk.count(b"<") * is_xml
                if total > UNPACKED_BYTES or xml > XML_BYTES:
                    limit = XML_BYTES if xml > XML_BYTES else UNPACKED_BYTES
                    raise source.refuse("document.unpacked", limit=limit // MEGABYTE)
                if tags > XML_TAGS:
                    raise source.refuse("document.too-many-tags", limit=XML_TAGS)
                seen = (tail + chunk).replace(b"\0", b"")  # without the zeros of UTF-16
                if is_xml and (b"<!DOCTYPE" in seen or b"<!ENTITY" in seen):
                    raise source.refuse("document.xml-entity")
                tail = chunk[-32:]
