// Shared by all live figures; placed before each script. Everything is drawn from `data`, which is sent once.

const mounted = new WeakMap();

// Build once for each mount, then draw again whenever data, theme or size change.
function mount(component, build) {
  const root = component.parentElement;
  let view = mounted.get(root);
  if (!view) {
    const frame = element("div", "frame"), probe = element("div", "probe");
    root.append(probe, frame);
    frame.room = () => probe.offsetHeight;
    view = build(frame);
    view.frame = frame;
    view.observer = new ResizeObserver(() => redraw(view));
    view.observer.observe(frame);
    view.observer.observe(probe);
    mounted.set(root, view);
  }
  view.latest = component.data;
  view.component = component;
  palette = dark(view.frame) ? DARK : LIGHT;
  view.frame.classList.toggle("dark", palette === DARK);
  redraw(view);
  return () => {
    view.observer.disconnect();
    mounted.delete(root);
  };
}

// A figure that builds itself anew for another size or theme must not take the keyboard away from its reader.
function redraw(view) {
  const stops = () => [...view.frame.querySelectorAll("[tabindex], button, input, a[href]")];
  const before = stops(), held = before.indexOf(view.frame.getRootNode().activeElement);
  view.draw(view.latest);
  const after = stops();
  if (held >= 0 && after.length === before.length && !before[held].isConnected) after[held].focus({ preventScroll: true });
}

// Pointed at by moving there: what is built anew or slides under a pointer at rest is not.
function pointed(node, look) {
  let inside = false;
  node.onpointermove = () => inside || ((inside = true), look());
  node.onpointerleave = () => (inside = false);
  return look;
}

function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

const SVG = "http://www.w3.org/2000/svg";

function svg(tag, attributes, text) {
  const node = document.createElementNS(SVG, tag);
  for (const name in attributes) node.setAttribute(name, attributes[name]);
  if (text !== undefined) node.textContent = text;
  return node;
}

// Marks and dashes by Plotly's names: curves are told apart without their colours too.
const DASHES = { solid: "", dash: "9 5", dot: "2 5", dashdot: "9 4 2 4" };
const CORNERS = {
  square: [[-1, -1], [1, -1], [1, 1], [-1, 1]],
  diamond: [[0, -1.35], [1.35, 0], [0, 1.35], [-1.35, 0]],
  "triangle-up": [[0, -1.3], [1.25, 1], [-1.25, 1]],
};

function mark(shape, x, y, r, fill) {
  if (!CORNERS[shape]) return svg("circle", { cx: x, cy: y, r: r * 1.05, fill });
  return svg("polygon", { points: CORNERS[shape].map(([a, b]) => `${x + a * r},${y + b * r}`).join(" "), fill });
}

// Labels beside the ends of curves, each with its `y`, moved so that they keep a distance; from the top to the bottom.
function apart(labels, distance, top, bottom) {
  const order = [...labels].sort((a, b) => a.y - b.y);
  order.forEach((label, i) => (label.y = Math.max(label.y, i ? order[i - 1].y + distance : top)));
  for (let i = order.length - 1, edge = bottom; i >= 0; i--, edge -= distance) order[i].y = Math.min(order[i].y, edge);
  return order;
}

function style(node, name) {
  return getComputedStyle(node).getPropertyValue(name).trim();
}

// Strong on paper, light on a dark wall; chosen at each mount, which runs again when the theme changes.
const LIGHT = { positive: "33,113,196", negative: "206,62,46", share: "130,80,196" };
const DARK = { positive: "86,160,240", negative: "240,104,84", share: "172,132,240" };
let palette = LIGHT;

function dark(frame) {
  const [r, g, b] = (style(frame, "color").match(/[\d.]+/g) ?? [0, 0, 0]).map(Number); // none while it is taken away
  return r + g + b > 384; // light ink
}

// Strength is opacity over the page's own ground: one scale for both themes.
function signed(value, most) {
  const strength = most ? Math.min(1, Math.abs(value) / most) : 0;
  return `rgba(${value < 0 ? palette.negative : palette.positive},${strength})`;
}

function share(value) {
  return `rgba(${palette.share},${Math.min(1, value)})`;
}

