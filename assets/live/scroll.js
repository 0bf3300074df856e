// Brings an element of the page into view, once.

export default function ({ data, parentElement }) {
  if (mounted.get(parentElement) === data) return;
  mounted.set(parentElement, data);
  setTimeout(() => document.querySelector(data)?.scrollIntoView(), 400);
}
