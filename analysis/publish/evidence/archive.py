"""The zip of a report for auditors: the published folder, a verifier that needs only Python, and how to use it."""

from pathlib import Path

from analysis.publish.evidence import verifier
from analysis.publish.folder import explain_failure, replace_file, zip_files
from analysis.texts import DEFAULT_LANGUAGE, LANGUAGES, say


def locate_archive(folder: Path) -> Path:
    """Return where the zip of a report's folder lies."""
    return folder.parent / f"{folder.parent.name}-{folder.name}.zip"


def write_archive(folder: Path, lang: str = DEFAULT_LANGUAGE) -> Path:
    """Return the zip written beside a published folder, put in place in one step; the same folder, the same bytes.

    PDFs, of which no two are alike, are not in it. PublishError if it cannot be written.
    """
    target = locate_archive(folder)
    paths = [path for path in folder.rglob("*") if path.is_file() and path.name not in verifier.PRINTS]
    contents = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    contents["verify.py"] = Path(verifier.__file__).read_bytes()
    how_to = "\r\n\r\n".join(say(lang, "archive.how-to-verify") for lang in LANGUAGES)
    contents["VERIFY.txt"] = how_to.encode("utf-8-sig")
    with explain_failure(lang, "archive.not-written", file=target):
        replace_file(target, zip_files({f"{target.stem}/{path}": contents[path] for path in sorted(contents)}, 0o644))
    return target
