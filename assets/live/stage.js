// The wall: the figure takes exactly the room that is left. What the keys do stands in keys.js.

// Figures answer in their own time and some in whole lines, so look again until the content ends where the screen does.
// Where a line more is too much and a line less too little, that would never end: after MOST turns the height only falls,
// until it has had a REST; what changes then is something else.
const MOST = 40, REST = 1000; // ms
let walls = 0, waiting = 0, turns = 0, changed = 0, grew = false;

function fit(tries = 120) {
  clearTimeout(waiting);
  const block = document.querySelector(".stMainBlockContainer"), content = block?.firstElementChild;
  if (!walls || !content || innerWidth <= 700) return;
  const now = parseFloat(block.style.getPropertyValue("--live-height")) || innerHeight * 0.5;
  const free = innerHeight - 10 - content.getBoundingClientRect().bottom - window.scrollY;
  if (Date.now() - changed > REST) turns = 0;
  const wanted = Math.round(Math.max(140, Math.min(innerHeight, now + free)));
  if (wanted < now - 2 || (wanted > now + 2 && turns < MOST)) {
    if (wanted > now !== grew) turns++;
    [grew, changed] = [wanted > now, Date.now()];
    block.style.setProperty("--live-height", `${wanted}px`);
  } else if (!late(block)) return;
  else if (tries % 6 === 0) block.style.setProperty("--live-height", `${now - 4}px`);
  if (tries) waiting = setTimeout(() => fit(tries - 1), 60);
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
    walls++;
  }
  if (stage.step !== data) {
    turns = 0;
    stage.step = data; // the next figure often has the same room; where there was none, the height means nothing
    const block = document.querySelector(".stMainBlockContainer"), now = parseFloat(block.style.getPropertyValue("--live-height"));
    if (!(now < innerHeight * 0.75)) block.style.setProperty("--live-height", `${Math.round(innerHeight * 0.5)}px`);
    requestAnimationFrame(() => fit());
  }
  return () => {
    walls--;
    stage.disconnect();
    document.querySelector(".stMainBlockContainer")?.style.removeProperty("--live-height");
    mounted.delete(parentElement);
  };
}
