// A figure of the page as one SVG that needs nothing else, and as a PNG; made in the browser.

const SKIPPED = /^(-webkit-|--|transition|animation|outline|cursor|pointer-events|will-change|user-select|d$|perspective-origin|(min-|max-)?(inline|block)-size|.*-(inline|block)(-|$)|scroll|overscroll|caret|app-region|interactivity|zoom$)/;
const INHERITED = /^(color|font|line-height|text-align|text-anchor|text-indent|text-transform|text-rendering|white-space|word|overflow-wrap|letter-spacing|visibility|fill|stroke|list-style|direction|border-collapse|border-spacing|dominant-baseline|paint-order|accent-color|tab-size|hyphens|quotes|marker|clip-rule|shape-rendering|color-interpolation|color-scheme|text-size-adjust|caption-side|empty-cells|orphans|widows|image-rendering|text-wrap|text-shadow|text-underline|text-emphasis|text-decoration-skip|text-orientation|writing-mode|unicode|ruby|math|speak|tap)/;

// What elements look like where no style sheet speaks: only what differs has to be written down.
function plain() {
  const host = document.body.appendChild(document.createElement("div")), found = new Map();
  host.style.cssText = "all: initial; position: absolute; left: -9999px; width: 100px; height: 0; overflow: hidden";
  const root = host.attachShadow({ mode: "open" });
  const values = (node) => {
    const name = `${node.namespaceURI} ${node.localName}`;
    if (!found.has(name)) {
      const sample = document.createElementNS(node.namespaceURI, node.localName);
      if (node.namespaceURI === SVG && node.localName !== "svg") {
        const paper = root.appendChild(svg("svg"));
        paper.append(sample);
      } else root.append(sample);
      const computed = getComputedStyle(sample);
      found.set(name, Object.fromEntries(Array.from(computed, (property) => [property, computed.getPropertyValue(property)])));
    }
    return found.get(name);
  };
  return { values, done: () => host.remove() };
}

function written(computed, parent, usual, neutral) {
  let text = "";
  for (const property of computed) {
    if (SKIPPED.test(property)) continue;
    const value = computed.getPropertyValue(property);
    const same = INHERITED.test(property) && parent
      ? value === parent.getPropertyValue(property) && usual[property] === neutral[property]
      : value === usual[property];
    if (!same) text += `${property}:${value};`;
  }
  return text;
}

// The same element with its look written into it. Canvases become images; what is not seen is left out.
function inlined(node, parent, usual) {
  if (node.nodeType === Node.TEXT_NODE) return document.createTextNode(node.data);
  if (node.nodeType !== Node.ELEMENT_NODE || ["script", "style"].includes(node.localName)) return null;
  const computed = getComputedStyle(node);
  if (computed.display === "none") return null;
  const neutral = usual.values(node.namespaceURI === SVG ? svg("g") : document.createElement("div"));
  let copy = node.cloneNode(false);
  if (node.localName === "canvas") {
    copy = document.createElement("img");
    copy.src = node.toDataURL();
    copy.alt = "";
  }
  for (const name of ["class", "id", "style", "tabindex", "onload"]) if (name !== "id" || node.namespaceURI !== SVG) copy.removeAttribute(name);
  if (node.localName === "input") copy.setAttribute("value", node.value);
  if (node.localName === "a") copy.removeAttribute("href");
  copy.setAttribute("style", written(computed, parent, usual.values(node), neutral));
  const grow = (side) => {
    const made = getComputedStyle(node, side);
    if (node.namespaceURI === SVG || !made.content || ["none", "normal"].includes(made.content)) return;
    const span = document.createElement("span");
    span.textContent = made.content.startsWith('"') ? JSON.parse(made.content) : "";
    span.setAttribute("style", written(made, computed, usual.values(span), neutral));
    copy.append(span);
  };
  grow("::before");
  for (const child of node.childNodes) {
    const inner = inlined(child, computed, usual);
    if (inner) copy.append(inner);
  }
  grow("::after");
  return copy;
}

function background() {
  for (const node of [document.querySelector(".stApp"), document.body]) {
    const colour = node && getComputedStyle(node).backgroundColor;
    if (colour && !/^rgba\(.*, 0\)$|transparent/.test(colour)) return colour;
  }
  return "#ffffff";
}

// Where the figure with this key stands: a chart of Plotly's layers, or the frame of one of our own.
function find(key) {
  const place = document.querySelector(`.st-key-${CSS.escape(key)}`);
  const plot = place?.querySelector(".js-plotly-plot");
  if (plot) return { plot };
  for (const node of place ? [place, ...place.querySelectorAll("*")] : []) {
    const frame = node.shadowRoot?.querySelector(".frame");
    if (frame) return { frame };
  }
  return null;
}

