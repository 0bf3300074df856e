// Brings an element of the page into view, once. Figures above it still come and push it away: it is held where it is
// for some seconds, unless the visitor moves the page.

const HELD = 5000, EVERY = 200; // ms

export default function ({ data, parentElement }) {
  if (mounted.get(parentElement) === data) return;
  mounted.set(parentElement, data);
  const hold = setInterval(() => document.querySelector(data)?.scrollIntoView(), EVERY), free = () => clearInterval(hold);
  for (const kind of ["wheel", "touchstart", "keydown", "pointerdown"]) addEventListener(kind, free, { once: true, passive: true });
  setTimeout(free, HELD);
}
