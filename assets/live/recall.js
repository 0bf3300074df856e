// How many facts each model still knows so many words later, and one text with every model's answer.

export default function (component) {
  return mount(component, (frame) => {
    frame.classList.add("recall");
    const chart = element("div", "chart"), drawing = svg("svg", { tabindex: 0, role: "img" }), example = element("div", "example");
    chart.append(drawing);
    frame.append(chart, example);
    const view = { at: null };

    drawing.onkeydown = (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      look(view.at + step);
    };
    const look = (at) => {
      const next = Math.max(0, Math.min(view.data.bins.length - 1, at));
      if (next === view.at) return;
      view.at = next;
      paint();
    };

    view.draw = (data) => {
      if (!data || !frame.clientWidth) return;
      view.at ??= data.bins.length - 1;
      view.data = data;
      paint();
    };

    function paint() {
      const { data, at } = view, size = parseFloat(style(frame, "font-size")), narrow = frame.clientWidth < 640;
      frame.classList.toggle("narrow", narrow);
      const width = narrow ? frame.clientWidth : frame.clientWidth * 0.56, height = narrow ? size * 18 : frame.room() - 6;
      const left = size * 3.4, right = size * (narrow ? 8 : 7), top = size * 0.8, bottom = height - size * 3.2;
      const x = (i) => left + ((width - left - right) * i) / (data.bins.length - 1), y = (share) => bottom - (bottom - top) * share;
      drawing.replaceChildren();
      for (const [key, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` })) drawing.setAttribute(key, value);
      const text = (words, attributes) => drawing.append(svg("text", attributes, words));
      for (const share of [0, 0.25, 0.5, 0.75, 1]) {
        drawing.append(svg("line", { x1: left, x2: width - right, y1: y(share), y2: y(share), class: "grid" }));
        text(percent(share), { x: left - 8, y: y(share), "text-anchor": "end" });
      }
      drawing.append(svg("line", { x1: left, x2: width - right, y1: y(data.chance), y2: y(data.chance), class: "chance" }));
      if (data.learned < data.bins.length) {
        const edge = (x(data.learned - 1) + x(data.learned)) / 2, words = data.words.beyond;
        drawing.append(svg("rect", { x: edge, y: top - size * 0.4, width: width - right - edge + size * 0.6, height: bottom - top + size * 0.8, class: "beyond" }));
        text(words, { x: edge + size * 0.3, y: bottom - size * 2.2, class: "note" });
      }
      drawing.append(svg("rect", { x: x(at) - size * 0.9, y: top - size * 0.4, width: size * 1.8, height: bottom - top + size * 0.8, rx: 5, class: "here" }));
      data.bins.forEach(([, to], i) => text(to, { x: x(i), y: bottom + size * 1.1, "text-anchor": "middle", class: i === at ? "token" : "" }));
      text(data.words.axis, { x: (left + width - right) / 2, y: height - size * 0.6, "text-anchor": "middle" });
      const ends = [];
      data.models.forEach(({ right: shares, colour, mark: shape, dash }, m) => {
        const points = shares.map((share, i) => `${x(i)},${y(share)}`).join(" ");
        drawing.append(svg("polyline", { points, fill: "none", stroke: colour, "stroke-width": 3, "stroke-dasharray": DASHES[dash] }));
        shares.forEach((share, i) => drawing.append(mark(shape, x(i), y(share), i === at ? 7.5 : 5.5, colour)));
        ends.push({ m, y: y(shares.at(-1)) });
      });
      ends.push({ m: -1, y: y(data.chance) });
      for (const { m, y: at } of apart(ends, size * 1.15, top, bottom)) {
        const model = data.models[m], edge = width - right + size * 1.2;
        if (model) drawing.append(mark(model.mark, edge, at, 5.5, model.colour));
        text(model ? model.title : data.words.chance, { x: edge + (model ? size * 0.7 : -size * 0.5), y: at, class: model ? "token" : "note" });
      }
      data.bins.forEach((_, i) => {
        const wide = (width - left - right) / (data.bins.length - 1), zone = svg("rect", { x: x(i) - wide / 2, y: top, width: wide, height: bottom - top + size * 1.6, class: "ground" });
        zone.onpointerdown = pointed(zone, () => look(i));
        drawing.append(zone);
      });
      const here = data.models.map((model) => `${model.title} ${percent(model.right[at])}`).join(", ");
      drawing.setAttribute("aria-label", `${data.bins[at].join("–")} ${data.words.axis}: ${here}`);
      show(data.examples[at], at, size, narrow);
      frame.dataset.at = at + 1;
      frame.dataset.right = data.models.map((model) => model.right[at]).join(" ");
    }

    function show(told, at, size, narrow) {
      const data = view.data, text = element("p", "passage");
      const kept = fits(told, size, narrow);
      told.tokens.forEach((token, i) => {
        if (!kept.has(i)) {
          if (kept.has(i - 1)) text.append("… ");
          return;
        }
        const fact = i >= told.fact[0] && i < told.fact[1], node = element(fact ? "mark" : "span", "", token);
        text.append(node, " ");
      });
      text.append(element("b", "gap", "?"));
      const answers = element("div", "answers");
      data.models.forEach((model, m) => {
        const [word, share, sure] = told.answers[m], row = element("div", "answer" + (word === told.answer ? " right" : ""));
        const well = element("span", "well"), bar = element("i");
        bar.style.width = `${share * 100}%`;
        bar.style.background = model.colour;
        well.append(bar);
        row.append(element("span", "who", model.title), element("b", "", `${word === told.answer ? "✓" : "✗"} ${word}`), well, element("span", "number", percent(share)));
        answers.append(row);
      });
      example.replaceChildren(element("p", "station", fill(data.words.example, { n: told.distance })), text, answers);
    }

    // Of a text too long for its room: the fact, the question, and from the start what else there is room for.
    function fits(told, size, narrow) {
      const n = told.tokens.length, lines = Math.max(3, Math.floor((frame.room() - size * 8.6) / (size * 1.45)));
      const most = narrow ? n : Math.floor((lines * example.clientWidth) / (size * 2.75));
      const kept = new Set();
      const take = (i) => kept.size < Math.max(most, 16) && i >= 0 && i < n && kept.add(i);
      for (let i = told.fact[0]; i <= told.fact[1]; i++) take(i);
      for (let i = n - 1; i >= n - 10; i--) take(i);
      for (let i = 0; i < n; i++) take(i);
      return kept;
    }
    return view;
  });
}