// Draw the canvases of a frame twice as sharp while `act` looks at them: a figure draws again when its room changes.
async function sharper(frame, act) {
  const probe = frame?.parentNode.querySelector(".probe");
  if (!probe || !frame.querySelector("canvas") || window.devicePixelRatio >= 2) return act();
  const turn = () => new Promise((resolve) => setTimeout(resolve, 80));
  const high = probe.offsetHeight;
  Object.defineProperty(window, "devicePixelRatio", { value: 2, configurable: true });
  probe.style.height = `${high + 1}px`;
  try {
    await turn();
    return await act();
  } finally {
    delete window.devicePixelRatio;
    probe.style.height = "";
    await turn();
  }
}

// The figure as { text, width, height }: SVG alone where it is drawn so, else HTML inside of SVG.
async function picture(key, title) {
  const found = find(key), usual = plain(), edge = 12;
  try {
    if (!found) return null;
    const node = found.plot ?? found.frame, box = node.getBoundingClientRect();
    const width = Math.ceil(box.width) + 2 * edge, height = Math.ceil(box.height) + 2 * edge;
    const paper = svg("svg", { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}` });
    paper.append(svg("title", {}, title), svg("rect", { width, height, fill: background() }));
    const seen = [...node.children].filter((child) => getComputedStyle(child).display !== "none" && child.getBoundingClientRect().height > 0);
    if (found.plot) {
      for (const layer of node.querySelectorAll(".gl-container, .svg-container > .main-svg")) {
        const at = layer.getBoundingClientRect();
        if (layer.localName === "svg") {
          const copy = inlined(layer, null, usual);
          for (const [name, value] of Object.entries({ x: at.x - box.x + edge, y: at.y - box.y + edge, width: at.width, height: at.height })) copy.setAttribute(name, value);
          copy.style.position = "static";
          paper.append(copy);
        } else for (const id of Object.keys(node._fullLayout ?? {}).filter((name) => /^scene\d*$/.test(name))) {
          const scene = node._fullLayout[id]._scene, size = node._fullLayout._size, on = node._fullLayout[id].domain;
          if (!scene) continue;
          const spot = { x: size.l + size.w * on.x[0] + edge, y: size.t + size.h * (1 - on.y[1]) + edge };
          paper.append(svg("image", { ...spot, width: size.w * (on.x[1] - on.x[0]), height: size.h * (on.y[1] - on.y[0]), href: scene.toImage("png") }));
        }
      }
    } else if (seen.length === 1 && seen[0].localName === "svg") {
      const copy = inlined(seen[0], null, usual), at = seen[0].getBoundingClientRect();
      for (const [name, value] of Object.entries({ x: at.x - box.x + edge, y: at.y - box.y + edge, width: at.width, height: at.height })) copy.setAttribute(name, value);
      paper.append(copy);
    } else {
      const sheet = svg("foreignObject", { x: edge, y: edge, width: width - 2 * edge, height: height - 2 * edge });
      const copy = await sharper(node, () => inlined(node, null, usual));
      copy.style.margin = "0";
      sheet.append(copy);
      paper.append(sheet);
    }
    return { paper, width, height, text: new XMLSerializer().serializeToString(paper) };
  } finally {
    usual.done();
  }
}

// The page's own letters: a picture that is painted apart from the page does not have them.
async function letters() {
  const used = style(document.querySelector(".stApp") ?? document.body, "font-family").split(",")[0].replace(/["']/g, "").trim();
  const rules = [...document.styleSheets].flatMap((sheet) => {
    try {
      return [...sheet.cssRules];
    } catch {
      return [];
    }
  });
  const own = rules.filter((rule) => rule instanceof CSSFontFaceRule && rule.style.getPropertyValue("font-family").replace(/["']/g, "") === used && rule.style.getPropertyValue("font-style") !== "italic");
  const faces = await Promise.all(own.slice(0, 2).map(async (rule) => {
    const source = rule.style.getPropertyValue("src").match(/url\("?([^")]+)"?\)/)?.[1];
    const blob = await (await fetch(new URL(source, rule.parentStyleSheet.href ?? location.href))).blob();
    const data = await new Promise((resolve) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result);
      reader.readAsDataURL(blob);
    });
    return rule.cssText.replace(/url\("?[^")]+"?\)/, `url("${data}")`);
  }));
  return faces.join("\n");
}

// Twice as sharp as the page. From a data: address: from a blob: the canvas would count as foreign.
async function painted({ paper, width, height }) {
  paper.prepend(svg("style", {}, await letters().catch(() => "")));
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(paper))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = 2 * width;
  canvas.height = 2 * height;
  const paint = () => canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  paint();
  await new Promise((resolve) => setTimeout(resolve, 120)); // letters inside of a picture come a moment later
  paint();
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}
