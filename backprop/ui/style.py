"""Styles that Streamlit has no option for, such as less padding so that the instrument fits."""

from __future__ import annotations

import streamlit as st

_STYLE = """
<style>
[data-testid="stMainBlockContainer"] { padding: 46px 16px 16px; max-width: none; }
[data-testid="stHeader"] { height: 42px; min-height: 42px; }
[data-testid="stSidebarHeader"] { height: 42px; padding-top: 0; padding-bottom: 0; margin: 0; }
[data-testid="stSidebarContent"] { padding: 0 16px; }
[data-testid="stSidebarUserContent"] { padding: 4px 0 16px; }
[data-testid="stSidebar"] [data-testid="stHorizontalBlock"] { gap: 8px; flex-wrap: nowrap; }
[data-testid="stSidebar"] [data-testid="stColumn"] { min-width: 0; }
[data-testid="stSidebar"] .stButton button { padding: 2px 8px; min-height: 30px; }
[data-testid="stSidebar"] [data-testid="stVerticalBlock"] { gap: 8px; }
[data-testid="stSidebar"] [data-testid="stWidgetLabel"] { min-height: 16px; margin-bottom: 0; }
[data-testid="stSidebar"] [data-testid="stWidgetLabel"] p { font-size: 12px; }
[data-testid="stSidebar"] [data-testid="stCaptionContainer"] p { font-size: 12px; line-height: 1.35; }
[data-testid="stSidebar"] .stButton [data-testid="stBaseButton-tertiary"] { padding: 0; min-height: 24px; white-space: nowrap; }
[data-testid="stSidebar"] [data-testid="stButtonGroup"] { gap: 4px; flex-wrap: nowrap; }
[data-testid="stSidebar"] [data-testid="stButtonGroup"] button { min-height: 28px; padding: 0 4px; min-width: 28px; font-size: 12px; }
.st-key-label_beside > [data-testid="stVerticalBlock"], .st-key-label_beside[data-testid="stVerticalBlock"] { gap: 4px; }
.st-key-label_beside > [data-testid="stElementContainer"] [data-testid="stSelectbox"] { display: grid; grid-template-columns: 56px minmax(0, 1fr); column-gap: 8px; align-items: center; }
.st-key-undo { flex: 0 1 auto; min-width: 0; }
.st-key-undo button p { overflow: hidden; text-overflow: ellipsis; }
[class*="st-key-remove_"] button [data-testid="stMarkdownContainer"],
.st-key-lesson_previous button [data-testid="stMarkdownContainer"],
.st-key-lesson_next button [data-testid="stMarkdownContainer"],
.st-key-lesson_leave button [data-testid="stMarkdownContainer"] {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
}
/* What is wrong with a file is said, not hidden behind the pointer. */
.st-key-table_file [data-testid="stFileChip"][aria-invalid="true"] { max-width: calc(100vw - 64px); height: auto; flex-wrap: wrap; }
.st-key-table_file [data-testid="stFileChip"] [role="alert"] {
  position: static; width: auto; height: auto; margin: 0 8px; overflow: visible; clip: auto; clip-path: none; white-space: normal; font-size: 14px;
}
.st-key-table_file [data-testid="stFileChip"] [role="alert"]::after { content: " Leave rows or columns out."; }
/* Headings stand with what they head, not between two lines. */
[data-testid="stMarkdownContainer"] :is(h1, h2, h3, h4, h5) { padding: 4px 0; letter-spacing: 0; white-space: normal; }
/* In a row they are level with what stands beside them: a text's container is a line shorter than it. */
[data-testid="stHorizontalBlock"] > [data-testid="stElementContainer"] :is(h1, h2) { margin-bottom: 16px; }
@media (max-width: 700px) {
  [class*="st-key-standing_"] button [data-testid="stMarkdownContainer"] { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
}
/* A file on its way takes the room of its button. */
[class*="st-key-making_"] { flex-wrap: nowrap; }
[class*="st-key-making_"] > :first-child { min-width: 0; flex: 1 1 0; }
/* What is invisible takes no room, and no gap before the next. */
.st-key-theme_change, .st-key-card_menus, :has(> .st-key-copy_link), [class*="st-key-made_"] { position: absolute; }
/* Chosen values: Streamlit writes them white on the theme's colour, which is nearly white in the dark. */
[data-testid="stMultiSelectTagsContainer"] [data-tag] { background: none; outline: 1px solid currentColor; outline-offset: -1px; }
[data-testid="stMultiSelectTagsContainer"] [data-tag], [data-testid="stMultiSelectTagsContainer"] [data-tag] * { color: inherit; }
[data-testid="stBaseButton-primary"]:enabled, [data-testid="stBaseButton-primary"]:enabled * { color: light-dark(#ffffff, #0f1319); }
/* Comments of code are read as well: Streamlit's grey is too faint for that. */
[data-testid="stCode"] .token.comment { color: inherit; opacity: 0.8; }
[data-testid="stMainBlockContainer"]:has(.st-key-lesson_strip) { padding-top: 42px; padding-bottom: 0; }
.st-key-lesson_strip { min-height: 36px; margin-bottom: -12px; }
.st-key-lesson_strip button { min-height: 28px; padding: 2px 8px; }
.bpl-lesson { font-size: 14px; line-height: 18px; }
.bpl-lesson > div { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.bpl-lesson .mute, .bpl-card .mute { opacity: 0.72; }
.bpl-card .wait { margin-bottom: 24px; }
.bpl-card img, .bpl-card .wait { display: block; width: 100%; max-width: 420px; aspect-ratio: 3; }
.bpl-about { font-size: 14px; line-height: 1.4; margin: 0; max-width: 1080px; }
.bpl-key { display: flex; flex-wrap: wrap; gap: 0 16px; min-height: 20px; margin-top: 4px; font-size: 12px; opacity: 0.85; }
.bpl-key i { display: inline-block; width: 24px; margin-right: 4px; vertical-align: 4px; border-top: 2px solid currentColor; }
.bpl-key span + span i { border-top-style: dashed; }
.bpl-card h6 { font-size: 16px; line-height: 1.3; margin: 8px 0 4px; padding: 0; font-weight: 600; }
.bpl-card p { font-size: 14px; line-height: 1.4; margin: 0; }
@media (max-width: 900px) {
  .bpl-lesson > div { white-space: normal; }
}
/* What waits for Python stays as it is: the picture itself says so when it takes long. */
[data-stale="true"] { opacity: 1 !important; transition: none !important; }
</style>
"""


def draw() -> None:
    """Put the styles into the page; they take no room."""
    st.html(_STYLE)
