// Bytes that models keep of what they have read, under sliders: 2 · layers · tokens · width · bytes of a number, for each
// conversation. Computed here as explorer/models/cost.py does it.

export default function (component) {
  return mount(component, (frame) => {
    frame.classList.add("memory");
    const controls = element("div", "controls"), readout = element("p", "sum"), paper = svg("svg", { role: "img", tabindex: 0 });
    readout.setAttribute("aria-live", "polite");
    paper.onkeydown = (event) => {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      look(Math.max(0, Math.min(view.data.rows.length - 1, view.row + step)));
    };
    frame.append(controls, readout, paper);
    const view = { values: {} }, sliders = thumbs(view, controls, () => paint());

    view.draw = (data) => {
      if (!data || !frame.clientWidth) return;
      if (view.data !== data) sliders.adopt(data.controls);
      view.row = Math.min(view.row ?? Infinity, data.rows.length - 1); // the largest, until another is chosen
      view.data = data;
      paint();
    };

    function look(row) {
      view.row = row;
      paint();
    }

    // A model that reads less keeps less.
    const read = ({ context }, tokens = view.values.kept) => Math.min(tokens, context || Infinity);
    const kept = (row) => row.each * read(row) * view.values.conversations;

    function paint() {
      const { data, values } = view, { rows, words } = data, width = frame.clientWidth, size = parseFloat(style(frame, "font-size"));
      sliders.show(data.controls);
      say(rows[view.row], words);
      paper.setAttribute("aria-label", readout.textContent);
      const tall = Math.max(size * 12, frame.room() - controls.offsetHeight - readout.offsetHeight - size * 1.2);
      const title = lines(words.axis, width / (size * 0.5)), below = size * (1.4 + 1.3 * title.length);
      const top = size * 1.8, high = Math.max(size * 2.35, Math.min(size * 5.2, (tall - top - below) / rows.length)), bar = (high - size * 0.4) / 2;
      const [tokens, texts] = data.controls.map(({ most }) => most); // the axis has room for all that the sliders can ask
      const most = Math.max(...rows.map((row) => Math.max(row.weights, row.each * read(row, tokens) * texts)));
      const [low, up] = [Math.floor(Math.log10(Math.min(...rows.map(({ each }) => each)))), Math.log10(most) + 0.1];
      const x = (bytes) => (Math.max(0, Math.log10(bytes) - low) / (up - low)) * width, nodes = [];
      const bottom = top + rows.length * high;
      for (let power = Math.ceil(low / 3) * 3; power <= up; power += 3) {
        nodes.push(svg("line", { class: "grid", x1: x(10 ** power), x2: x(10 ** power), y1: top, y2: bottom }));
        const anchor = x(10 ** power) < size ? "start" : x(10 ** power) > width - size * 2 ? "end" : "middle";
        nodes.push(svg("text", { x: x(10 ** power), y: bottom + size * 0.9, "text-anchor": anchor }, amount(10 ** power)));
      }
      ["cache", "weights"].forEach((name, i) => {
        const from = i * Math.min(width / 2, size * 14);
        nodes.push(svg("rect", { class: `size ${name}`, x: from + 1, y: size * 0.1, width: size * 1.4, height: size * 0.9 }));
        nodes.push(svg("text", { x: from + size * 1.9, y: size * 0.6 }, words[name]));
      });
      title.forEach((line, i) => nodes.push(svg("text", { x: width / 2, y: bottom + size * (2.2 + 1.3 * i), "text-anchor": "middle" }, line)));
      rows.forEach((row, i) => {
        const y = top + i * high, over = kept(row) > row.weights;
        const group = svg("g", { class: `row${i === view.row ? " chosen" : ""}${over ? " over" : ""}` });
        group.append(svg("rect", { class: "ground", x: 0, y: y + 1, width, height: high - 2, rx: 4 }));
        [["cache", kept(row)], ["weights", row.weights]].forEach(([name, bytes], j) => {
          const at = y + size * 0.2 + j * bar;
          group.append(svg("rect", { class: `size ${name}`, x: 0, y: at + 1, width: Math.max(2, x(bytes)), height: bar - 2 }));
          const text = svg("text", { x: size * 0.5, y: at + bar / 2 });
          if (!j) text.append(svg("tspan", { class: "station" }, row.name), "  ");
          text.append(svg("tspan", { class: j ? "" : "kept" }, amount(bytes)));
          group.append(text);
        });
        group.onclick = () => look(i);
        nodes.push(group);
      });
      paper.setAttribute("viewBox", `0 0 ${width} ${bottom + below}`);
      paper.setAttribute("width", width);
      paper.setAttribute("height", bottom + below);
      paper.replaceChildren(...nodes);
      Object.assign(frame.dataset, values, { bytes: rows.map(kept).join(" ") });
    }

    function say(row, words) {
      const tokens = read(row), one = row.each * tokens, [n, width] = [Math.floor(row.weights / one) + 1, row.width].map((number) => number.toLocaleString("en-US"));
      const facts = { ...row, tokens: tokens.toLocaleString("en-US"), width, one: amount(one), n, weights: amount(row.weights) };
      readout.replaceChildren(...[words.product, words.even].map((text) => element("span", "line", fill(text, facts))));
    }
    return view;
  });
}

// At most three digits and a prefix: 9.66 GB.
function amount(bytes) {
  const power = Math.min(8, Math.max(0, Math.floor(Math.log10(bytes) / 3 + 1e-9)));
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${["", ..."kMGTPEZY"][power]}B`;
}

// A text in lines of so many letters at most.
function lines(text, most) {
  return text.split(" ").reduce((all, word) => {
    const last = all.at(-1);
    return last !== undefined && `${last} ${word}`.length <= most ? [...all.slice(0, -1), `${last} ${word}`] : [...all, word];
  }, []);
}
