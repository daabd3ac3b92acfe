"""The manifest of a report: what went in, what came out, with which software; enough to verify and to tell staleness.

Its fields are those of RO-Crate's process-run profile: one CreateAction with agent, instrument (software), object
(inputs, parameters), result (outputs) and endTime, which is the time of the data. It holds no wall-clock time and no
path of a machine, so the same input gives the same manifest; its last field is a digest of all the others.
"""

import hashlib
import json
import platform
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from os.path import splitext
from pathlib import Path
from typing import Any

from analysis.frames import iterate_rows
from analysis.publish.evidence import verifier
from analysis.publish.notebooks.parts import hash_notebook, keep_notebooks
from analysis.publish.subject import ALL_NOTEBOOKS, Body, Subject
from analysis.read.files.passages import find_document_files
from analysis.show.checks import list_documents
from analysis.show.words import Words
from analysis.tables import PROJECT_FOLDER
from analysis.texts import DEFAULT_LANGUAGE, LANGUAGES

PACKAGES = (
    "pandas", "matplotlib", "papermill", "nbconvert", "nbclient", "ipykernel", "frictionless", "zhplot", "xlsxwriter",
    "python-docx",
)  # fmt: skip
INPUTS, INPUTS_ZIP = "inputs", "inputs.zip"  # the data files that a report was made from: a folder, of a group a zip
WORKBOOK, DOCUMENT = "workbook.xlsx", "narrative.docx"
PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
VERIFY = "compare the SHA-256 of each file with the value under result; every other file is foreign"

Manifest = dict[str, Any]
_PROGRAM: Manifest = {}


def suffix_name(name: str, lang: str) -> str:
    """Return a file name with the language in it: report.html is Chinese, report.en.html English."""
    stem, end = splitext(name)
    return name if lang == DEFAULT_LANGUAGE else f"{stem}.{lang}{end}"


def locate(folder: Path, lang: str, name: str = "manifest.json") -> Path:
    """Return the path of a file of a published folder, by default its manifest."""
    return folder / suffix_name(name, lang)


def list_languages(folder: Path) -> list[str]:
    """Return the languages in which a folder holds a report."""
    return [lang for lang in LANGUAGES if locate(folder, lang).is_file()]


def describe_inputs(words: Words) -> Manifest:
    """Return everything that decides what a report says: parameters, data, documents, notebooks, code, software.

    Of the files that departments share only the rows used count, of notebooks only what does not come from a run.
    """
    files = {
        record.path: {"sha256": record.sha256, "contentSize": record.size_bytes, "rows": record.rows}
        for record in words.data.files
    }
    subject = Body(words.department, words.year)
    return describe_run(subject, words.lang, data=files, documents=_describe_documents(words))


def describe_run(subject: Subject, lang: str, **inputs: Manifest) -> Manifest:
    """Return some inputs with those that every report has: parameters, notebooks, code, software."""
    program = _PROGRAM or describe_program()
    return {
        "parameters": {**subject.parameters, "lang": lang},
        **inputs,
        **program,
        "notebooks": {name: program["notebooks"][name] for name in (f"{one}.ipynb" for one in subject.notebooks)},
    }


@contextmanager
def keep_program() -> Iterator[None]:
    """Describe the program once for all reports of this process and its forks, which run it as it is now."""
    with keep_notebooks([find_notebook(name) for name in ALL_NOTEBOOKS]):
        _PROGRAM.update(describe_program())
        try:
            yield
        finally:
            _PROGRAM.clear()


def describe_program() -> Manifest:
    """Return what of the inputs every report of this program has: notebooks, code, software."""
    return {
        "notebooks": {f"{name}.ipynb": hash_notebook(find_notebook(name)) for name in ALL_NOTEBOOKS},
        "code": {path: verifier.hash_file(PROJECT_FOLDER / path) for path in list_code()},
        "software": read_versions(),
    }


