// Tells the server which steps are in sight, or nearly: half a screen below, where reading goes. A change draws these at
// once; the others when they come near, or when nothing has changed for a while. What stands above, behind the controls
// or with its last line only, has been read.

const BELOW = "50%", LINE = 24, SETTLED = 80, IDLE = 3000; // px; ms

export default function ({ data, parentElement, setStateValue }) {
  const wall = document.querySelector(".stMain"), bar = document.querySelector(".st-key-controls-all");
  let view = mounted.get(parentElement);
  if (!view) mounted.set(parentElement, (view = { near: new Set(), told: "" }));
  view.stop?.();
  if (view.number !== data.number) Object.assign(view, { number: data.number, old: data.old, since: Date.now() });

  function tell(rest) {
    const steps = data.steps.filter((name) => view.near.has(name)), said = JSON.stringify(steps);
    const old = view.old.filter((name) => rest || view.near.has(name));
    if (said === view.told && !old.length) return;
    view.told = said;
    view.old = view.old.filter((name) => !old.includes(name)); // each is asked for once
    setStateValue("seen", { steps, rest, time: Date.now() });
  }

  let settling = 0;
  const idle = setTimeout(() => tell(true), view.since + IDLE - Date.now());
  const names = new Map(data.steps.map((name) => [document.querySelector(`.st-key-step-${name}`), name]));
  let eye;
  function look(covered) {
    eye?.disconnect();
    eye = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) view.near[isIntersecting ? "add" : "delete"](names.get(target));
      clearTimeout(settling);
      settling = setTimeout(() => tell(false), SETTLED);
    }, { root: wall, rootMargin: `${-covered - LINE}px 0px ${BELOW}` });
    for (const box of names.keys()) if (box) eye.observe(box);
  }

  // Where the chapter's controls stay at the top, what is scrolled to stands below them. A long sentence does not stay.
  const room = new ResizeObserver(() => {
    bar.style.position = bar.offsetHeight > innerHeight / 3 ? "static" : "";
    const covered = getComputedStyle(bar).position === "sticky" ? bar.offsetHeight : 0;
    wall.style.setProperty("--bar", `${covered}px`);
    look(covered);
  });
  if (bar) room.observe(bar);
  else look(0);

  view.stop = () => {
    eye?.disconnect();
    room.disconnect();
    clearTimeout(idle);
    clearTimeout(settling);
  };
  return () => {
    view.stop();
    wall.style.removeProperty("--bar");
  };
}
