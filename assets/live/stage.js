// The wall: the figure takes exactly the room that is left. What the keys do stands in keys.js.

// Figures answer in their own time and some in whole lines, so look again until the content ends where the screen does.
// Where a line more is too much and a line less too little, it never does: between the largest height that fits and the
// smallest that does not, the half is tried, until they are NEAR. What changes after a REST is something else.
const NEAR = 8, REST = 1000, AGAIN = 3; // px, ms, times
let waiting = 0, fits = 0, over = Infinity, changed = 0, again = 0;

function forget() {
  [fits, over] = [0, Infinity];
}

function fit(tries = 120) {
  clearTimeout(waiting);
  const block = document.querySelector(".stMainBlockContainer"), content = block?.firstElementChild;
  if (!content || innerWidth <= 700) return;
  if (Date.now() - changed > REST) forget();
  const now = parseFloat(block.style.getPropertyValue("--live-height")) || innerHeight * 0.5;
  const free = innerHeight - 10 - content.getBoundingClientRect().bottom - window.scrollY;
  if (free < -2) over = Math.min(over, now);
  else fits = Math.max(fits, now);
  if (fits >= over) forget(); // the content has changed meanwhile
  const used = free < 0 ? Math.min(now, tallest(block)) : now; // a figure may fill less than it could
  let wanted = used + free;
  if (fits && over < Infinity) wanted = over - fits > NEAR ? (fits + over) / 2 : fits;
  wanted = Math.round(Math.max(140, Math.min(innerHeight, wanted)));
  if (Math.abs(wanted - now) > 2) {
    changed = Date.now();
    block.style.setProperty("--live-height", `${wanted}px`);
  } else if (late(block)) {
    if (tries % 6 === 0) block.style.setProperty("--live-height", `${now - 4}px`);
  } else {
    if (free > innerHeight / 20 && over < Infinity && again++ < AGAIN) waiting = setTimeout(retry, REST / 2);
    return;
  }
  if (tries) waiting = setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => fit(tries - 1))), 40);
}

// A figure that was late may have seemed too high.
function retry() {
  forget();
  fit();
}

function tallest(block) {
  const figures = block.querySelectorAll("[data-testid=stBidiComponentIsolated], .stPlotlyChart, iframe");
  return Math.max(140, ...[...figures].map((figure) => figure.offsetHeight));
}

// Plotly misses a change of its room that comes while it draws for the first time. If it does not follow within a third
// of a second, its room is changed once more.
function late(block) {
  return [...block.querySelectorAll(".stPlotlyChart")].some((chart) => {
    const drawn = chart.querySelector(".js-plotly-plot");
    return !drawn || Math.abs(drawn.offsetHeight - chart.offsetHeight) > 8;
  });
}

export default function ({ parentElement, data }) {
  let stage = mounted.get(parentElement);
  if (!stage) {
    stage = new ResizeObserver(() => requestAnimationFrame(() => fit()));
    stage.observe(document.querySelector(".stMainBlockContainer").firstElementChild);
    stage.observe(document.body);
    mounted.set(parentElement, stage);
  }
  if (stage.step !== data) {
    again = 0;
    forget();
    stage.step = data; // the next figure often has the same room; where there was none, the height means nothing
    const block = document.querySelector(".stMainBlockContainer"), now = parseFloat(block.style.getPropertyValue("--live-height"));
    if (!(now < innerHeight * 0.75)) block.style.setProperty("--live-height", `${Math.round(innerHeight * 0.5)}px`);
    requestAnimationFrame(() => fit());
  }
  return () => {
    stage.disconnect();
    document.querySelector(".stMainBlockContainer")?.style.removeProperty("--live-height");
    mounted.delete(parentElement);
  };
}
