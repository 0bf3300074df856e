// A transformer as it learns: how much of its time is over, its loss so far, and what it wrote last and before.

export default function (component) {
  return mount(component, (frame) => {
    frame.classList.add("learning");
    const bar = element("div", "progress"), done = element("i"), told = element("span"), columns = element("div", "columns");
    const plot = svg("svg", { role: "img" }), said = element("div", "said"), view = {};
    bar.append(done, told);
    columns.append(plot, said);
    frame.append(bar, columns);

    view.draw = (data) => {
      if (!data || !frame.clientWidth) return;
      const size = parseFloat(style(frame, "font-size")), narrow = frame.clientWidth < 640;
      frame.classList.toggle("narrow", narrow);
      done.style.width = `${100 * data.share}%`;
      told.textContent = data.words.state;
      Object.assign(frame.dataset, { share: data.share, steps: data.losses.at(-1)?.[0] ?? 0, looks: data.looks.length });
      const high = narrow ? 15 * size : Math.max(9 * size, Math.min(24 * size, frame.room() - 3.4 * size));
      const width = narrow ? frame.clientWidth : Math.round((frame.clientWidth - 2 * size) * 0.52);
      curve(data, width, high, size);
      said.style.maxHeight = narrow ? "" : `${high}px`;
      const looks = data.looks.slice().reverse().filter((_, i, all) => narrow ? i < 3 : i < 3 || i === all.length - 1);
      said.replaceChildren(
        ...looks.map(([step, , text], i) => {
          const box = element("div", i ? "one" : "one last"), words = element("p", "written", clean(text));
          box.append(element("p", "name", fill(data.words.wrote, { step: step.toLocaleString("en-US") })), words);
          return box;
        }),
      );
      if (!looks.length) said.append(element("p", "", data.words.nothing));
    };
    const clean = (text) => text.replace(/\n+/g, " ↵ ").replace(/[\u0000-\u001f\u007f\ufffd]/g, "·");

    function curve(data, width, high, size) {
      const left = 3.2 * size, bottom = high - 3.1 * size, top = 1.9 * size, right = width - size;
      const all = [...data.losses.map(([, loss]) => loss), ...data.looks.map(([, loss]) => loss)];
      const last = Math.max(10, data.losses.at(-1)?.[0] ?? 0, data.looks.at(-1)?.[0] ?? 0);
      const least = all.length ? Math.floor(Math.min(...all)) : 0, most = all.length ? Math.ceil(Math.max(...all)) : 8;
      const x = (step) => left + ((right - left) * step) / last, y = (loss) => bottom - ((bottom - top) * (loss - least)) / Math.max(1, most - least);
      plot.setAttribute("width", width);
      plot.setAttribute("height", high);
      plot.setAttribute("aria-label", data.words.state);
      plot.replaceChildren();
      for (let loss = least; loss <= most; loss++) {
        plot.append(svg("line", { x1: left, x2: right, y1: y(loss), y2: y(loss), class: "grid" }), svg("text", { x: left - 0.5 * size, y: y(loss), "text-anchor": "end" }, loss));
      }
      plot.append(svg("text", { x: left - 0.5 * size, y: 0.7 * size, class: "note" }, data.words.loss));
      for (const part of [0, 0.5, 1]) {
        const step = Math.round(part * last);
        plot.append(svg("text", { x: x(step), y: bottom + 1.1 * size, "text-anchor": part === 1 ? "end" : part ? "middle" : "start" }, part === 1 ? fill(data.words.step, { step: step.toLocaleString("en-US") }) : step.toLocaleString("en-US")));
      }
      const line = (points) => points.map(([step, loss]) => `${x(step).toFixed(1)},${y(loss).toFixed(1)}`).join(" ");
      plot.append(svg("polyline", { points: line(data.losses), class: "train" }), svg("polyline", { points: line(data.looks), class: "held" }));
      data.looks.forEach(([step, loss]) => plot.append(svg("circle", { cx: x(step), cy: y(loss), r: 4, class: "dot" })));
      const under = bottom + 2.45 * size;
      plot.append(svg("line", { x1: left, x2: left + 1.6 * size, y1: under, y2: under, class: "train" }), svg("text", { x: left + 2 * size, y: under }, data.words.train));
      const next = left + 3 * size + plot.lastChild.getComputedTextLength();
      plot.append(svg("line", { x1: next, x2: next + 1.6 * size, y1: under, y2: under, class: "held" }), svg("circle", { cx: next + 0.8 * size, cy: under, r: 4, class: "dot" }));
      plot.append(svg("text", { x: next + 2 * size, y: under }, data.words.held));
    }
    return view;
  });
}
