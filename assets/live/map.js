// A map of words: points, names beside them, and what the word under the pointer lies near to.

// The corners of a mark, so that groups are told apart without their colours.
function corners(shape, r) {
  const ring = (count, turn, radius = () => r) =>
    Array.from({ length: count }, (_, k) => {
      const angle = (2 * Math.PI * (k + turn)) / count - Math.PI / 2;
      return [radius(k) * Math.cos(angle), radius(k) * Math.sin(angle)];
    });
  const thin = r * 0.36, plus = [[-thin, -r], [thin, -r], [thin, -thin], [r, -thin], [r, thin], [thin, thin], [thin, r], [-thin, r], [-thin, thin], [-r, thin], [-r, -thin], [-thin, -thin]];
  const found = {
    circle: () => ring(24, 0, () => r * 0.92),
    square: () => ring(4, 0.5, () => r * 1.2),
    triangle: () => ring(3, 0, () => r * 1.15),
    down: () => ring(3, 0.5, () => r * 1.15),
    diamond: () => ring(4, 0, () => r * 1.15),
    cross: () => plus,
    x: () => plus.map(([x, y]) => [(x - y) * 0.74, (x + y) * 0.74]),
    star: () => ring(10, 0, (k) => (k % 2 ? 0.5 : 1.2) * r),
  };
  return found[shape]().map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
}

// Round numbers inside a range, about `count` of them.
function ticks(low, high, count) {
  const rough = (high - low) / count, power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((factor) => factor * power >= rough);
  const found = [];
  for (let k = Math.ceil(low / step); k * step <= high; k++) found.push(k * step);
  return { at: found, digits: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) };
}

