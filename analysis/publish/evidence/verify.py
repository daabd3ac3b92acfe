"""The command `expenditure verify`: whether a report is as it was published, signed, and can be made again."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from analysis.errors import UserError
from analysis.publish.evidence import manifest, verifier
from analysis.publish.evidence.manifest import suffix_name
from analysis.publish.folder import is_moving
from analysis.publish.processes import call_report
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
        parameters = recorded["object"]["parameters"]
        with tempfile.TemporaryDirectory(prefix="expenditure-verify-") as out:
            inputs = manifest.locate(path.parent, report_lang, manifest.INPUTS)
            chosen = {name: parameters[name] for name in ("department", "year")}
            chosen |= {"lang": report_lang, "data-dir": inputs, "out": out}
            flags = {"bundle": suffix_name(manifest.WORKBOOK, report_lang) in recorded["result"]}
            done = subprocess.run(call_report(chosen, flags), cwd=PROJECT_FOLDER, capture_output=True, text=True)
            if done.returncode:
                yield say(lang, "verify.rerun-failed", name=path.name, reason=done.stderr.strip())
                continue
            again = Path(out) / parameters["department"] / str(parameters["year"])
            now = manifest.read_json(again / path.name)
        changed = [name for name, entry in recorded["result"].items() if now["result"].get(name) != entry]
        because = manifest.list_changes(manifest.pick_inputs(recorded), manifest.pick_inputs(now))
        for name in changed:
            yield say(lang, "verify.differs", name=name, because=", ".join(because) or "—")
