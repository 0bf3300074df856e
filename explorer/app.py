"""The frame around every chapter: contents, the visitor's sentence, language and lecture mode."""

import streamlit as st
import torch

from explorer import ASSETS
from explorer.models.library import ModelError
from explorer.ui import inputs, reading
from explorer.ui.chapters import contents, part_title
from explorer.ui.home import home
from explorer.ui.i18n import _

torch.set_num_threads(1)  # models this small run slower on two threads, and much slower while others click

lecture = inputs.lecture_wanted()
st.set_page_config(
    page_title="Explorer",
    page_icon=str(ASSETS / "icon.svg"),
    layout="wide",
    initial_sidebar_state="auto",
)
st.html(ASSETS / "app.css")
if lecture:
    st.html(ASSETS / "lecture.css")

pages: dict[str, list[st.Page]] = {"": [st.Page(home, title=_("The whole journey"), url_path="home", default=True)]}
for chapter in contents():
    pages.setdefault(part_title(chapter.part), []).append(
        st.Page(chapter.file, title=_(chapter.title), url_path=chapter.address, help=_(chapter.lede))
    )
page = st.navigation(pages, position="hidden" if lecture else "sidebar")

try:
    here = next((chapter for chapter in contents() if chapter.address == page.url_path), None)
    reading.frame(here is not None and here.follows)
    if here and not lecture:
        st.title(_(here.title), anchor=False)
        st.markdown(_(here.lede))
    page.run()
except ModelError as error:
    st.error(_(error.message).format(**error.values))
