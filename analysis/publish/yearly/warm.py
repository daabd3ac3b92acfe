"""The warm process of a batch: it has imported everything, opens nothing, and forks a process for each report.

No report's process has been touched by another report, and nothing of a report stays here. What all have in common
(code, notebooks, versions, fonts, schemas) is read once; when the program changes, a new warm process has to be made.
"""

import gc
import re
import socket
import sys
from itertools import chain
from pathlib import Path

PROJECT_FOLDER = Path(__file__).resolve().parents[3]
_PARTS = {"analysis": "**/*.*", "notebooks": "*.ipynb", "data/table-schemas": "*.json"}

Stamp = tuple[tuple[str, int, int], ...]


def stamp_program() -> Stamp:
    """Return name, time of change and size of each file of the program."""
    return tuple(
        (str(path), status.st_mtime_ns, status.st_size)
        for folder, pattern in _PARTS.items()
        for path in sorted((PROJECT_FOLDER / folder).glob(pattern))
        if "__pycache__" not in path.parts and (status := path.stat())
    )


def main(channel: int, before: Stamp) -> None:
    """Answer requests that come over a socket until its other end is closed."""
    from analysis.publish.evidence.manifest import keep_program
    from analysis.publish.office import word, workbook  # noqa: F401
    from analysis.publish.yearly.serve import Server

    with socket.socket(fileno=channel) as control, keep_program():
        _rehearse()
        # No report's process looks through all of this for garbage, nor often through its own, as it soon ends.
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 50)
        Server(control, lambda: stamp_program() == before).serve()


def _rehearse() -> None:
    """Use what libraries prepare when they are used first, so that the reports' processes have it already."""
    from matplotlib.axes import Axes
    from pandas import DataFrame

    from analysis.publish.evidence.manifest import find_notebook
    from analysis.publish.notebooks.parameters import read_parameters
    from analysis.publish.page.export import compile_templates, highlight
    from analysis.publish.subject import Body
    from analysis.show.canvas import draw, paint_bar
    from analysis.texts import catalogue

    read_parameters(find_notebook(Body.notebooks[0]))
    highlight("rehearsal = 1")
    compile_templates()
    letters = "".join(sorted({*chain.from_iterable(text for texts in catalogue().values() for text in texts.values())}))

    def paint(axes: Axes) -> None:
        paint_bar(axes, 0, 1.0, 0.5, hatched=True)
        axes.text(0, 0, re.sub("[^!-~\u4e00-\u9fff]", "", letters), in_layout=False)  # most of those that charts have

    draw(DataFrame(), "rehearsal", "图", "源", "图", 1.0, paint)


if __name__ == "__main__":
    _stamp = stamp_program()  # before anything of it is imported
    main(int(sys.argv[1].partition("=")[2]), _stamp)
