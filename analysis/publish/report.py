"""One report from request to published folder: accept, run the notebooks, export, describe, put in place."""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import nbformat
from nbformat import NotebookNode

from analysis.errors import PublishError, UserError
from analysis.publish.edition import open_edition
from analysis.publish.evidence import manifest
from analysis.publish.evidence.archive import locate_archive, write_archive
from analysis.publish.evidence.listings import list_made, write_listings
from analysis.publish.evidence.manifest import locate, suffix_name
from analysis.publish.evidence.verifier import CRATE, SUMS
from analysis.publish.folder import explain_failure, hold_place, keep_failure, stage
from analysis.publish.notebooks.parameters import accept_parameters
from analysis.publish.notebooks.parts import strip_traces
from analysis.publish.notebooks.progress import RunError
from analysis.publish.notebooks.run import Runner, Task, Tell
from analysis.publish.office.pdf import locate_pdf, locate_print, write_pdf
from analysis.publish.page.chapters import SVG, is_empty
from analysis.publish.page.cover import Cover
from analysis.publish.request import Request
from analysis.tables import PROJECT_FOLDER
from analysis.texts import LANGUAGES, say

if TYPE_CHECKING:
    from analysis.publish.body import BodyEdition
    from analysis.publish.group import GroupEdition

    Edition = BodyEdition | GroupEdition


class _Described(NamedTuple):
    """What of a report needs no notebook."""

    inputs: manifest.Manifest
    cover: Cover
    data_files: dict[str, bytes]
    finish_tables: Callable[[], dict[str, bytes]]


def build_report(request: Request, runner: Runner, tell: Tell) -> list[Path]:
    """Return the path of every file published, the page first. UserError leaves what was published before untouched."""
    paths = [manifest.find_notebook(name) for name in request.subject.notebooks]
    for path in paths:
        accept_parameters(request.parameters, path)
    sign = _prepare_signature(request)
    edition = open_edition(request.subject, request.lang)
    if problems := edition.find_problems():  # nothing false is published
        raise UserError(say(request.lang, "data.not-as-printed", count=len(problems)), problems)

    with explain_failure(request.lang, "publish.not-written", folder=request.target.parent.parent):
        _build(request, edition, paths, runner, tell, sign)
    if any(locate(request.target, lang, request.subject.mark).is_file() for lang in LANGUAGES):
        with hold_place(request.target, request.lang):
            write_archive(request.target, request.lang)
    if request.pdf:
        write_pdf(request.target, request.lang)
    return list(list_made(request.target, request.lang))


def _prepare_signature(request: Request) -> Callable[[Path], object]:
    """Return what signs a manifest, or does nothing when no key was given; a bad key is refused before the run."""
    if request.sign is None:
        return lambda path: None
    from analysis.publish.evidence.signature import read_private_key, sign_manifest

    key = read_private_key(request.sign, request.lang)
    return lambda path: sign_manifest(path, key)


def _build(
    request: Request,
    edition: "Edition",
    notebooks: Sequence[Path],
    runner: Runner,
    tell: Tell,
    sign: Callable[[Path], object],
) -> None:
    """Run the notebooks and put the report in its place."""
    with stage(request.target, request.lang) as folder:
        work, staged = folder / "work", folder / "report"
        work.mkdir()
        cwd, limit = PROJECT_FOLDER / "notebooks", request.memory_limit_mb
        try:
            runner.begin(Task(notebooks, request.parameters, work, cwd, limit))
            with _describe(edition, request.out) as described:  # it needs no notebook, so it is done while they run
                _write(edition, runner.finish(tell), described, staged, bundle=request.bundle)
        except (RunError, UserError) as error:
            with hold_place(request.target, request.lang):
                kept = keep_failure(work, request.target)
            reason = error.describe(request.lang) if isinstance(error, RunError) else error
            raise PublishError(say(request.lang, "publish.failed", reason=reason, folder=kept)) from error
        sign(locate(staged, request.lang))
        with hold_place(request.target, request.lang) as put_in_place:
            _carry_over(request, staged)
            write_listings(staged)
            _remove_outdated(request, staged)
            put_in_place(staged)


