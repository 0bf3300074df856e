// What axe cannot see: words drawn on a canvas or in an SVG, and figures that the keys do not reach.
// Loaded before the page; explorerDrawn(lecture) lists the faults: [what, figure, detail].
(() => {
  const tone = (c) => ((c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * tone(r) + 0.7152 * tone(g) + 0.0722 * tone(b);
  const over = (top, alpha, under) => under.map((c, i) => alpha * top[i] + (1 - alpha) * c);
  function contrast(ink, alpha, under) {
    const [dim, bright] = [light(over(ink, alpha, under)), light(under)].sort((a, b) => a - b);
    return (bright + 0.05) / (dim + 0.05);
  }

  // Any colour of CSS as numbers, by drawing a dot of it.
  const fillText = CanvasRenderingContext2D.prototype.fillText, clearRect = CanvasRenderingContext2D.prototype.clearRect;
  const dot = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const known = new Map();
  function colour(css) {
    if (!known.has(css)) {
      clearRect.call(dot, 0, 0, 1, 1);
      dot.fillStyle = css;
      dot.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = dot.getImageData(0, 0, 1, 1).data;
      known.set(css, [r, g, b, a / 255]);
    }
    return known.get(css);
  }
  const ground = () => colour(getComputedStyle(document.querySelector("[data-testid=stApp]")).backgroundColor).slice(0, 3);

  // Each word that is drawn on a canvas, with the colours that lie under it at that moment.
  let words = [];
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y, most = Infinity) {
    const { canvas } = this;
    if (canvas.isConnected && canvas.width && canvas.height && `${text}`.trim()) words.push(measure(this, `${text}`, x, y, most));
    return fillText.call(this, text, x, y, ...(most === Infinity ? [] : [most]));
  };
  CanvasRenderingContext2D.prototype.clearRect = function (...box) {
    words = words.filter((word) => word.canvas !== this.canvas);
    return clearRect.apply(this, box);
  };
  function measure(pen, text, x, y, most) {
    const size = pen.measureText(text), turn = pen.getTransform(), squeeze = Math.min(1, most / size.width);
    const corners = [-size.actualBoundingBoxLeft, size.actualBoundingBoxRight].flatMap((dx) =>
      [-size.actualBoundingBoxAscent, size.actualBoundingBoxDescent].map((dy) => new DOMPoint(x + dx * squeeze, y + dy).matrixTransform(turn)));
    const xs = corners.map((p) => p.x), ys = corners.map((p) => p.y), { width, height } = pen.canvas;
    const [left, top, right, bottom] = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
    const word = { canvas: pen.canvas, text, size: parseFloat(pen.font.match(/([\d.]+)px/)[1]) * squeeze };
    word.cut = left < -1 || top < -1 || right > width + 1 || bottom > height + 1;
    const wide = Math.ceil(Math.min(right, width) - left), high = Math.ceil(Math.min(bottom, height) - top);
    if (wide > 0 && high > 0) {
      const { data } = pen.getImageData(left, top, wide, high), page = ground(), ink = colour(pen.fillStyle), found = [];
      for (let i = 0; i < data.length; i += 4 * Math.ceil(data.length / 1600))
        found.push(contrast(ink, ink[3] * pen.globalAlpha, over(data.slice(i, i + 3), data[i + 3] / 255, page)));
      word.contrast = found.sort((a, b) => a - b)[Math.floor(found.length / 4)]; // a thin line under a word does no harm
    }
    return word;
  }

  function* roots(root = document) {
    yield root;
    for (const node of root.querySelectorAll("*")) if (node.shadowRoot) yield* roots(node.shadowRoot);
  }
  const visible = (node) => node.getClientRects().length > 0 && node.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const opacity = (node) => (node?.nodeType === 1 ? getComputedStyle(node).opacity * opacity(node.parentElement) : 1);
  function figure(node) {
    const keyed = node.closest("[class*=st-key-]");
    if (keyed) return [...keyed.classList].find((name) => name.startsWith("st-key-")).slice(7);
    return node.getRootNode().host ? figure(node.getRootNode().host) : "";
  }

  // Whether a point of the screen lies in a shape, and in the window that the shape is seen through.
  function covers(shape, x, y) {
    const box = shape.getBoundingClientRect(), at = shape.getScreenCTM();
    if (!at || x < box.left || x > box.right || y < box.top || y > box.bottom) return false;
    if (!shape.isPointInFill(new DOMPoint(x, y).matrixTransform(at.inverse()))) return false;
    const frame = shape.closest("[clip-path]"), id = frame?.getAttribute("clip-path").match(/#([^'")]+)/)?.[1];
    const pane = id && document.getElementById(id)?.querySelector("rect")?.getBBox();
    const inside = pane && new DOMPoint(x, y).matrixTransform(frame.getScreenCTM().inverse());
    return !pane || (inside.x >= pane.x && inside.y >= pane.y && inside.x <= pane.x + pane.width && inside.y <= pane.y + pane.height);
  }
  function paint(shape) {
    const { fill, fillOpacity } = getComputedStyle(shape);
    if (fill === "none") return null;
    const pattern = fill.startsWith("url") ? document.getElementById(fill.match(/#([^'")]+)/)[1])?.querySelector("rect") : shape;
    if (!pattern) return null;
    const [r, g, b, a] = colour(getComputedStyle(pattern).fill);
    return [[r, g, b], a * fillOpacity * opacity(shape)];
  }
  // What lies in a box that scrolls may end outside of the screen.
  function scrolls(node) {
    for (let box = node.parentElement; box; box = box.parentElement)
      if (box.scrollWidth > box.clientWidth + 1 && ["auto", "scroll"].includes(getComputedStyle(box).overflowX)) return true;
    return false;
  }
  function* drawings(root, lecture) {
    for (const drawing of root.querySelectorAll("svg")) {
      const texts = [...drawing.querySelectorAll("text")].filter((text) => text.textContent.trim() && visible(text));
      const shapes = texts.length ? [...drawing.querySelectorAll("rect, path, circle, polygon, ellipse")].filter(visible) : [];
      for (const text of texts) {
        const { fill, fillOpacity, fontSize, paintOrder, stroke } = getComputedStyle(text), box = text.getBoundingClientRect();
        const [x, y] = [box.x + box.width / 2, box.y + box.height / 2], name = text.textContent.slice(0, 40);
        let under = ground();
        for (const shape of shapes) {
          if (!(shape.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING)) break;
          const painted = covers(shape, x, y) && paint(shape);
          if (painted) under = over(...painted, under);
        }
        if (paintOrder.startsWith("stroke") && stroke !== "none") under = over(colour(stroke), colour(stroke)[3], under);
        const ink = colour(fill), alpha = ink[3] * fillOpacity * opacity(text), seen = contrast(ink, alpha, under);
        if (alpha && seen < 4.5) yield ["pale", figure(text), `${name} ${seen.toFixed(2)}`];
        if (lecture && parseFloat(fontSize) < 18) yield ["small", figure(text), `${name} ${fontSize}`];
        if ((box.left < -1 || box.right > innerWidth + 1) && !scrolls(text)) yield ["cut", figure(text), name];
      }
    }
  }

  const look = (node) => [node, ...node.querySelectorAll("*")].map((part) => {
    const { outline, outlineStyle, boxShadow, stroke, strokeWidth, fill, backgroundColor, borderColor } = getComputedStyle(part);
    return [outlineStyle === "none" ? "" : outline, boxShadow, stroke, strokeWidth, fill, backgroundColor, borderColor];
  }).join();
  function* reached(root) {
    for (const node of root.querySelectorAll("canvas, svg")) {
      const named = node.getAttribute("role") && node.getAttribute("aria-label")?.trim();
      if (visible(node) && !named && !node.closest("[aria-hidden=true]") && !node.parentElement.closest("[role]")) yield ["unnamed", figure(node), node.outerHTML.slice(0, 80)];
    }
    for (const node of root.querySelectorAll("a[href], button:not(:disabled), input, summary, [tabindex='0']")) {
      if (!visible(node) || node.tabIndex < 0) continue;
      const before = look(node);
      node.focus({ focusVisible: true, preventScroll: true });
      if (root.activeElement === node && look(node) === before) yield ["focus unseen", figure(node), node.outerHTML.slice(0, 80)];
      node.blur();
    }
  }
  function* letters(root) {
    for (const node of root.querySelectorAll("*:not(style, script, svg *)")) {
      const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
      const size = parseFloat(getComputedStyle(node).fontSize);
      if (own && size < 18 && visible(node)) yield ["small", figure(node), `${node.textContent.slice(0, 40)} ${size}`];
    }
  }
  // An icon is the ligature of its name: where the font lacks it, the name itself is shown.
  function* names() {
    for (const icon of document.querySelectorAll("[data-testid=stIconMaterial]")) {
      dot.font = getComputedStyle(icon).font;
      if (dot.measureText(icon.textContent).width > 1.5 * parseFloat(getComputedStyle(icon).fontSize)) yield ["no icon", "", icon.textContent];
    }
  }

  window.explorerDrawn = (lecture) => {
    const faults = [];
    for (const word of words.filter(({ canvas }) => canvas.isConnected && visible(canvas))) {
      const { text, contrast, size, cut } = word, where = figure(word.canvas);
      if (contrast < 4.5) faults.push(["pale", where, `${text} ${contrast.toFixed(2)}`]);
      if (lecture && size < 17.9) faults.push(["small", where, `${text} ${size}`]);
      if (cut) faults.push(["cut", where, text]);
    }
    for (const root of roots()) {
      faults.push(...drawings(root, lecture));
      if (root !== document) faults.push(...reached(root), ...(lecture ? letters(root) : []));
    }
    faults.push(...names());
    if (document.documentElement.scrollWidth > innerWidth) faults.push(["scrolls sideways", "", ""]);
    return [...new Map(faults.map((fault) => [`${fault}`, fault])).values()];
  };
})();
