// The wall: a clicker turns the steps wherever the focus is, and the figure takes exactly the room that is left.

// A clicker sends PageDown and PageUp; some send arrows, which belong to a control or figure where one has the focus.
function turn(event) {
  const at = document.activeElement, free = !at || at === document.body || at.tagName === "SECTION";
  const arrows = free ? { ArrowRight: "next", ArrowLeft: "back" } : {};
  const name = { PageDown: "next", PageUp: "back", ...arrows }[event.key];
  if (!name || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  document.querySelector(`.st-key-${name} button:not(:disabled)`)?.click();
}

// Figures answer in their own time and some in whole lines, so look again until the content ends where the screen does.
let waiting = 0;

function fit(tries = 40) {
  clearTimeout(waiting);
  const block = document.querySelector(".stMainBlockContainer"), content = block?.firstElementChild;
  if (!content || innerWidth <= 700) return;
  const now = parseFloat(block.style.getPropertyValue("--live-height")) || innerHeight * 0.5;
  const free = innerHeight - 10 - content.getBoundingClientRect().bottom - window.scrollY;
  const wanted = Math.round(Math.max(140, Math.min(innerHeight, now + free)));
  if (Math.abs(wanted - now) <= 2) return;
  block.style.setProperty("--live-height", `${wanted}px`);
  if (tries) waiting = setTimeout(() => fit(tries - 1), 60);
}

export default function ({ parentElement, data }) {
  let stage = mounted.get(parentElement);
  if (!stage) {
    stage = new ResizeObserver(() => requestAnimationFrame(() => fit()));
    stage.observe(document.querySelector(".stMainBlockContainer").firstElementChild);
    stage.observe(document.body);
    window.addEventListener("keydown", turn, true);
    mounted.set(parentElement, stage);
  }
  if (stage.step !== data) {
    stage.step = data; // another figure, another height
    document.querySelector(".stMainBlockContainer").style.setProperty("--live-height", `${Math.round(innerHeight * 0.5)}px`);
    requestAnimationFrame(() => fit());
  }
  return () => {
    stage.disconnect();
    window.removeEventListener("keydown", turn, true);
    document.querySelector(".stMainBlockContainer")?.style.removeProperty("--live-height");
    mounted.delete(parentElement);
  };
}