// Black or white, whichever is easier to read on a colour of the palette at this strength.
function legible(colour, strength) {
  const ground = palette === DARK ? [18, 16, 24] : [255, 255, 255], part = Math.min(1, Math.abs(strength));
  const light = colour.split(",").map((tone, i) => {
    const mixed = (part * tone + (1 - part) * ground[i]) / 255;
    return mixed <= 0.04045 ? mixed / 12.92 : ((mixed + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2] > 0.179 ? "#000" : "#fff";
}

function decimals(value, digits = 2) {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? "−" + text : text;
}

// A whole number as an exponent: ⁻⁵.
function raised(number) {
  return [...String(Number(number))].map((sign) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(sign)]).join("");
}

// Two decimals, or a power of ten where a number would not fit its line.
function large(value) {
  if (Math.abs(value) < 1e5) return decimals(value);
  const [size, power] = value.toExponential(2).split("e+");
  return `${size}·10${raised(power)}`;
}

function percent(value) {
  const points = value * 100;
  return (points > 0 && points < 10 ? points.toFixed(1) : points.toFixed(0)) + " %";
}

// Whether the visitor wants nothing to move by itself: then what would be played is shown at its end.
const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// A text that scrolls does so by keys too.
function scrollable(box) {
  box.tabIndex = box.scrollHeight > box.clientHeight + 1 ? 0 : -1;
}

function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

// A canvas as sharp as the screen; gives its 2d context in CSS pixels.
function sharpen(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.width = width + "px";
  canvas.style.height = height + "px";
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  return pen;
}

// The largest terms of a sum, one line each; the rest in one line, with `more` terms that were not sent.
function terms(lines, total, most, rest, written = (sum) => decimals(sum, 3), more = { count: 0, value: 0 }) {
  const box = element("div", "terms");
  const order = lines.map((_, i) => i);
  let shown = order;
  if (lines.length > most) {
    shown = order.sort((a, b) => Math.abs(lines[b].value) - Math.abs(lines[a].value)).slice(0, most);
    shown.sort((a, b) => a - b);
  }
  for (const i of shown) {
    const line = element("div", "term");
    const sum = element("span", "", lines[i].text);
    if (lines[i].power) sum.append(element("sup", "", lines[i].power));
    line.append(element("span", "index", lines[i].name), sum, element("b", "", lines[i].result));
    line.style.setProperty("--bar", `${Math.round((100 * Math.abs(lines[i].value)) / (total || 1))}%`);
    line.classList.toggle("negative", lines[i].value < 0);
    box.append(line);
  }
  const others = lines.length - shown.length + more.count;
  if (others) {
    const kept = new Set(shown);
    const sum = lines.reduce((sum, line, i) => (kept.has(i) ? sum : sum + line.value), more.value);
    const line = element("div", "term rest");
    line.append(element("span", "", fill(rest, { n: others })), element("b", "", written(sum)));
    box.append(line);
  }
  return box;
}

// Sliders over the numbers in `view.values`: what a thumb does is painted at once, and where it rests is told to the page.
function thumbs(view, box, paint) {
  const made = {};
  let telling = 0, told = "";
  function make({ name, label, least, most }) {
    const control = element("label", "control"), text = element("span", ""), slider = element("input");
    Object.assign(slider, { type: "range", min: least, max: most, step: 1 });
    text.style.minWidth = `${label.length + most.toLocaleString("en-US").length + 1}ch`; // or the slider would move under the thumb
    slider.dataset.name = name;
    slider.oninput = () => all.set(name, +slider.value);
    slider.onchange = all.rest;
    control.append(text, slider);
    box.append(control);
    made[name] = { slider, text };
  }
  const all = {
    // What the page says; not while a thumb is held, and not what it only repeats. One without a label has no slider.
    adopt(controls) {
      for (const control of controls) if (control.label && !made[control.name]) make(control);
      const said = controls.map(({ start }) => start).join();
      if (said === told || Object.values(made).some(({ slider }) => slider.matches(":active"))) return;
      told = said;
      for (const { name, start } of controls) view.values[name] = start;
    },
    set(name, value) {
      view.values[name] = value;
      paint();
    },
    choose(name, value) {
      if (value === view.values[name]) return;
      all.set(name, value);
      all.rest();
    },
    rest() {
      clearTimeout(telling); // arrow keys end in a change each
      telling = setTimeout(() => {
        told = Object.values(view.values).join();
        view.component.setStateValue("choice", { ...view.values, time: Date.now() });
      }, 250);
    },
    show(controls) {
      for (const { name, label } of controls.filter((control) => control.label)) {
        made[name].slider.value = view.values[name];
        made[name].text.textContent = `${label} ${view.values[name].toLocaleString("en-US")}`;
      }
    },
  };
  return all;
}
