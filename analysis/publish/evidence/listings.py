"""What lists the files of a published folder: the crate for tools, SHA256SUMS for sha256sum, and the paths for people.

Both are made from the manifests of all languages that the folder holds, so they cannot say anything else.
"""

from collections.abc import Iterator
from pathlib import Path

from analysis.publish.evidence import manifest
from analysis.publish.evidence.archive import locate_archive
from analysis.publish.evidence.crate import make_crate
from analysis.publish.evidence.manifest import locate
from analysis.publish.evidence.verifier import CRATE, SUMS, hash_file, write_sums
from analysis.publish.office.pdf import locate_pdf, locate_print


def write_listings(folder: Path) -> None:
    """Write the crate and SHA256SUMS of a folder whose manifests and signatures are there."""
    paths = [manifest.locate(folder, lang) for lang in manifest.list_languages(folder)]
    described = {path.name: manifest.read_json(path) for path in paths}
    sums = {name: entry["sha256"] for one in described.values() for name, entry in one["result"].items()}
    signatures = [signature for path in paths if (signature := path.with_name(f"{path.name}.sig")).is_file()]
    sums |= {path.name: hash_file(path) for path in [*paths, *signatures]}
    (folder / CRATE).write_text(manifest.write_json(make_crate(described, sums)), encoding="utf-8")
    sums[CRATE] = hash_file(folder / CRATE)
    (folder / SUMS).write_text(write_sums(sums), encoding="utf-8")


def list_made(folder: Path, lang: str) -> Iterator[Path]:
    """Yield the path of every file of a published report: the page, what else people open, evidence, then inputs."""
    results = manifest.read_json(locate(folder, lang))["result"]
    names = [manifest.suffix_name(name, lang) for name in ("report.html", manifest.WORKBOOK, manifest.DOCUMENT)]
    rest = [name for name in results if name not in names]
    inputs = manifest.suffix_name(manifest.INPUTS, lang)
    copied = [name for name in rest if name.startswith(f"{inputs}/")]
    listing = locate(folder, lang)
    candidates = [
        *(folder / name for name in names),
        locate_pdf(folder, lang),
        locate_archive(folder),
        *(folder / name for name in rest if name not in copied),
        listing,
        listing.with_name(f"{listing.name}.sig"),
        locate_print(folder, lang),
        folder / SUMS,
        folder / CRATE,
        *(folder / name for name in copied),
    ]
    return (path for path in candidates if path.is_file())
