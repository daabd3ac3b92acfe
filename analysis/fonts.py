"""The Chinese font of charts, the package zhplot's Noto Sans SC (OFL): ours name it, anybody's own have it by default.

It is set as soon as matplotlib's fonts are imported, by whomever: an import of this package takes no longer, and
`categories.plot.barh(x="code", y="amount_wan")` needs no call to show Chinese.
"""

import sys
from functools import cache
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.abc import Loader
    from importlib.machinery import ModuleSpec
    from types import ModuleType

_FONTS = "matplotlib.font_manager"


def find_font() -> Path | None:
    """Return the file of the font, None where the package that ships it is not installed."""
    from importlib.util import find_spec

    spec = find_spec("zhplot")
    return Path(spec.origin).parent / "fonts" / "NotoSansSC-Regular.ttf" if spec and spec.origin else None


def set_default_font() -> None:
    """Make the font the first choice of charts, now or when matplotlib is imported; once is enough."""
    if _FONTS in sys.modules:
        _add_font()
    elif not any(isinstance(finder, _Watcher) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Watcher())


def _add_font() -> None:
    from matplotlib import rcParams
    from matplotlib.font_manager import fontManager

    path = find_font()
    if path is None:
        return
    fontManager.addfont(str(path))
    name = next(font.name for font in fontManager.ttflist if font.fname == str(path))
    rcParams["font.sans-serif"] = [name, *(family for family in rcParams["font.sans-serif"] if family != name)]


def read_fonts_once() -> None:
    """Let matplotlib draw letters from fonts kept in memory, for this process and its forks.

    From a file it reads letter by letter, which takes most of the time of a chart's texts.
    """
    from matplotlib import font_manager, ft2font

    read = cache(lambda path: Path(path).read_bytes())

    def open_font(path: str, **options: Any) -> ft2font.FT2Font:
        is_drawn = "_kerning_factor" in options  # else its names are looked at, and that of its file is one of them
        return ft2font.FT2Font(_FontFile(path, read(path)) if is_drawn else path, **options)

    font_manager.ft2font = SimpleNamespace(**vars(ft2font) | {"FT2Font": open_font})  # type: ignore[assignment, attr-defined]


class _FontFile(BytesIO):
    """A font in memory, which matplotlib's PDF asks for the path of its file."""

    def __init__(self, path: str, content: bytes) -> None:
        super().__init__(content)
        self._path = path

    def __str__(self) -> str:
        return str(self._path)


class _Watcher:
    """A finder of modules that waits for matplotlib's font manager, then leaves the list of finders."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> "ModuleSpec | None":
        if name != _FONTS:
            return None
        from importlib.util import find_spec

        sys.meta_path.remove(self)
        spec = find_spec(name)
        if spec and spec.loader:
            spec.loader = _Loader(spec.loader)  # type: ignore[assignment]
        return spec


class _Loader:
    """The loader of a module that sets the font once the module is there."""

    def __init__(self, loader: "Loader") -> None:
        self._loader = loader

    def create_module(self, spec: "ModuleSpec") -> "ModuleType | None":
        return self._loader.create_module(spec)

    def exec_module(self, module: "ModuleType") -> None:
        self._loader.exec_module(module)
        _add_font()