export default function (component) {
  return mount(component, (frame) => {
    frame.classList.add("map");
    const stage = element("div", "stage"), readout = element("p", "readout");
    stage.tabIndex = 0;
    stage.setAttribute("role", "img");
    readout.setAttribute("aria-live", "polite");
    frame.append(stage, readout);
    const view = { word: null };
    const pen = document.createElement("canvas").getContext("2d");

    // Where everything stands, at the size that is really there.
    function layout(data, width, height, size) {
      pen.font = `${size}px ${style(frame, "font-family")}`;
      const { fontBoundingBoxAscent: up, fontBoundingBoxDescent: down } = pen.measureText("Ág");
      const wide = (text) => pen.measureText(text).width, bold = (text) => wide(text) * 1.08;
      const radius = size * 0.36, head = size * 1.5, side = size * 0.25; // free ground on both sides of a name
      const sizes = data.words.map((word) => ({ width: wide(word) + 2 * side, height: up + down }));

      let x = bold(data.axes[1] + "↑ ") + size * 1.6, y = 0; // groups beside the name of the upright axis, or above it
      const named = data.kinds.map((kind, i) => ({ ...kind, i })).filter((kind) => kind.name && data.kinds.length > 1);
      const long = (kind) => wide(kind.name) + size * 2.4;
      const above = x + named.reduce((sum, kind) => sum + long(kind), 0) > width;
      if (above) x = 0;
      const legend = named.map((kind) => {
        if (x && x + long(kind) > width) [x, y] = [0, y + head];
        x += long(kind);
        return { ...kind, x: x - long(kind) + radius, y: y + head / 2 };
      });
      const title = above && legend.length ? y + head * 1.5 : head / 2;

      const ranges = [0, 1].map((axis) => {
        const values = data.points.map((point) => point[axis]), low = Math.min(...values), high = Math.max(...values);
        return { low, span: high - low || 1, middle: (low + high) / 2 };
      });
      const area = { left: size * 2.6, right: width - 2, top: title + head / 2, bottom: height - size * 1.6 };
      const room = [area.right - area.left - size * 4, area.bottom - area.top - size * 2.4];
      const scale = ranges.map((range, axis) => room[axis] / range.span);
      if (data.equal) scale.fill(Math.min(...scale));
      const centre = [(area.left + area.right) / 2, (area.top + area.bottom) / 2];
      const to = (axis, value) => centre[axis] + (axis ? -1 : 1) * (value - ranges[axis].middle) * scale[axis];
      const points = data.points.map((point) => ({ x: to(0, point[0]), y: to(1, point[1]) }));
      const lines = data.lines.map(({ ends: [a, b] }) => [points[a].x, points[a].y, points[b].x, points[b].y]);
      const start = performance.now();
      const chosen = arrange(points, sizes, radius, area, lines);
      frame.dataset.milliseconds = (performance.now() - start).toFixed(1);
      const grid = ranges.map(({ middle }, axis) => {
        const half = (axis ? area.bottom - area.top : area.right - area.left) / 2 / scale[axis];
        const { at, digits } = ticks(middle - half, middle + half, axis ? 6 : Math.max(4, width / size / 7));
        return at.map((value) => ({ at: to(axis, value), text: decimals(value, digits) }));
      });
      return { points, lines, area, radius, side, sizes, up, legend, title, grid, wide, bold, chosen };
    }

    const mark = (kind, x, y, r) => svg("polygon", { points: corners(kind.shape, r), transform: `translate(${x},${y})`, class: kind.hollow ? "mark hollow" : "mark", style: `--colour: ${kind.colour}` });

    function paint(data, width, height, size) {
      const g = (view.geometry = layout(data, width, height, size)), { area } = g;
      const picture = svg("svg", { width, height });
      const ground = svg("g", { class: "grid" }), leaders = svg("g", { class: "leaders" });
      const [xs, ys] = g.grid, below = area.bottom + size * 0.85;
      const across = `${data.axes[0]} →`, begin = width - g.bold(across);
      for (const { at, text } of xs) {
        ground.append(svg("line", { x1: at, x2: at, y1: area.top, y2: area.bottom }));
        if (at + g.wide(text) < begin && at > area.left) ground.append(svg("text", { x: at, y: below, "text-anchor": "middle" }, text));
      }
      for (const { at, text } of ys) {
        ground.append(svg("line", { x1: area.left, x2: area.right, y1: at, y2: at }));
        ground.append(svg("text", { x: area.left - size * 0.4, y: at, "text-anchor": "end" }, text));
      }
      ground.append(svg("text", { x: width, y: below, class: "title", "text-anchor": "end" }, across), svg("text", { x: 0, y: g.title, class: "title" }, `↑ ${data.axes[1]}`));
      const legend = svg("g", { class: "legend" });
      for (const kind of g.legend) legend.append(mark(kind, kind.x, kind.y, g.radius), svg("text", { x: kind.x + size * 0.7, y: kind.y }, kind.name));

      const lines = svg("g", { class: "lines" });
      g.lines.forEach(([ax, ay, bx, by], i) => {
        const { colour, step } = data.lines[i], length = Math.hypot(bx - ax, by - ay);
        if (length < 4 * g.radius) return;
        const [ux, uy] = [(bx - ax) / length, (by - ay) / length], tip = [bx - ux * g.radius * 1.4, by - uy * g.radius * 1.4];
        lines.append(svg("line", { x1: ax, y1: ay, x2: tip[0], y2: tip[1], stroke: colour, class: step ? "step" : "side" }));
        if (!step) return;
        const wing = (turn) => `${tip[0] - (ux * 1.6 + uy * turn) * g.radius},${tip[1] - (uy * 1.6 - ux * turn) * g.radius}`;
        lines.append(svg("polygon", { points: `${tip} ${wing(0.8)} ${wing(-0.8)}`, fill: colour }));
      });

      const words = svg("g", { class: "words" });
      view.groups = data.words.map((word, i) => {
        const { x, y } = g.points[i], place = g.chosen[i], group = svg("g", { class: "word" });
        group.dataset.word = word;
        group.append(mark(data.kinds[data.groups[i]], x, y, g.radius));
        if (place?.leader) leaders.append(svg("line", { x1: x, y1: y, x2: place.leader[2], y2: place.leader[3] }));
        if (place) group.append(svg("text", { x: place.left + g.side, y: place.top + g.up, class: "name" }, word));
        words.append(group);
        return group;
      });
      g.front = svg("g", { class: "front" });
      picture.append(ground, legend, lines, leaders, g.front, words);
      stage.replaceChildren(picture);
      const waiting = g.chosen.filter((place) => !place).length;
      frame.dataset.waiting = waiting;
      view.rest = waiting ? fill(data.texts.waiting ?? "", { n: waiting }) : data.texts.hint ?? "";
      picture.onpointermove = picture.onpointerdown = (event) => look(under(event));
      picture.onpointerleave = () => look(null);
    }

    // The word whose name or point lies under the pointer, or whose point is nearest to it.
    function under(event) {
      const box = stage.getBoundingClientRect(), x = event.clientX - box.left, y = event.clientY - box.top, g = view.geometry;
      const named = g.chosen.findIndex((p, i) => p && i !== view.at && x > p.left && x < p.right && y > p.top && y < p.bottom);
      if (named >= 0) return named;
      const far = g.points.map((point) => Math.hypot(point.x - x, point.y - y)), nearest = far.indexOf(Math.min(...far));
      return far[nearest] < g.radius * 5 ? nearest : view.at;
    }

    // Where a name stands that found no free place: beside its point, over whatever is there.
    function beside(at) {
      const { points, sizes, radius, area } = view.geometry, { width, height } = sizes[at];
      const left = points[at].x + radius + width < area.right ? points[at].x + radius : points[at].x - radius - width, top = points[at].y - height / 2;
      return { left, top, right: left + width, bottom: top + height };
    }

    // Bring one word to the front, larger, with lines to its nearest words; or none.
    function look(at) {
      const data = view.data, g = view.geometry;
      if (view.shown && at === view.at) return;
      view.shown?.classList.remove("chosen");
      view.shown?.querySelector(".name")?.removeAttribute("transform");
      view.shown?.querySelector(".passing")?.remove();
      g.front.replaceChildren();
      readout.replaceChildren(view.rest);
      Object.assign(view, { at, shown: null, word: at === null ? null : data.words[at] });
      frame.dataset.word = view.word ?? "";
      stage.setAttribute("aria-label", view.rest || data.words.join(", "));
      if (at === null) return;

      const group = (view.shown = view.groups[at]), { x, y } = g.points[at], place = g.chosen[at] ?? beside(at);
      group.classList.add("chosen");
      group.parentNode.append(group); // what is drawn last lies in front
      for (const [word] of data.near[at] ?? []) {
        const other = g.points[data.words.indexOf(word)];
        g.front.append(svg("line", { x1: x, y1: y, x2: other.x, y2: other.y }));
      }
      if (!g.chosen[at]) group.append(svg("text", { x: place.left + g.side, y: place.top + g.up, class: "name passing" }, data.words[at]));
      const grow = 1.35, width = grow * (place.right - place.left), height = grow * (place.bottom - place.top);
      const [px, py] = [clamp(x, place.left, place.right), clamp(y, place.top, place.bottom)]; // grows away from its point
      const left = clamp(px + (place.left - px) * grow, 0, stage.clientWidth - width), top = clamp(py + (place.top - py) * grow, 0, stage.clientHeight - height);
      group.querySelector(".name").setAttribute("transform", `translate(${left - place.left * grow},${top - place.top * grow}) scale(${grow})`);
      const kind = data.kinds[data.groups[at]].name, near = (data.near[at] ?? []).map(([word, cosine]) => `${word} ${decimals(cosine)}`).join(", ");
      const about = [kind && ` (${kind})`, near && `: ${fill(data.texts.near, { near })}`].filter(Boolean).join("");
      readout.replaceChildren(element("b", "", data.words[at]), about);
      stage.setAttribute("aria-label", readout.textContent);
    }

    stage.onkeydown = (event) => {
      const way = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0], Escape: [0, 0] }[event.key];
      if (!way) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.key === "Escape") return look(null);
      const { points } = view.geometry;
      if (view.at === null) return look(0);
      const here = points[view.at], effort = points.map(({ x, y }) => {
        const along = (x - here.x) * way[0] + (y - here.y) * way[1], aside = Math.abs((x - here.x) * way[1]) + Math.abs((y - here.y) * way[0]);
        return along > 0.5 ? along + 2 * aside : Infinity;
      });
      const least = Math.min(...effort);
      if (least < Infinity) look(effort.indexOf(least));
    };
    stage.onblur = () => look(null);

    view.draw = (data) => {
      const width = frame.clientWidth;
      if (!data || !width) return;
      const size = parseFloat(style(frame, "font-size")), font = `${size}px ${style(frame, "font-family")}`;
      readout.style.display = data.texts.hint ? "" : "none";
      const height = Math.max(size * 12, Math.floor(frame.room() - readout.offsetHeight));
      const key = JSON.stringify([data, width, height, font, view.loaded]);
      if (key === view.key) return;
      Object.assign(view, { key, data });
      paint(data, width, height, size);
      const again = data.words.indexOf(view.word);
      view.shown = null;
      look(again < 0 ? null : again);
      if (!view.loaded) document.fonts.load(font).then(() => { // widths are known only when the letters are
        view.loaded = true;
        view.draw(view.data);
      });
    };
    return view;
  });
}
