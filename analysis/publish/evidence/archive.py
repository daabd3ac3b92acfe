"""The zip of a report for auditors: the published folder, a verifier that needs only Python, and how to use it."""

import os
import zipfile
from pathlib import Path

from analysis.errors import PublishError
from analysis.publish.evidence import verifier
from analysis.texts import DEFAULT_LANGUAGE, LANGUAGES, say

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first date that zip knows: the same content gives the same bytes


def locate_archive(folder: Path) -> Path:
    """Return where the zip of a report's folder lies."""
    return folder.parent / f"{folder.parent.name}-{folder.name}.zip"


def write_archive(folder: Path, lang: str = DEFAULT_LANGUAGE) -> Path:
    """Return the zip written beside a published folder, put in place in one step; the same folder, the same bytes.

    PublishError if it cannot be written.
    """
    target = locate_archive(folder)
    name = target.stem
    contents = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    contents["verify.py"] = Path(verifier.__file__).read_bytes()
    contents["VERIFY.txt"] = "\r\n\r\n".join(say(lang, "archive.how-to-verify") for lang in LANGUAGES).encode(
        "utf-8-sig"
    )
    draft = target.with_name(f".{name}-{os.getpid()}.zip")
    try:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, content in sorted(contents.items()):
                entry = zipfile.ZipInfo(f"{name}/{path}", _EARLIEST)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, content)
        draft.replace(target)
    except OSError as error:
        reason = error.strerror or str(error)
        raise PublishError(say(lang, "archive.not-written", file=target, reason=reason)) from None
    finally:
        draft.unlink(missing_ok=True)
    return target