@contextmanager
def _describe(edition: "Edition", out: Path) -> Iterator[_Described]:
    """Yield what the data alone decide: the inputs, the cover, the files beside the page."""
    import analysis.publish.page.export  # noqa: F401  # it takes a while, and is needed once the notebooks are there

    inputs = edition.describe_inputs(out)
    with edition.write_tables(inputs) as tables:
        yield _Described(inputs, edition.make_cover(inputs), edition.write_inputs(), tables)


def _write(
    edition: "Edition", notebooks: Sequence[NotebookNode], described: _Described, staged: Path, *, bundle: bool
) -> None:
    """Write every file of the report to `staged`, also those that only a bundle has if one is wanted."""
    from analysis.publish.page.export import export_html

    lang, subject = edition.words.lang, edition.subject
    clean = {name: strip_traces(notebook) for name, notebook in zip(subject.notebooks, notebooks, strict=True)}
    charts = _collect_charts(edition, clean)
    for name, notebook in clean.items():
        notebook.metadata["name"] = name
    page = export_html(list(clean.values()), described.cover, lang, described.inputs.get("linked", ()))
    texts = {"report.html": page, **{f"charts/{name}.svg": svg for name, svg in charts.items()}}
    texts |= {f"notebooks/{name}.ipynb": nbformat.writes(notebook) + "\n" for name, notebook in clean.items()}
    contents = described.finish_tables() | {name: text.encode() for name, text in texts.items()}
    if bundle:
        contents |= edition.make_office_files(page, described.cover)
    files = {suffix_name(name, lang): content for name, content in contents.items()} | described.data_files
    for name, content in files.items():
        path = staged / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    outputs = manifest.describe_outputs(staged, files)
    listing = manifest.make_manifest(edition.name_in_manifest(), subject.last_year, described.inputs, outputs)
    locate(staged, lang).write_text(manifest.write_json(listing), encoding="utf-8")


def _collect_charts(edition: "Edition", notebooks: Mapping[str, NotebookNode]) -> dict[str, str]:
    """Return the charts by name, without those that have nothing to show.

    Notebooks that did not all open this report, or that lack a chart, are refused.
    """
    words, charts = edition.words, dict[str, NotebookNode]()
    for name, notebook in notebooks.items():
        outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
        marks = [output.get("metadata", {}) for output in outputs]
        if not any(mark.get("text/html", {}).get("opened") == words.introduce() for mark in marks):
            raise PublishError(words.say("publish.other-review", notebook=name, wanted=words.introduce()))
        charts |= {mark[SVG]["name"]: output for output, mark in zip(outputs, marks, strict=True) if SVG in mark}
    missing = [name for name in edition.subject.charts if name not in charts]
    if missing:
        raise PublishError(words.say("publish.no-chart", names=", ".join(missing)))
    return {name: output["data"][SVG] for name, output in charts.items() if not is_empty(output)}


def _carry_over(request: Request, staged: Path) -> None:
    """Copy the whole reports in the other languages, which the exchange of the folder would otherwise take away."""
    for lang in manifest.list_languages(request.target):
        listing = locate(request.target, lang)
        if lang == request.lang or {*manifest.find_damage(request.target, lang)} - {SUMS, CRATE}:  # which are made anew
            continue
        signature = [f"{listing.name}.sig"] if listing.with_name(f"{listing.name}.sig").is_file() else []
        for name in [*manifest.read_json(listing)["result"], listing.name, *signature]:
            copy = staged / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(request.target / name, copy)


def _remove_outdated(request: Request, staged: Path) -> None:
    """Remove what lies beside the folder and will not fit the new one: its zip, and each PDF whose report changes.

    This comes before the exchange: whatever happens then, no reader finds an old PDF beside a new report.
    """
    locate_archive(request.target).unlink(missing_ok=True)
    for lang in LANGUAGES:
        then, now, printed = locate(request.target, lang), locate(staged, lang), locate_print(request.target, lang)
        if not (then.is_file() and now.is_file() and then.read_bytes() == now.read_bytes()):
            printed.unlink(missing_ok=True)
            locate_pdf(request.target, lang).unlink(missing_ok=True)
        elif printed.is_file():
            shutil.copy2(printed, staged)
