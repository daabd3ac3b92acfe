"""What a report is asked for; light, so that the command can make one before it imports anything heavy."""

from dataclasses import dataclass
from pathlib import Path

from analysis.publish.limits import MEMORY_LIMIT_MB
from analysis.publish.subject import Subject
from analysis.tables import DEFAULT_DATA_DIR


@dataclass(frozen=True)
class Request:
    """What is to be built and where to."""

    subject: Subject
    lang: str
    out: Path
    bundle: bool = False
    pdf: bool = False
    sign: Path | None = None
    memory_limit_mb: int = MEMORY_LIMIT_MB

    @property
    def target(self) -> Path:
        """Return the folder of the report."""
        return self.out.joinpath(*self.subject.folder)

    @property
    def parameters(self) -> dict[str, object]:
        """Return the parameters of the notebooks."""
        return {**self.subject.parameters, "lang": self.lang, "data_dir": DEFAULT_DATA_DIR}
