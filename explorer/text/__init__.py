"""Things without weights: texts, tokenizers, counts. Knows nothing of torch or Streamlit."""
