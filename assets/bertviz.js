// What BertViz asks of jQuery and require.js, in a few lines, so that it draws without a network; d3 comes before this.

window.$ = (wanted) => {
  const nodes = wanted[0] === "<" ? [document.createElement(wanted.match(/\w+/)[0])] : [...document.querySelectorAll(wanted)];
  const each = (act) => (nodes.forEach(act), query);
  const query = {
    nodes,
    append: (child) => each((node) => node.append(...child.nodes)),
    attr: (name, value) => each((node) => node.setAttribute(name, value)),
    change: () => each((node) => node.dispatchEvent(new Event("change"))),
    empty: () => each((node) => node.replaceChildren()),
    on: (type, act) => each((node) => node.addEventListener(type, act)),
    // Only menus are written through here: layers and heads, which BertViz counts from 0 and this app from 1.
    text: (number) => each((node) => (node.textContent = number + 1)),
    val: (value) => each((node) => (node.value = value)),
  };
  return query;
};
window.requirejs = (names, draw) => {
  draw(window.$, window.d3);
  fit();
};

// BertViz draws for white paper: on a dark page its lightness is turned round, its hues stay.
const page = parent.document.querySelector(".stApp") ?? document.body;

function follow() {
  const [r, g, b] = parent.getComputedStyle(page).color.match(/[\d.]+/g).map(Number);
  document.documentElement.classList.toggle("dark", r + g + b > 384);
}

// On the wall: as large as the room allows, and never smaller than can be read from the last row.
function fit() {
  const body = document.body, drawing = document.querySelector("#vis svg");
  if (!drawing || !parent.document.querySelector(".st-key-lecture-steps")) return;
  body.style.zoom = 1;
  const { x, width } = drawing.getBBox();
  const wall = Math.max(1, parent.innerHeight / 720);
  body.style.zoom = Math.max(1.2 * wall, Math.min(2 * wall, innerHeight / body.scrollHeight, innerWidth / (x + width + 20)));
}

// A clicker turns the steps also while the focus is in here.
addEventListener("keydown", (event) => {
  if (event.key !== "PageDown" && event.key !== "PageUp") return;
  event.preventDefault();
  parent.dispatchEvent(new parent.KeyboardEvent("keydown", { key: event.key, bubbles: true, cancelable: true }));
});

follow();
new MutationObserver(follow).observe(page, { attributes: true });
addEventListener("resize", fit);
