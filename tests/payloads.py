"""A hundred texts that have broken pages elsewhere: each must come out as text, or be refused with its place.

Fifty in Latin script, each again within Chinese words.
"""

_SCRIPTS = [
    "<script>window.evil=1</script>",
    "</title><script>window.evil=1</script>",
    "<ScRiPt src=//127.0.0.1:9/x></ScRiPt>",
    "<script/xss>window.evil=1",
    "<noscript><p title='</noscript><img src=x onerror=window.evil=1>'>",
]
_SHAPES = [
    "<svg onload=window.evil=1>",
    "<svg><animate onbegin=window.evil=1 attributeName=x dur=1s>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload=window.evil=1/>#x'/></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=window.evil=1>",
    "<svg><foreignObject><body onload=window.evil=1></foreignObject></svg>",
]
_HANDLERS = [
    '"><img src=x onerror=window.evil=1>',
    "' onmouseover='window.evil=1",
    '" autofocus onfocus="window.evil=1" tabindex="1',
    "<details open ontoggle=window.evil=1>",
    "<body onpageshow=window.evil=1>",
    "<input onblur=window.evil=1 autofocus><input autofocus>",
]
_LOADS = [
    "<iframe src=http://127.0.0.1:9/></iframe>",
    "<object data=http://127.0.0.1:9/></object>",
    "<embed src=http://127.0.0.1:9/>",
    "<link rel=stylesheet href=http://127.0.0.1:9/>",
    "<base href=http://127.0.0.1:9/>",
    "<meta http-equiv=refresh content='0;url=http://127.0.0.1:9/'>",
    "<style>@import url(http://127.0.0.1:9/);</style>",
    "<div style='background:url(http://127.0.0.1:9/)'>",
    "<img srcset='http://127.0.0.1:9/ 1x'>",
    "<form action=http://127.0.0.1:9/><button>ok</button>",
]
_ADDRESSES = [
    "javascript:window.evil=1",
    "data:text/html,<script>window.evil=1</script>",
    "vbscript:msgbox(1)",
    "[link](javascript:window.evil=1)",
    "![picture](http://127.0.0.1:9/x.png)",
    "<a href='java&#9;script:window.evil=1'>x</a>",
]
_UNCLOSED = [
    "<!-- ",
    "--!> <b>",
    "<![CDATA[",
    "]]> <i>",
    "<td",
    "</table></main>",
    "&lt;b&gt; &amp; &#60",
    "<p title='",
]
_TEMPLATES = [
    "{{7*7}} {% raw %}",
    "${7*7} #{7*7} <%= 7*7 %>",
    "%(name)s {review} {0.__class__}",
    "`code` *stress* \\",
    "$$x^2$$",
]
_UNSEEN = ["a\u202eb\u202c\u2066c\u2069", "x\u200b\u200d\ufeffy\u00adz", "e" + "\u0301\u0327" * 12]
_LONG = ["W" * 120, "/" * 120]
PARTS = (_SCRIPTS, _SHAPES, _HANDLERS, _LOADS, _ADDRESSES, _UNCLOSED, _TEMPLATES, _UNSEEN, _LONG)
LATIN = [payload for part in PARTS for payload in part]
PAYLOADS = [*LATIN, *(f"工会{payload}经费“三公”" for payload in LATIN)]
# What a spreadsheet would run, and names that choose a place in the file system.
FORMULAS = ["=1+1", "+SUM(1)", "-2+3", "@SUM(1)", '=HYPERLINK("http://127.0.0.1:9/","x")']
PATHS = ["..", "../../x", "/etc/x", "a/b", "a\\..\\b", ".", "", "~", "x\u0000y", "CON", "-rf"]
