"""The Take along page below its head: link and file of the experiment, and every download.

A file is made when its button is pressed, in a thread of its own, from a copy of the run.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from backprop.data import OWN
from backprop.export import EXPERIMENT, FORMATS, NETWORK, RUN, Format
from backprop.live_view import replay
from backprop.live_view.mount import copy_link
from backprop.training import Snapshot, Trainer
from backprop.training import file as experiment_file
from backprop.training.file import Picture
from backprop.ui import state, words
from backprop.ui.paths import PAGES
from backprop.ui.take_along import long_file
from backprop.ui.train import view

GROUPS = {
    EXPERIMENT: "To show others exactly this, or to come back to it.",
    NETWORK: "The weights and biases of the shown iteration, for other programs.",
    RUN: "The training itself, to repeat it or to look at it elsewhere.",
}


def draw(trainer: Trainer) -> None:
    """The lists of downloads, and the form that opens a link or a file."""
    snapshot = Snapshot.of(trainer)
    words.paragraph(
        f"Everything here holds [iteration] {snapshot.iteration:,} of your [run]; the history has the [loss] and the [accuracy] of all. A file is made when you press its button."
    )
    left, right = st.columns(2, gap="large")
    with left:
        _heading(EXPERIMENT)
        _link()
        _formats(snapshot, EXPERIMENT)
        _heading(NETWORK)
        _formats(snapshot, NETWORK)
    with right:
        _heading(RUN)
        if snapshot.dataset.name == OWN:
            st.caption(
                "The replay, the receipt and the notebook hold your table: anyone who has such a file has your rows. "
                "The link holds only its fingerprint, a short code; the experiment file also the names of its columns and "
                "what you chose for them."
            )
        _formats(snapshot, RUN)
        _open()


def _heading(group: str) -> None:
    st.markdown(f"## {group}", help=GROUPS[group])


def _link() -> None:
    lab = state.lab()
    picture = Picture(lab.experiment, lab.shown, "", view.texts())
    with _row("Link to the Train page", _about_link()):
        copy_link("copy_train_link", {"path": "", "query": urlencode(picture.query)})


def _about_link() -> str:
    return (
        "The whole experiment, the iteration, the selection and the display options. Copy link, at the top "
        "of every page, copies the link to that page."
    )


def _formats(snapshot: Snapshot, group: str) -> None:
    for entry in (replay.FORMAT, *FORMATS.values()):
        if entry.group != group:
            continue
        refusal = entry.refusal(snapshot)
        with _row(entry.title, f"{entry.about} {refusal}"):
            (long_file.draw if entry.long else _download)(entry, snapshot, disabled=bool(refusal))


def _download(entry: Format, snapshot: Snapshot, *, disabled: bool) -> None:
    """A button that makes the file when it is pressed."""
    st.download_button(
        entry.suffix,
        partial(entry.make, snapshot),
        file_name=snapshot.file_name(entry.suffix),
        mime=entry.mime,
        key=f"take_{entry.name}",
        help=f"Makes and saves this file: {entry.title}.",
        icon=":material/download:",
        on_click="ignore",
        disabled=disabled,
        width="stretch",
    )


def _row(title: str, about: str) -> DeltaGenerator:
    """A row of the list: title and description. Returns the place for its button."""
    words, button = st.columns([3, 1], gap="small", vertical_alignment="center")
    words.markdown(f"**{title}**  \n{about}")
    return button


def _open() -> None:
    """The form that opens a link or a file as this session's run."""
    st.markdown(
        "## Open a link or a file",
        help="Trains the run of a link or a file instead of yours. Undo brings yours back.",
    )
    with st.form("open_picture", border=False):
        text = st.text_input(
            "Link or JSON",
            key="open_text",
            placeholder="https://…/?dataset=moons&t=20",
            help="Trains the experiment of the link up to its iteration, instead of your run.",
        )
        file = st.file_uploader(
            "Experiment file",
            type="json",
            key="open_file",
            max_upload_size=1,
            help="Trains the experiment of the file, instead of your run. You can save such files on this page.",
        )
        pressed = st.form_submit_button(
            "Open",
            icon=":material/folder_open:",
            help="Replaces your run, and goes to its iteration. Undo on the Train page brings yours back.",
        )
    if not pressed:
        return
    try:
        picture = (
            experiment_file.read_file(file.getvalue().decode("utf-8-sig"))
            if file
            else experiment_file.read(text)
        )
        here = state.open_picture(picture)
    except UnicodeDecodeError:
        st.error(
            "This is not a text file. Choose an experiment file (JSON), as saved from this page."
        )
    except ValueError as error:
        st.error(f"{str(error)[0].upper()}{str(error)[1:]} Your run is unchanged.")
    else:
        st.switch_page(_page(picture.page if here else "your-data"))


def _page(path: str) -> Path:
    """The file of a page by its path in an address; the Train page if there is no such page."""
    found = PAGES / f"{path.replace('-', '_')}.py"
    return found if found in set(PAGES.glob("*.py")) else PAGES / "train.py"
