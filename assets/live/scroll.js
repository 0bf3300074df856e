// Brings an element of the page into view, once. Figures above it still come and push it away: it is held where it is
// for some seconds, unless the visitor moves the page.

const HELD = 5000, EVERY = 200; // ms

export default function ({ data, parentElement }) {
  if (mounted.get(parentElement) === data) return;
  mounted.set(parentElement, data);
  let until = performance.now() + HELD;
  const free = () => (until = 0);
  for (const kind of ["wheel", "touchstart", "keydown", "pointerdown"]) addEventListener(kind, free, { once: true, passive: true });
  const hold = () => {
    document.querySelector(data)?.scrollIntoView();
    if (performance.now() < until) setTimeout(hold, EVERY);
  };
  setTimeout(hold, EVERY);
}
