// The language of the page, for screen readers and hyphenation: Streamlit says English whatever it shows.

export default function ({ data }) {
  document.documentElement.lang = data;
}
