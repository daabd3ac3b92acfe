"""What differs between the reports of a body and of a group: their tables, inputs, cover and files beside the page."""

from pathlib import Path
from typing import TYPE_CHECKING

from analysis.publish.subject import Group, Subject

if TYPE_CHECKING:  # each knows what the other need not import
    from analysis.publish.body import BodyEdition
    from analysis.publish.group import GroupEdition


def open_edition(
    subject: Subject, lang: str, data_dir: Path | None = None, told: str = ""
) -> "BodyEdition | GroupEdition":
    """Return the report of a subject in a language, its data opened.

    UserError, in the language `told` if that is another one, says what is wrong with the data.
    """
    if isinstance(subject, Group):
        from analysis.publish.group import GroupEdition

        return GroupEdition(subject, lang, data_dir, told or lang)
    from analysis.publish.body import BodyEdition

    return BodyEdition(subject, lang, data_dir, told or lang)