def _describe_documents(words: Words) -> Manifest:
    """Return the documents of the report; `quoted` are those at hand whose passages stand beside its figures."""
    documents = list_documents(words)
    at_hand = find_document_files(documents, words.data.folder)
    marked = {figure.document for figure in words.own_figures if figure.span}
    quoted = documents["sha256"].isin(at_hand) & documents["document"].isin(marked)
    rows = zip(iterate_rows(documents), quoted.tolist(), strict=True)
    return {row.file_name: {"sha256": row.sha256, "name": row.title, "quoted": one} for row, one in rows}


def make_manifest(name: str, year: int, inputs: Manifest, outputs: Manifest) -> Manifest:
    """Return the manifest of a report from its name, its last year, its inputs and outputs."""
    objects = {name: part for name, part in inputs.items() if name != "software"}
    manifest: Manifest = {
        "@type": "CreateAction",
        "conformsTo": PROFILE,
        "identifier": identify(inputs),
        "name": name,
        "agent": {"@type": "Organization", "name": "未记录 not recorded: no person and no machine is named"},
        "endTime": f"{year}-12-31",
        "instrument": {"@type": "SoftwareApplication", "name": "expenditure-review", "software": inputs["software"]},
        "object": objects,
        "result": outputs,
        "description": VERIFY,
        "companions": [verifier.SUMS, verifier.CRATE],
    }
    return {**manifest, "digest": verifier.digest(manifest)}


def read_inputs(path: Path) -> Manifest:
    """Return what a published manifest says of its report's inputs, in the form of `describe_inputs`."""
    return pick_inputs(read_json(path))


def pick_inputs(manifest: Manifest) -> Manifest:
    """Return the same of a manifest that was read."""
    return {**manifest["object"], "software": manifest["instrument"]["software"]}


def describe_outputs(folder: Path, names: Iterable[str]) -> Manifest:
    """Return hash and size of each output file below `folder`."""
    return {
        name: {"sha256": verifier.hash_file(folder / name), "contentSize": (folder / name).stat().st_size}
        for name in sorted(names)
    }


def identify(inputs: Mapping[str, Any]) -> str:
    """Return the report's id: the first twelve digits of the hash over its inputs."""
    return hashlib.sha256(write_json(inputs).encode()).hexdigest()[:12]


def write_json(value: Mapping[str, Any]) -> str:
    """Return JSON that is the same for the same content."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def list_changes(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return the names of inputs that were added, removed or changed between two descriptions."""
    changed = []
    for part in ("data", "documents", "linked", "notebooks", "code", "software"):
        before, after = then.get(part, {}), now.get(part, {})
        changed += [name for name in sorted({*before, *after}) if before.get(name) != after.get(name)]
    return changed


def find_notebook(name: str) -> Path:
    """Return the path of a notebook of the project."""
    return PROJECT_FOLDER / "notebooks" / f"{name}.ipynb"


def list_code() -> list[str]:
    """Return the files of the package that take part in a report, relative to the project."""
    folder = PROJECT_FOLDER / "analysis"
    kinds = {".py", ".toml", ".j2", ".css", ".json"}
    found = [path for path in folder.rglob("*") if path.suffix in kinds and "__pycache__" not in path.parts]
    schemas = (PROJECT_FOLDER / "data" / "table-schemas").glob("*.json")
    return sorted(path.relative_to(PROJECT_FOLDER).as_posix() for path in [*found, *schemas])


def read_versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that shape the report."""
    return {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}}


def read_json(path: Path) -> Manifest:
    """Return a manifest as it was written."""
    found: Manifest = json.loads(path.read_text(encoding="utf-8"))
    return found


def find_damage(target: Path, lang: str) -> list[str]:
    """Return the published files that are missing or not as the manifest says, or the manifest if it is unreadable."""
    listing = locate(target, lang)
    try:
        read_inputs(listing)
        described = read_json(listing)
        wanted = {one: str(entry["sha256"]) for one, entry in described["result"].items()}
        beside = [str(one) for one in described.get("companions", ())]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return [listing.name]
    damaged = [one for one, value in wanted.items() if not has_hash(target / one, value)]
    return damaged + [one for one in beside if not (target / one).is_file()]


def has_hash(path: Path, sha256: str) -> bool:
    """Return whether a file is there and has this SHA-256."""
    return path.is_file() and verifier.hash_file(path) == sha256
