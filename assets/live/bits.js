// Surprise over a text: a bar for each token, as high as its bits. With a size, the running mean runs over the bars, and
// beside them lie as many squares as there are words to choose among: those that a fair choice would be made from.

const SQUARES = 600; // are drawn at most

export default function (component) {
  return mount(component, (frame) => {
    frame.classList.add("bits");
    const view = {}, all = element("div", "all"), wall = element("div", "wall"), stage = element("div", "stage");
    const axis = svg("svg", { class: "axis", "aria-hidden": true }), drawing = svg("svg", { tabindex: 0, role: "img" });
    const choice = element("div", "choice"), told = element("p"), canvas = element("canvas"), readout = element("p", "readout");
    readout.setAttribute("aria-live", "polite");
    canvas.setAttribute("aria-hidden", true); // the number above it says as much
    stage.append(drawing);
    wall.append(axis, stage);
    choice.append(told, canvas);
    all.append(wall, choice);
    frame.append(all, readout);

    drawing.onkeydown = (event) => {
      const last = view.columns.length - 1, to = { ArrowLeft: view.at - 1, ArrowRight: view.at + 1, Home: 0, End: last }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      look(Math.max(0, Math.min(last, to)), true);
    };
    drawing.onpointermove = drawing.onclick = (event) => {
      const x = event.clientX - drawing.getBoundingClientRect().left;
      const i = view.columns.findIndex((column) => x < column.left + column.width);
      if (i >= 0 && i !== view.at) look(i);
    };

    view.draw = (data) => {
      if (!data || !frame.clientWidth) return;
      const key = JSON.stringify(data), size = parseFloat(style(frame, "font-size")), narrow = frame.clientWidth < 640;
      if (view.key !== key) view.at = data.start;
      Object.assign(view, { key, data, size, narrow });
      frame.classList.toggle("narrow", narrow);
      frame.classList.toggle("meaning", data.size > 0);
      choice.hidden = !data.size;
      const most = Math.max(...data.bits), step = most <= 7 ? 1 : most <= 14 ? 2 : 4, top = Math.max(2, Math.ceil(most * 1.06 / step) * step);
      const pen = canvas.getContext("2d");
      pen.font = `600 ${size}px ${style(frame, "font-family")}`;
      const shown = data.tokens.map((token) => (token.length > 16 ? token.slice(0, 15) + "…" : token));
      const widths = shown.map((token) => pen.measureText(token).width);
      const lines = Array.from({ length: Math.floor(top / step) + 1 }, (_, i) => i * step);
      const legends = lines.map((bits) => fill(narrow ? data.words.short : data.words.axis, { bits, n: bits < 14 ? (2 ** bits).toLocaleString("en-US") : `2${raised(bits)}` }));
      const margin = Math.max(...legends.map((legend) => pen.measureText(legend).width)) + size * 0.6;
      const beside = data.size && !narrow ? size * 19.6 : 0, room = frame.clientWidth - beside - margin;
      const natural = widths.map((width) => Math.max(width + size * 0.7, size * 2.3)), sum = natural.reduce((a, b) => a + b, 0);
      const upright = sum > room, even = Math.max(size * 1.15, room / shown.length), spare = Math.min(size * 2, (room - sum) / shown.length);
      let left = 0;
      view.columns = natural.map((width) => {
        const column = { left, width: upright ? even : width + spare };
        left += column.width;
        return column;
      });
      const foot = upright ? Math.max(...widths) + size * 0.8 : size * 1.9;
      const high = Math.max(size * 9, (narrow ? size * 20 : frame.room()) - size * (narrow ? 0 : 3.4) - 4);
      const base = high - foot, head = size * 1.3, y = (bits) => base - ((base - head) * bits) / top;
      Object.assign(view, { y, base, high, head, upright });
      axis.setAttribute("width", margin);
      drawing.setAttribute("width", left);
      for (const each of [axis, drawing]) each.setAttribute("height", high);
      axis.replaceChildren(...lines.map((bits, i) => svg("text", { x: margin - size * 0.4, y: y(bits), "text-anchor": "end" }, legends[i])));
      const nodes = lines.map((bits) => svg("line", { class: bits ? "grid" : "base", x1: 0, x2: left, y1: y(bits), y2: y(bits) }));
      view.grounds = [];
      view.labels = [];
      const peak = data.bits.indexOf(most);
      view.columns.forEach((column, i) => {
        const bits = data.bits[i], middle = column.left + column.width / 2, wide = Math.min(column.width * 0.72, size * 3.2);
        const ground = svg("rect", { class: "ground", x: column.left, y: 0, width: column.width, height: high });
        view.grounds.push(ground);
        nodes.push(ground);
        if (bits === null) nodes.push(svg("rect", { class: "none", x: middle - wide / 2, y: base - size * 2, width: wide, height: size * 2 }), svg("text", { x: middle, y: base - size, "text-anchor": "middle" }, i ? "?" : "–"));
        else nodes.push(svg("rect", { class: i === peak && !data.size ? "stick most" : "stick", x: middle - wide / 2, y: y(bits) - 1, width: wide, height: base - y(bits) + 1, rx: 3 }));
        if (bits !== null && column.width >= size * 1.9 && !data.size) nodes.push(svg("text", { class: "value", x: middle, y: y(bits) - size * 0.75, "text-anchor": "middle" }, decimals(bits, 1)));
        const label = svg("text", { class: "label" }, shown[i]);
        if (upright) {
          label.setAttribute("transform", `translate(${middle} ${base + size * 0.5}) rotate(-90)`);
          label.setAttribute("text-anchor", "end");
        } else for (const [name, value] of Object.entries({ x: middle, y: base + size, "text-anchor": "middle" })) label.setAttribute(name, value);
        view.labels.push(label);
        nodes.push(label);
      });
      if (data.size) {
        const points = data.means.map((mean, i) => [mean, i]).filter(([mean]) => mean !== null).map(([mean, i]) => `${view.columns[i].left + view.columns[i].width / 2},${y(mean)}`);
        view.dot = svg("circle", { class: "dot", r: size * 0.42 });
        nodes.push(svg("polyline", { class: "mean", points: points.join(" ") }), view.dot);
      }
      drawing.replaceChildren(...nodes);
      look(view.at);
    };

    function look(i, scroll) {
      const { data, columns, size } = view, bits = data.bits[i];
      view.at = i;
      view.grounds.forEach((ground, n) => ground.classList.toggle("here", n === i));
      view.labels.forEach((label, n) => label.classList.toggle("here", n === i));
      if (scroll || columns[i].left > stage.clientWidth) stage.scrollLeft = columns[i].left - stage.clientWidth / 2;
      const expected = (data.expected[i] ?? []).map(([word, part]) => `${word} ${percent(part)}`).join(", ");
      const values = { word: data.tokens[i], bits: decimals(bits ?? 0, 2), n: amount(2 ** (bits ?? 0)), share: bits < 10 ? percent(2 ** -bits) : "< 0.1 %", expected };
      if (data.size) unsure(i, values);
      else readout.textContent = fill(bits === null ? (i ? data.words.unknown : data.words.first) : data.words.line, values);
      drawing.setAttribute("aria-label", `${readout.textContent} ${told.textContent}`);
      Object.assign(frame.dataset, { at: i, word: data.tokens[i], bits: bits ?? "", mean: data.means[i] ?? "" });
    }

    function unsure(i, values) {
      const { data, size, columns, y } = view;
      let last = i;
      while (last > 0 && data.means[last] === null) last--;
      const mean = data.means[last], so = data.bits.slice(0, i + 1).filter((bits) => bits !== null);
      view.dot.setAttribute("visibility", mean === null ? "hidden" : "visible");
      if (mean === null) {
        readout.textContent = fill(data.words.first, values);
        told.replaceChildren();
        return tiles(0);
      }
      view.dot.setAttribute("cx", columns[last].left + columns[last].width / 2);
      view.dot.setAttribute("cy", y(mean));
      const n = 2 ** mean;
      told.replaceChildren(data.words.unsure, element("br"), element("strong", "", amount(n)), ` ${fill(data.words.of, { size: data.size.toLocaleString("en-US") })}`);
      readout.textContent = fill(data.words.line, { ...values, k: so.length, sum: decimals(so.reduce((a, b) => a + b, 0), 1), mean: decimals(mean, 2), n: amount(n) });
      tiles(n);
    }

    function tiles(n) {
      const { data, size, narrow } = view, count = Math.min(data.size, SQUARES), width = narrow ? frame.clientWidth : size * 18;
      const room = narrow ? size * 14 : view.high - told.offsetHeight - size * 0.4;
      let side = Math.floor(Math.sqrt((width * room) / count));
      while (side > 3 && Math.ceil(count / Math.floor(width / side)) * side > room) side--;
      const across = Math.floor(width / side), pen = sharpen(canvas, width, Math.ceil(count / across) * side), ink = style(frame, "color");
      const colour = frame.classList.contains("dark") ? "#ac84f0" : "#8250c4", gap = side > 7 ? 2 : 1;
      for (let i = 0; i < count; i++) {
        const x = (i % across) * side, top = Math.floor(i / across) * side, part = Math.max(0, Math.min(1, n - i));
        pen.globalAlpha = 0.16;
        pen.fillStyle = ink;
        pen.fillRect(x, top, side - gap, side - gap);
        pen.globalAlpha = 1;
        pen.fillStyle = colour;
        pen.fillRect(x, top, (side - gap) * part, side - gap);
      }
    }

    const amount = (n) => (n < 100 ? decimals(n, n < 10 ? 2 : 1) : Math.round(n).toLocaleString("en-US"));
    return view;
  });
}
