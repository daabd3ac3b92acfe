"""Check a delivered report against its manifest. Needs nothing but Python's standard library.

This file is also put into the zip of a bundle as `verify.py`, so that whoever receives a report can check it without
installing anything:  python3 verify.py [FOLDER]. Exit code 0: every file is as it was published; 1: something is not.
"""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any, Dict, List, Set, Tuple  # the old names: auditors' Python may be an old one

Fault = Tuple[str, str, str]  # kind, file name, other name

OWN_FILES = ("verify.py", "VERIFY.txt", "manifest.json.sig", "manifest.en.json.sig")
MANIFESTS = ("manifest.json", "manifest.en.json")

MESSAGES = {
    "changed": "内容与清单不符 content differs from the manifest: {name}",
    "missing": "缺少 missing: {name}",
    "added": "清单中没有此文件 not in the manifest: {name}",
    "renamed": "被改名 renamed: {name} (清单中为 in the manifest: {other})",
    "edited": "清单本身被改动 the manifest itself was edited: {name}",
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
    for name in manifests:
        try:
            manifest = json.loads((folder / name).read_text(encoding="utf-8"))
            outputs.update({path: entry["sha256"] for path, entry in manifest["result"].items()})
            intact = manifest.pop("digest") == digest(manifest)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            faults.append(("unreadable", name, ""))
            continue
        if not intact:
            faults.append(("edited", name, ""))
    return faults + compare_files(folder, outputs, set(manifests))


def compare_files(folder: Path, outputs: Dict[str, str], manifests: Set[str]) -> List[Fault]:
    """Return the faults between the files that are there and those that a manifest lists (name -> SHA-256)."""
    there: Dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or path.is_file():
            there[name] = "" if path.is_symlink() else hashlib.sha256(path.read_bytes()).hexdigest()
    strangers = {name: value for name, value in there.items() if name not in outputs and name not in manifests}
    faults: List[Fault] = []
    for name, wanted in sorted(outputs.items()):
        if name in there:
            if there[name] != wanted:
                faults.append(("changed", name, ""))
            continue
        moved = [other for other, value in strangers.items() if value == wanted]
        if moved:
            strangers.pop(moved[0])
        faults.append(("renamed", moved[0], name) if moved else ("missing", name, ""))
    faults += [("added", name, "") for name in sorted(strangers) if name not in OWN_FILES]
    return faults


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
