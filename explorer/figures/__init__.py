"""Arrays and words in, a figure out. A figure knows no model, no language and no Streamlit; it never imports torch."""
