"""Things with weights. Each forward returns a trace of what it computed; nothing here imports Streamlit.

One vocabulary of axis names: batch, time, query, key, head, d (a head's width), width, hidden, layer, vocabulary.
"""
