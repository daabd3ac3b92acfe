"""A data folder exported: body by body checked and written aside, then put in place whole."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path

from analysis.dataset import Dataset, open_data
from analysis.decoding import decode_text
from analysis.departments import list_years
from analysis.errors import Problem, UserError
from analysis.exported import REPORTS_FILE, is_export, list_others
from analysis.publish.exporting.package import write_package
from analysis.publish.exporting.schemas import columns_of
from analysis.publish.exporting.write import write_slices
from analysis.publish.folder import explain_failure, hold_place, stage
from analysis.tables import list_names, show_path, write_rows
from analysis.texts import say

BYTES_AT_ONCE = 32_000_000  # of files of figures: some 250,000 of them, which is what is in memory
_SHARED = ("*.csv", "*/*.csv")  # those of a department lie one folder deeper


class LeftOut:
    """The bodies whose data are refused, and all that is wrong with them."""

    def __init__(self) -> None:
        """Begin with none."""
        self.bodies: list[str] = []
        self.problems: list[Problem] = []


def export_data(
    folder: Path, out: Path, lang: str, on_progress: Callable[[int, int], None] = lambda done, total: None
) -> int:
    """Return how many reports of a data folder were exported to `out`.

    A body whose data are refused is left out, whole: the export names it, and once it is in place UserError lists all
    that is wrong. PublishError, or UserError that nothing can be exported, leaves what was there untouched.
    """
    bodies = sorted(list_years(folder))
    if not bodies:
        raise UserError(say(lang, "export.nothing", folder=folder))
    left_out = LeftOut()
    slices = _open_slices(folder, bodies, lang, left_out, on_progress)
    count = write_export(slices, folder, out, lang, left_out)
    if left_out.problems:
        values = {"count": len(left_out.bodies), "bodies": list_names(left_out.bodies), "folder": out}
        raise UserError(say(lang, "export.left-out", **values), left_out.problems)
    return count


def write_export(slices: Iterable[Dataset], folder: Path, out: Path, lang: str, left_out: LeftOut) -> int:
    """Return how many reports of some slices were put at `out`, with the files of `folder` that all share."""
    with explain_failure(lang, "publish.no-folder", folder=out):
        _refuse_other_folder(folder, out, lang)
    with stage(out, lang, out.parent) as aside, explain_failure(lang, "export.not-written", folder=out.parent):
        staged = aside / "export"
        staged.mkdir()
        reports = write_slices(slices, staged)
        if not reports:
            raise UserError(say(lang, "export.all-refused", folder=folder), left_out.problems)
        (staged / REPORTS_FILE).write_text(write_rows(columns_of("reports"), reports), encoding="utf-8")
        _copy_shared(folder, staged)
        write_package(staged, left_out.bodies)
        with hold_place(out, lang, out.parent) as put_in_place:
            put_in_place(staged)
    return len(reports)


def _refuse_other_folder(folder: Path, out: Path, lang: str) -> None:
    """Refuse a place where something else stands: an export takes the place of an export only, and of nothing in it."""
    if out.resolve().is_relative_to(folder.resolve()):
        raise UserError(say(lang, "export.within-data", folder=out))
    if out.exists() and not (out.is_dir() and (is_export(out) or not any(out.iterdir()))):
        raise UserError(say(lang, "export.other-folder", folder=out))
    if is_export(out) and (names := list_others(out)):
        raise UserError(say(lang, "export.other-files", folder=out, names=list_names(names)))


def _copy_shared(folder: Path, staged: Path) -> None:
    """Copy what departments share, as UTF-8, which those who ask the files expect."""
    shared = (path for pattern in _SHARED for path in sorted(folder.glob(pattern)))
    for path in (path for path in shared if path.parent != folder / "raw"):
        content = path.read_bytes()
        text, encoding = decode_text(content)
        copy = staged / path.relative_to(folder)
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(content if text is None or encoding == "utf-8" else text.encode())


def _open_slices(
    folder: Path, bodies: Sequence[str], lang: str, left_out: LeftOut, on_progress: Callable[[int, int], None]
) -> Iterator[Dataset]:
    done = 0
    for some in _slice(folder, bodies):
        yield from _open(folder, some, lang, left_out)
        done += len(some)
        on_progress(done, len(bodies))


def _slice(folder: Path, bodies: Sequence[str]) -> Iterator[list[str]]:
    """Yield bodies, so many at a time that their figures stay below a size; one that is larger alone."""
    some: list[str] = []
    total = 0
    for body in bodies:
        size = sum(path.stat().st_size for path in (folder / "figures" / body).glob("*.csv"))
        if some and total + size > BYTES_AT_ONCE:
            yield some
            some, total = [], 0
        some.append(body)
        total += size
    yield some


def _open(folder: Path, bodies: Sequence[str], lang: str, left_out: LeftOut) -> Iterator[Dataset]:
    """Yield the bodies opened together; one that is refused alone, too, is left out."""
    try:
        data = open_data(bodies, None, folder, lang)
    except UserError as error:
        if len(bodies) > 1:
            for some in _part(bodies, {Path(problem.file).parent.name for problem in error.problems}):
                yield from _open(folder, some, lang, left_out)
            return
        file = show_path(folder / "departments.csv")
        left_out.bodies += bodies
        left_out.problems += error.problems or [Problem(file, 0, "department", bodies[0], str(error))]
    else:
        yield data


def _part(bodies: Sequence[str], named: Collection[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Return bodies in two parts: those that problems name and the others, or else halves."""
    broken, whole = ([one for one in bodies if (one in named) is wanted] for wanted in (True, False))
    middle = len(bodies) // 2
    return (broken, whole) if broken and whole else (bodies[:middle], bodies[middle:])
