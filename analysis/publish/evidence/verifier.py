"""Check a delivered report against its manifest. Needs nothing but Python's standard library.

This file is also put into the zip of a bundle as `verify.py`, so that whoever receives a report can check it without
installing anything:  python3 verify.py [FOLDER]. Exit code 0: every file is as it was published; 1: something is not.
"""

import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any, Dict, List, Set, Tuple  # the old names: auditors' Python may be an old one

Fault = Tuple[str, str, str]  # kind, file name, other name

MANIFESTS = ("manifest.json", "manifest.en.json")
SUMS, CRATE = "SHA256SUMS", "ro-crate-metadata.json"
PRINTS = ("pdf.sha256", "pdf.en.sha256")  # each names the PDF of a language, which lies beside the folder
OWN_FILES = ("verify.py", "VERIFY.txt", *(name + ".sig" for name in MANIFESTS), *PRINTS)
_SUM = re.compile(r"([0-9a-f]{64})  ([^\n]+)\n")

MESSAGES = {
    "changed": "内容与清单不符 content differs from the manifest: {name}",
    "missing": "缺少 missing: {name}",
    "added": "清单中没有此文件 not in the manifest: {name}",
    "renamed": "被改名 renamed: {name} (清单中为 in the manifest: {other})",
    "edited": "清单本身被改动 the manifest itself was edited: {name}",
    "disagrees": "与 {other} 所记不符 not as {other} has it: {name}",
    "unreadable": "清单无法读取 the manifest cannot be read: {name}",
    "none": "没有清单，无法核对 no manifest, nothing can be verified: {name}",
}


def find_faults(folder: Path) -> List[Fault]:
    """Return [(kind, file name, other name)] for everything in `folder` that is not as it was published."""
    manifests = [name for name in MANIFESTS if (folder / name).is_file()]
    if not manifests:
        return [("none", str(folder), "")]
    faults: List[Fault] = []
    outputs: Dict[str, str] = {}
    companions: Set[str] = set()  # of reports published before there were any, none
    for name in manifests:
        try:
            manifest = json.loads((folder / name).read_text(encoding="utf-8"))
            outputs.update({path: entry["sha256"] for path, entry in manifest["result"].items()})
            companions.update(manifest.get("companions", ()))
            intact = manifest.pop("digest") == digest(manifest)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            faults.append(("unreadable", name, ""))
            continue
        if not intact:
            faults.append(("edited", name, ""))
    sums: Dict[str, str] = {}
    try:
        sums = read_sums(folder / SUMS)
    except ValueError:
        faults.append(("unreadable", SUMS, ""))
    except OSError:
        pass  # missing, if there should be one
    known = {*manifests, *companions, SUMS}
    faults += compare_files(folder, outputs, sums, known, {name for _, name, _ in faults})
    faults += [("missing", name, "") for name in sorted(companions - set(sums)) if not (folder / name).is_file()]
    return faults + compare_prints(folder)


def compare_files(
    folder: Path, outputs: Dict[str, str], sums: Dict[str, str], known: Set[str], faulty: Set[str]
) -> List[Fault]:
    """Return the faults between the files that are there and those that are listed, by name with their SHA-256.

    `outputs` are those of the manifests, which go before `sums`, those of SHA256SUMS. Of files that are `known` none is
    foreign; those that are `faulty` have been told.
    """
    there: Dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or path.is_file():
            there[name] = "" if path.is_symlink() else hash_file(path)
    listed = {**sums, **outputs}
    strangers = {name: value for name, value in there.items() if name not in listed and name not in known}
    faults: List[Fault] = []
    for name, wanted in sorted(listed.items()):
        if name in there:
            if there[name] != wanted and name not in faulty:
                faults.append(("changed", name, "") if name in outputs else ("disagrees", name, SUMS))
            elif sums and sums.get(name) != wanted:
                faults.append(("disagrees", name, SUMS))
            continue
        moved = [other for other, value in strangers.items() if value == wanted]
        if moved:
            strangers.pop(moved[0])
        faults.append(("renamed", moved[0], name) if moved else ("missing", name, ""))
    return faults + [("added", name, "") for name in sorted(strangers) if name not in OWN_FILES]


def compare_prints(folder: Path) -> List[Fault]:
    """Return the faults of the PDFs beside the folder whose hash was kept in it."""
    faults: List[Fault] = []
    for listing in PRINTS:
        if not (folder / listing).is_file():
            continue
        try:
            sums = read_sums(folder / listing)
        except (OSError, ValueError):
            faults.append(("unreadable", listing, ""))
            continue
        for name, wanted in sums.items():
            if not (folder / name).is_file():
                faults.append(("missing", name, ""))
            elif hash_file(folder / name) != wanted:
                faults.append(("disagrees", name, listing))
    return faults


def read_sums(path: Path) -> Dict[str, str]:
    """Return name -> SHA-256 of a file as sha256sum writes it; OSError without it, ValueError if it is not so."""
    text = path.read_bytes().decode("utf-8")
    sums = {name: value for value, name in _SUM.findall(text)}
    if not sums or write_sums(sums) != text:
        raise ValueError(path.name)
    return sums


def write_sums(sums: Dict[str, str]) -> str:
    """Return the text of such a file, in which every byte counts."""
    return "".join("{}  {}\n".format(value, name) for name, value in sorted(sums.items()))


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def digest(manifest: Dict[str, Any]) -> str:
    """Return the SHA-256 over a manifest without its own digest, written in one fixed way."""
    text = json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def describe(fault: Fault) -> str:
    """Return a fault as a line for people."""
    kind, name, other = fault
    return MESSAGES[kind].format(name=name, other=other)


def main(arguments: List[str]) -> int:
    """Print the verdict on a folder (this file's own if none is given); return the exit code."""
    folder = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    faults = find_faults(folder)
    for fault in faults:
        print(describe(fault))
    if not faults:
        print("全部文件与清单相符 every file is as it was published: {}".format(folder))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
