"""What all pages share: the frame of their HTML with one style sheet and a policy, and a way past the cover."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from analysis.publish.page.gate import HTML_LANGUAGES, content_security_policy
from analysis.show.rich import clean
from analysis.texts import say

TEMPLATES = Path(__file__).parent / "template"


def read_styles(names: Sequence[str] = ("style.css",)) -> str:
    """Return style sheets of the templates, one after the other."""
    return "\n".join((TEMPLATES / name).read_text(encoding="utf-8") for name in names)


def set_up(environment: Environment, lang: str, style: str, **values: object) -> Environment:
    """Return an environment whose templates escape all they print, and know the page's language, style and values."""
    environment.autoescape = environment.trim_blocks = environment.lstrip_blocks = True
    environment.undefined = StrictUndefined
    frame = {"html_lang": HTML_LANGUAGES[lang], "style": style, "policy": content_security_policy(style)}
    way = {"start": "content", "skip": say(lang, "page.skip")}
    environment.globals.update(frame | way | {"say": partial(say, lang)} | values)
    return environment


def render_page(template: str, lang: str, style: str, **values: object) -> str:
    """Return a page of its own that no gate has seen yet, freed of invisible characters."""
    environment = Environment(loader=FileSystemLoader(TEMPLATES), finalize=clean)
    set_up(environment, lang, style, **values)
    return environment.get_template(template).render()
