"""The line of pandas of a view, with a button that copies it."""

import anywidget
import traitlets

_SCRIPT = """
export default {
  render({ model, el }) {
    const button = document.createElement("button"), code = document.createElement("pre");
    el.classList.add("explore-code");
    button.type = "button";
    const show = () => { code.textContent = model.get("code"); button.textContent = model.get("copy"); };
    button.onclick = async () => {
      try { await navigator.clipboard.writeText(model.get("code")); button.textContent = model.get("copied"); }
      catch { getSelection().selectAllChildren(code); }
    };
    model.on("change:code", show);
    show();
    el.append(button, code);
  },
};
"""


class CodeBox(anywidget.AnyWidget):  # type: ignore[misc]  # a class without types
    """Shows `code`; the button `copy` puts it on the clipboard and says `copied`, or selects it where it may not."""

    _esm = _SCRIPT
    code = traitlets.Unicode().tag(sync=True)
    copy = traitlets.Unicode().tag(sync=True)
    copied = traitlets.Unicode().tag(sync=True)
