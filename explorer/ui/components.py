"""The scripts in assets/live as Streamlit components.

Streamlit would send a script and its style with each change of its data, ten times as much as the data itself. So it
gets a few lines that ask our own server for them; the browser keeps them for good. The data travel as the bytes of
their JSON: Streamlit itself would search them for tables and write them twice, for every visitor's every change.
"""

import hashlib
import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import orjson
import streamlit as st

from explorer import ASSETS

LIVE = ASSETS / "live"
# On a bad line in the hall: three times again, each time as another file, since browsers remember what failed.
LOADER = """
const load = (again) => import(`${location.origin}/live/NAME.js?v=VERSION&again=${again}`).catch(async (error) => {
  if (again === 3) throw error;
  await new Promise((later) => setTimeout(later, 500));
  return load(again + 1);
});
const { default: draw, sheet } = await load(0);
const text = new TextDecoder();
export default (component) => {
  component.parentElement.getRootNode().adoptedStyleSheets = [sheet];
  return draw({ ...component, data: JSON.parse(text.decode(component.data)) });
};
"""


@lru_cache
def component(name: str) -> Callable[..., Any]:
    """The script assets/live/NAME.js as a Streamlit component, registered once; its `data` may be anything in JSON."""
    loader = LOADER.replace("NAME", name).replace("VERSION", version(name))
    made = st.components.v2.component(f"explorer_{name}", js=loader)

    def mount(data: object, **options: Any) -> Any:
        return made(data=orjson.dumps(data, option=orjson.OPT_NON_STR_KEYS), **options)

    return mount


@lru_cache
def module(name: str) -> str:
    """The script NAME as the browser gets it: its own parts NAME-*.js go before it, its style stands behind it.

    Raises KeyError where there is none.
    """
    if name not in names():
        raise KeyError(name)
    parts = [LIVE / "common.js", *sorted(LIVE.glob(f"{name}-*.js")), LIVE / f"{name}.js"]
    sheets = [LIVE / "live.css", *LIVE.glob(f"{name}.css")]
    script, style = ("\n".join(file.read_text("utf-8") for file in files) for files in (parts, sheets))
    return f"{script}\nexport const sheet = new CSSStyleSheet();\nsheet.replaceSync({json.dumps(style)});\n"


@lru_cache
def version(name: str) -> str:
    """Another one for each change of the script. Raises KeyError where there is none."""
    return hashlib.sha256(module(name).encode()).hexdigest()[:12]


@lru_cache
def names() -> frozenset[str]:
    """Of all scripts that are components, not parts of them."""
    return frozenset(file.stem for file in LIVE.glob("*.js") if "-" not in file.stem) - {"common"}
