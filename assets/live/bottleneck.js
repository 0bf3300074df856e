// How often translations are right, over the length of the sentence; beside it one sentence of the chosen length, and
// what the models made of it. Press a length, or walk with the arrow keys.

export default function (component) {
  return mount(component, (frame) => {
    frame.classList.add("bottleneck");
    const plot = element("div", "plot"), chart = svg("svg", { tabindex: 0, role: "application" }), legend = element("div", "legend"), texts = element("div", "texts");
    texts.setAttribute("aria-live", "polite");
    plot.append(chart, legend);
    frame.append(plot, texts);
    const view = { at: null };
    let telling = 0;

    const choose = (length) => {
      const { points } = view.data.curves[0], least = points[0][0], most = points[points.length - 1][0];
      const to = Math.max(least, Math.min(most, length));
      if (to === view.at) return;
      view.at = to;
      clearTimeout(telling);
      telling = setTimeout(() => view.component.setStateValue("choice", { length: to, seed: view.data.seed, time: Date.now() }), 350);
      draw();
    };
    chart.onkeydown = (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      choose(view.at + step);
    };
    chart.onclick = (event) => choose(Math.round(view.length(event.clientX - chart.getBoundingClientRect().left)));

    view.draw = (data) => {
      if (!data || !frame.clientWidth) return;
      if (view.data !== data) view.at = data.length;
      view.data = data;
      frame.classList.toggle("narrow", frame.clientWidth < 700);
      told();
      draw();
    };

    function mark(shape, x, y, r, colour) {
      const common = { fill: colour, stroke: "none" };
      if (shape === "circle") return svg("circle", { cx: x, cy: y, r: r * 0.8, ...common });
      const d = {
        square: `M${x - r * 0.8},${y - r * 0.8}h${1.6 * r}v${1.6 * r}h${-1.6 * r}z`,
        triangle: `M${x},${y - r}L${x + r},${y + r * 0.8}H${x - r}z`,
        diamond: `M${x},${y - r * 1.1}L${x + r * 1.1},${y}L${x},${y + r * 1.1}L${x - r * 1.1},${y}z`,
        cross: `M${x - r},${y - r}L${x + r},${y + r}M${x + r},${y - r}L${x - r},${y + r}`,
      }[shape];
      return svg("path", { d, ...(shape === "cross" ? { stroke: colour, "stroke-width": 3, fill: "none" } : common) });
    }

    function draw() {
      const { data } = view, size = parseFloat(style(frame, "font-size")), narrow = frame.classList.contains("narrow");
      legend.replaceChildren(
        ...data.curves.map((curve) => {
          const item = element("span", "item"), sign = svg("svg", { width: 3 * size, height: size, "aria-hidden": true });
          const [colour, dash, shape] = curve.style;
          sign.append(svg("line", { x1: 0, x2: 3 * size, y1: size / 2, y2: size / 2, stroke: colour, "stroke-width": 3, "stroke-dasharray": dash }), mark(shape, 1.5 * size, size / 2, size * 0.34, colour));
          item.append(sign, element("span", "", `${curve.name} `), element("b", "", percent(curve.total)));
          return item;
        }),
      );
      const width = plot.clientWidth, high = narrow ? 17 * size : Math.max(10 * size, Math.min(30 * size, frame.room()) - legend.offsetHeight - size * 0.5);
      chart.setAttribute("width", width);
      chart.setAttribute("height", high);
      const left = 3.6 * size, right = width - size, top = 2 * size, bottom = high - 2.9 * size;
      const { points } = data.curves[0], least = points[0][0], most = points[points.length - 1][0];
      const x = (length) => left + ((right - left) * (length - least)) / (most - least), y = (share) => bottom - (bottom - top) * share;
      view.length = (at) => least + ((at - left) / (right - left)) * (most - least);
      const nodes = [svg("rect", { x: x(view.at) - size * 0.6, y: top - size * 0.4, width: size * 1.2, height: bottom - top + size * 0.8, class: "chosen" })];
      for (const share of [0, 0.25, 0.5, 0.75, 1]) {
        nodes.push(svg("line", { x1: left, x2: right, y1: y(share), y2: y(share), class: "grid" }));
        nodes.push(svg("text", { x: left - size * 0.5, y: y(share), "text-anchor": "end" }, `${share * 100} %`));
      }
      const every = width < 30 * size ? 4 : 2;
      for (let length = least; length <= most; length += every) nodes.push(svg("text", { x: x(length), y: bottom + size, "text-anchor": "middle" }, length));
      nodes.push(svg("text", { x: (left + right) / 2, y: high - size * 0.6, "text-anchor": "middle" }, data.words.axis));
      nodes.push(svg("text", { x: 0, y: size * 0.5, class: "station" }, data.words.right));
      for (const curve of [...data.curves].reverse()) {
        const [colour, dash, shape] = curve.style;
        nodes.push(svg("polyline", { points: curve.points.map(([length, share]) => `${x(length)},${y(share)}`).join(" "), fill: "none", stroke: colour, "stroke-width": curve.id === "fixed" ? 4 : 3, "stroke-dasharray": dash }));
        for (const [length, share] of curve.points) nodes.push(mark(shape, x(length), y(share), size * (length === view.at ? 0.45 : 0.28), colour));
      }
      chart.replaceChildren(...nodes);
      const values = data.curves.map((curve) => `${curve.name} ${percent(curve.points.find(([length]) => length === view.at)?.[1] ?? 0)}`);
      chart.setAttribute("aria-label", `${fill(data.words.at, { n: view.at })}: ${values.join(", ")}`);
      Object.assign(frame.dataset, { length: view.at });
    }

    function told() {
      const { data } = view, names = Object.fromEntries(data.curves.map((curve) => [curve.id, curve]));
      const head = element("p", "head"), another = element("button", "chip", data.words.another);
      another.type = "button";
      another.onclick = () => view.component.setStateValue("choice", { length: view.at, seed: (data.seed + 1) % data.seeds, time: Date.now() });
      head.append(element("span", "station", fill(data.words.sentence, { n: data.length, seed: data.seed })), another);
      const nodes = [head, element("p", "source", data.english)];
      for (const answer of data.answers) {
        const box = element("div", answer.correct ? "answer right" : "answer"), who = element("p", "who");
        who.append(element("b", "verdict", answer.correct ? "✓" : "✗"), " ", answer.names.map((name) => names[name].name).join(", "));
        const text = element("p", "");
        answer.words.forEach((word, i) => text.append(answer.right[i] ? word : element("mark", "wrong", word), word.endsWith("'") ? "" : " "));
        if (!answer.words.length) text.append("–");
        box.append(who, text);
        nodes.push(box);
      }
      if (!data.answers.some((answer) => answer.correct)) {
        const box = element("div", "answer right");
        box.append(element("p", "who", data.words.correct), element("p", "", data.correct.join(" ").replaceAll("' ", "'")));
        nodes.push(box);
      }
      texts.style.maxHeight = frame.classList.contains("narrow") ? "" : `${frame.room()}px`;
      texts.replaceChildren(...nodes);
      frame.dataset.answers = data.answers.length;
    }
    return view;
  });
}
