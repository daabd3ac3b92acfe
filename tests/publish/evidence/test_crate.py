"""The folder is a research object crate: what RO-Crate 1.1 asks for holds, and the library `rocrate` reads it.

`roc-validator` would bring packages under the LGPL, and asks the network for the context unless its inside is replaced;
so the rules are written here after the specification, over the terms of the context that `rocrate` brings along.
"""

import hashlib
import json
import shutil
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pytest
import rocrate
from rocrate.rocrate import ROCrate

from analysis.publish.evidence.listings import write_listings

CRATE = "ro-crate-metadata.json"
CONTEXT = json.loads((Path(rocrate.__file__).parent / "data" / "ro-crate.jsonld").read_text(encoding="utf-8"))[
    "@context"
]
PROFILE = "https://w3id.org/ro/wfrun/process/0.5"


def find_violations(folder):
    """Yield what of the crate in a folder is not as the specification says."""
    crate = json.loads((folder / CRATE).read_text(encoding="utf-8"))
    address, own_terms = crate["@context"]
    if address != "https://w3id.org/ro/crate/1.1/context":
        yield "context"
    graph = crate["@graph"]
    entities = {entity["@id"]: entity for entity in graph}
    if len(entities) != len(graph):
        yield "repeated @id"
    for entity in graph:
        yield from find_faults_of_entity(entity, entities, CONTEXT | own_terms)
    descriptor, root = entities.get(CRATE, {}), entities.get("./", {})
    if descriptor.get("@type") != "CreativeWork" or descriptor.get("about") != {"@id": "./"}:
        yield "descriptor"
    if descriptor.get("conformsTo") != {"@id": "https://w3id.org/ro/crate/1.1"}:
        yield "version"
    if root.get("@type") != "Dataset" or not all(root.get(one) for one in ("name", "description", "license")):
        yield "root"
    try:
        date.fromisoformat(root.get("datePublished", ""))
    except ValueError:
        yield "date"
    files = {entity["@id"] for entity in graph if entity["@type"] == "File"}
    if files != {part["@id"] for part in root["hasPart"]}:
        yield "a file is no part of the root, or a part no file"
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    if {unquote(name) for name in files} != there - {CRATE}:
        yield "the files are others"
    yield from find_faults_of_run(root, entities)


def find_faults_of_entity(entity, entities, terms):
    if not entity.get("@type") or entity["@type"] not in terms:
        yield f"type of {entity['@id']}"
    for name, value in entity.items():
        if not name.startswith("@") and name not in terms:
            yield f"term {name}"
        for one in value if isinstance(value, list) else [value]:
            outside = name == "conformsTo" and entity["@id"] == CRATE
            if isinstance(one, dict) and one.keys() != {"@id"}:
                yield f"not flat: {name}"
            elif isinstance(one, dict) and not outside and one["@id"] not in entities:
                yield f"unknown: {one['@id']}"


def find_faults_of_run(root, entities):
    """Yield what of the actions is not as the profile Process Run Crate says."""
    if root.get("conformsTo") != {"@id": PROFILE} or PROFILE not in entities:
        yield "profile"
    for one in root["mentions"]:
        action = entities[one["@id"]]
        if action["@type"] != "CreateAction" or not all(action.get(name) for name in ("object", "result", "endTime")):
            yield "action"
        if entities[action["instrument"]["@id"]]["@type"] != "SoftwareApplication":
            yield "instrument"


@pytest.fixture
def folder(built_report, tmp_path):
    return shutil.copytree(built_report, tmp_path / "report")


def test_crate_is_as_the_specification_says(built_report):
    assert list(find_violations(built_report)) == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('"about"', '"abuot"', "term abuot"),
        ("crate/1.1/context", "crate/1.0/context", "context"),
        ('"datePublished"', '"dateCreated"', "date"),
        ('"@id": "figures.csv"', '"@id": "figure.csv"', "the files are others"),
        ('"SoftwareApplication"', '"Person"', "instrument"),
        ('"name": "MIT License"', '"name": {"value": 1}', "not flat: name"),
        ('"@id": "#agent"\n   }', '"@id": "#nobody"\n   }', "unknown: #nobody"),
    ],
)
def test_what_is_not_so_is_found(old, new, found, folder):
    path = folder / CRATE
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert found in list(find_violations(folder))


def test_library_reads_the_crate_and_every_file_has_its_hash(built_report):
    crate = ROCrate(built_report)
    assert (crate.name, crate.root_dataset["license"].id) == ("北塔区总工会 2019", "https://spdx.org/licenses/MIT")
    files = [entity for entity in crate.data_entities if entity.type == "File"]
    hashed = {unquote(one.id): one["sha256"] for one in files if "sha256" in one.properties()}
    assert hashed == {name: hashlib.sha256((built_report / name).read_bytes()).hexdigest() for name in hashed}
    assert {unquote(one.id) for one in files} - set(hashed) == {"SHA256SUMS"}  # which has the crate's own
    sized = {unquote(one.id): one["contentSize"] for one in files if "contentSize" in one.properties()}
    assert sized == {name: str((built_report / name).stat().st_size) for name in sized}
    chinese, english = crate.root_dataset["mentions"]
    assert {one["name"] for one in english["instrument"]["softwareRequirements"]} >= {"python", "pandas"}
    made = {one.id for one in chinese["result"]}
    assert {"report.html", "manifest.json"} < made
    assert not {name for name in made if name.startswith("inputs/") or ".en." in name}
    assert "inputs/figures/beita-union/2019.csv" in {one.id for one in chinese["object"]}


def test_crate_of_one_language_knows_no_other(folder):
    for path in folder.rglob("*"):
        if path.is_file() and (".en." in path.name or "inputs.en" in path.parts):
            path.unlink()
    write_listings(folder)
    assert list(find_violations(folder)) == []
    assert len(ROCrate(folder).root_dataset["identifier"]) == 1
