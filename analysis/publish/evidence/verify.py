"""The command `expenditure verify`: whether a report is as it was published, signed, and can be made again."""

import subprocess
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from analysis.errors import UserError
from analysis.publish.evidence import manifest, verifier
from analysis.publish.evidence.manifest import suffix_name
from analysis.publish.folder import is_moving
from analysis.publish.processes import call_report
from analysis.publish.subject import read_subject
from analysis.tables import PROJECT_FOLDER
from analysis.texts import say


def verify(folder: Path, lang: str, rerun: bool, public_key: Path | None) -> int:
    """Print the verdict on a published folder; return 0 when all holds, 1 when something does not."""
    faults = _find_faults(folder, lang)
    if public_key:
        faults += list(_find_unsigned(folder, lang, public_key))
    if rerun and not faults:
        faults += list(_find_differences(folder, lang))
    for fault in faults:
        print(fault)
    if not faults:
        print(say(lang, "verify.rerun-good" if rerun else "verify.good", folder=folder))
    return 1 if faults else 0


def _find_faults(folder: Path, lang: str) -> list[str]:
    """Return what is not as it was published; a folder that was replaced meanwhile is a mixture and proves nothing."""
    if not folder.is_dir() and not is_moving(folder):
        raise UserError(say(lang, "verify.no-folder", folder=folder))
    with suppress(FileNotFoundError):
        published = folder.stat().st_ino
        faults = [verifier.describe(fault) for fault in verifier.find_faults(folder)]
        if folder.stat().st_ino == published:
            return faults
    raise UserError(say(lang, "publish.moving", folder=folder))


def _find_unsigned(folder: Path, lang: str, public_key: Path) -> Iterator[str]:
    from analysis.publish.evidence.signature import is_signed, read_public_key

    key = read_public_key(public_key, lang)
    for path in [manifest.locate(folder, one) for one in manifest.list_languages(folder)]:
        if not is_signed(path, key):
            yield say(lang, "verify.unsigned", name=path.name)


def _find_differences(folder: Path, lang: str) -> Iterator[str]:
    """Build the report again from the inputs that lie in it, with the code that is here, and compare every file."""
    for report_lang in manifest.list_languages(folder.resolve()):
        path = manifest.locate(folder.resolve(), report_lang)
        recorded = manifest.read_json(path)
        subject = read_subject(recorded["object"]["parameters"])
        with tempfile.TemporaryDirectory(prefix="expenditure-verify-") as work:
            out = _lay_out(recorded["object"].get("linked", ()), Path(work))
            inputs = _find_inputs(path.parent, report_lang, Path(work))
            chosen = subject.options | {"lang": report_lang, "data-dir": inputs, "out": out}
            flags = {"bundle": suffix_name(subject.mark, report_lang) in recorded["result"]}
            done = subprocess.run(call_report(chosen, flags), cwd=PROJECT_FOLDER, capture_output=True, text=True)
            if done.returncode:
                yield say(lang, "verify.rerun-failed", name=path.name, reason=done.stderr.strip())
                continue
            now = manifest.read_json(out.joinpath(*subject.folder, path.name))
        changed = [name for name, entry in recorded["result"].items() if now["result"].get(name) != entry]
        because = manifest.list_changes(manifest.pick_inputs(recorded), manifest.pick_inputs(now))
        for name in changed:
            yield say(lang, "verify.differs", name=name, because=", ".join(because) or "—")


def _lay_out(linked: Iterable[str], work: Path) -> Path:
    """Return a folder of reports in which those are there that the report links to: of each an empty page."""
    out = work / "reports"
    for name in linked:
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).touch()
    return out


def _find_inputs(folder: Path, lang: str, work: Path) -> Path:
    """Return the data folder that a report was made from; that of a group is unpacked."""
    packed = manifest.locate(folder, lang, manifest.INPUTS_ZIP)
    if not packed.is_file():
        return manifest.locate(folder, lang, manifest.INPUTS)
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(work / manifest.INPUTS)
    return work / manifest.INPUTS
