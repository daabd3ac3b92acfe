"""The pages of a PDF as pictures, to hold what was read against: drawn by a process of its own, within bounds."""

import base64
import json
import os
import struct
import subprocess
import sys
import zlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from analysis.read.files.limits import SECONDS, limit_process
from analysis.read.files.pdf import list_environment

MOST_PAGES, MOST_BYTES = 60, 6_000_000  # of one document, as they stand in a page of HTML
_WIDTH = 900  # pixels
_GREYS = bytes(min(255, (value + 8) // 17 * 17) for value in range(256))  # sixteen: half the bytes, as good to read


def draw_all(files: Iterable[tuple[Path, Sequence[int]]]) -> Iterator[dict[int, str]]:
    """Yield the pictures of each file in turn; all cores draw, but no further ahead, as pictures take memory."""
    cores = os.cpu_count() or 1
    waiting: deque[Future[dict[int, str]]] = deque()
    with ThreadPoolExecutor(cores) as pool:
        for path, numbers in files:
            waiting.append(pool.submit(draw_pages, path, numbers))
            if len(waiting) > cores:
                yield waiting.popleft().result()
        yield from (one.result() for one in waiting)


def draw_pages(path: Path, numbers: Sequence[int]) -> dict[int, str]:
    """Return pages as PNG in Base64, by their numbers: the first ones that fit, none where drawing fails."""
    wanted = sorted(set(numbers))[:MOST_PAGES]
    if not wanted:
        return {}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "analysis.read.files.pdf_pictures", *map(str, wanted)],
            input=path.read_bytes(),
            capture_output=True,
            timeout=SECONDS,
            env=list_environment(),
        )
    except (OSError, subprocess.TimeoutExpired):
        return {}
    return {int(number): picture for number, picture in json.loads(done.stdout or b"{}").items()}


def _answer() -> None:
    """Read a PDF from standard input and write its pages, numbered by the arguments, as JSON."""
    limit_process()
    import pypdfium2 as pdf

    document = pdf.PdfDocument(sys.stdin.buffer.read())
    pictures: dict[str, str] = {}
    left = MOST_BYTES
    for number in map(int, sys.argv[1:]):
        page = document[number - 1]
        bitmap = page.render(scale=_WIDTH / max(page.get_width(), 1.0), grayscale=True)
        picture = base64.b64encode(
            _write_png(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride)
        ).decode()
        left -= len(picture)
        if left < 0:
            break
        pictures[str(number)] = picture
        page.close()
    json.dump(pictures, sys.stdout)


def _write_png(pixels: bytes, width: int, height: int, stride: int) -> bytes:
    """Return a grey picture as PNG: without time or program, so that the same page has the same bytes."""
    lines = b"".join(b"\0" + pixels[row * stride : row * stride + width].translate(_GREYS) for row in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


if __name__ == "__main__":
    _answer()
