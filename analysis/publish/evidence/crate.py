"""The report's folder as a Research Object Crate: what its manifests say, in the words that archives and tools know.

RO-Crate 1.1 with the Process Run profile: the folder is the root dataset, each manifest one CreateAction, which says
what was done with which inputs, by which software, giving which files. Nothing is in it that no manifest says.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from analysis.publish.evidence.verifier import CRATE, SUMS, digest

Entity = dict[str, Any]

_SPECIFICATION = "https://w3id.org/ro/crate/1.1"
_CONTEXT = [f"{_SPECIFICATION}/context", {"sha256": "https://schema.org/sha256"}]  # a term younger than version 1.1
_LICENCE = "https://spdx.org/licenses/MIT"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_MEDIA_TYPES = {
    ".html": "text/html",
    ".csv": "text/csv",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".ipynb": "application/x-ipynb+json",
    ".xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    ".docx": f"{_OFFICE}.wordprocessingml.document",
    ".zip": "application/zip",
    "": "text/plain",
}
_NOT_DATED = "Dates are those of the data: a report holds no time of its making, so that it can be made again."


def make_crate(manifests: Mapping[str, Mapping[str, Any]], sums: Mapping[str, str]) -> Entity:
    """Return the content of ro-crate-metadata.json from a folder's manifests by file name and the hashes of its files.

    A file that no manifest lists, such as a signature, has its hash only.
    """
    listed = {name: entry for manifest in manifests.values() for name, entry in manifest["result"].items()}
    files = [_describe_file(name, value, listed.get(name, {})) for name, value in sorted(sums.items())]
    files.append(_describe_file(SUMS, "", {}))
    actions = [_describe_action(name, manifest) for name, manifest in manifests.items()]
    others = {entity["@id"]: entity for name, manifest in manifests.items() for entity in _list_others(name, manifest)}
    descriptor = {
        "@id": CRATE,
        "@type": "CreativeWork",
        "conformsTo": _refer(_SPECIFICATION),
        "about": _refer("./"),
    }
    root = _describe_root(list(manifests.values()), files, actions)
    return {"@context": _CONTEXT, "@graph": [descriptor, root, *files, *actions, *others.values()]}


def _describe_root(manifests: Sequence[Mapping[str, Any]], files: list[Entity], actions: list[Entity]) -> Entity:
    last = manifests[-1]
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": last["name"],
        "description": f"Review of published expenditure. {_NOT_DATED}",
        "identifier": [manifest["identifier"] for manifest in manifests],
        "datePublished": last["endTime"],
        "license": _refer(_LICENCE),
        "conformsTo": _refer(last["conformsTo"]),
        "hasPart": _refer_all(files),
        "mentions": _refer_all(actions),
    }


def _describe_file(name: str, sha256: str, entry: Mapping[str, Any]) -> Entity:
    """Return a file of the folder as a data entity."""
    known = {"sha256": sha256} if sha256 else {}
    known |= {"contentSize": str(entry["contentSize"])} if "contentSize" in entry else {}
    media = _MEDIA_TYPES.get(PurePosixPath(name).suffix, "application/octet-stream")
    return {"@id": quote(name), "@type": "File", "name": name, "encodingFormat": media, **known}


def _list_others(name: str, manifest: Mapping[str, Any]) -> Iterable[Entity]:
    """Yield what an action refers to that is no file of the folder: agent, software, parameters, documents."""
    instrument = manifest["instrument"]
    versions = [_describe_package(*one) for one in instrument["software"].items()]
    yield {"@id": "#agent", **manifest["agent"]}
    yield {
        "@id": "#instrument",
        "@type": instrument["@type"],
        "name": instrument["name"],
        "softwareVersion": f"code {digest(manifest['object']['code'])}",  # what tells one state of it from another
        "softwareRequirements": _refer_all(versions),
    }
    yield from versions
    yield from _list_parameters(name, manifest)
    yield from _list_documents(manifest)
    yield {"@id": manifest["conformsTo"], "@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5"}
    of = "of the program and its data files"
    yield {"@id": _LICENCE, "@type": "CreativeWork", "name": "MIT License", "description": of}


def _describe_package(name: str, version: str) -> Entity:
    """Return a package by its package URL (ECMA-427)."""
    kind = "generic" if name == "python" else "pypi"
    return {"@id": f"pkg:{kind}/{name}@{version}", "@type": "SoftwareApplication", "name": name, "version": version}


def _list_parameters(name: str, manifest: Mapping[str, Any]) -> list[Entity]:
    return [
        {"@id": f"#{name}/{one}", "@type": "PropertyValue", "name": one, "value": value}
        for one, value in manifest["object"]["parameters"].items()
    ]


def _list_documents(manifest: Mapping[str, Any]) -> list[Entity]:
    """Return the documents read, which are not redistributed and so no files of the folder."""
    return [
        {"@id": f"#document/{quote(name)}", "@type": "CreativeWork", "name": one["name"] or name}
        | ({"sha256": one["sha256"]} if one["sha256"] else {})
        for name, one in manifest["object"]["documents"].items()
    ]


def _describe_action(name: str, manifest: Mapping[str, Any]) -> Entity:
    """Return the run that a manifest describes: from the inputs in the folder, parameters and documents to the rest."""
    inputs = [one for one in manifest["result"] if one.startswith(("inputs/", "inputs."))]
    outputs = [*(one for one in manifest["result"] if one not in inputs), name]
    about = [*_list_parameters(name, manifest), *_list_documents(manifest)]
    return {
        "@id": f"#{name}",
        "@type": manifest["@type"],
        "name": f"{manifest['name']} ({manifest['object']['parameters']['lang']})",
        "description": manifest["description"],
        "endTime": manifest["endTime"],
        "agent": _refer("#agent"),
        "instrument": _refer("#instrument"),
        "object": [*(_refer(quote(one)) for one in inputs), *_refer_all(about)],
        "result": [_refer(quote(one)) for one in outputs],
    }


def _refer(identifier: str) -> Entity:
    return {"@id": identifier}


def _refer_all(entities: Iterable[Entity]) -> list[Entity]:
    return [_refer(entity["@id"]) for entity in entities]
