// One sentence on its way through the model: a line for each token, a column for each station. The line under the pointer,
// or under the arrow keys, shows its own attention only.

export default function (component) {
  return mount(component, (frame) => {
    frame.classList.add("journey");
    const view = { chosen: -1 };
    const choose = (row) => {
      if (row === view.chosen) return;
      view.chosen = row;
      view.draw(view.data);
    };
    frame.onkeydown = (event) => {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!step || !event.target.closest(".row")) return;
      event.preventDefault();
      event.stopPropagation();
      choose(Math.max(0, Math.min(view.data.tokens.length - 1, view.chosen + step)));
    };
    frame.addEventListener("focusout", (event) => !event.relatedTarget?.closest(".row") && !view.drawing && choose(-1));

    function strip(group, values, x, y, wide, high, most) {
      const cell = wide / values.length;
      values.forEach((value, i) => {
        if (Math.abs(value) / most < 0.04) return;
        group.append(svg("rect", { x: x + i * cell, y, width: cell + 0.3, height: high, fill: signed(value, most) }));
      });
      group.append(svg("rect", { x, y, width: wide, height: high, class: "edge" }));
    }

    view.draw = (data) => {
      const width = frame.clientWidth;
      if (!data || !width) return;
      view.data = data;
      const size = parseFloat(style(frame, "font-size")), narrow = width < 640;
      const rows = data.tokens.length, head = size * 3.1;
      const tallest = frame.room();
      const line = Math.min(size * 2.3, (tallest - head) / rows), bar = Math.max(6, line * 0.5);
      const longest = Math.max(...data.tokens.map((token) => Math.min(12, token.length)));
      const word = size * (0.62 * Math.max(longest, 5) + 0.6), id = narrow ? 0 : size * 3.4;
      const guess = size * (narrow ? 8 : 9), left = word + id, free = width - left - guess;
      const vector = free * (narrow ? 0.22 : 0.27), lines = free * (narrow ? 0.5 : 0.42);
      const x = [0, word, left, left + vector, left + vector + lines, width - guess + size * 0.8];
      const picture = svg("svg", { width, height: head + rows * line + 4, role: "group", "aria-label": data.words.alt });
      const middle = (i) => head + (i + 0.5) * line;

      data.stations.forEach((station, i) => {
        const shown = narrow ? station.short : station.title, at = i === 3 ? x[3] + lines / 2 : x[i];
        if (!shown || (narrow && i === 1)) return;
        const text = svg("text", { x: at, y: size * 1.1, class: "station", "text-anchor": i === 3 ? "middle" : "start" }, shown);
        const space = (i === 3 ? lines : (i === 5 ? width : x[i + 1]) - x[i]) / (size * 0.47);
        const note = svg("text", { x: at, y: size * 2.3, class: "note", "text-anchor": i === 3 ? "middle" : "start" }, narrow || station.note.length > space ? "" : station.note);
        if (!station.address) return picture.append(text, note);
        const link = svg("a", { href: station.address, class: "link" });
        link.onclick = (event) => {
          const known = document.querySelector(`.st-key-contents a[href$="${station.address}"]`);
          if (!known || event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          known.click(); // changes the page without loading it again, and keeps the sentence
        };
        link.append(text, note);
        picture.append(link);
      });

      const flows = svg("g", { class: "flows" });
      data.weights.forEach((row, i) =>
        row.forEach((value, j) => {
          if (value < 0.03) return;
          const from = x[3] + size * 0.3, to = x[4] - size * 0.3, bend = (to - from) * 0.5;
          const path = `M${from},${middle(j)} C${from + bend},${middle(j)} ${to - bend},${middle(i)} ${to},${middle(i)}`;
          const chosen = view.chosen < 0 || view.chosen === i;
          flows.append(svg("path", { d: path, stroke: share(1), "stroke-width": 0.6 + value * bar * 0.55, opacity: chosen ? 0.2 + 0.7 * value : 0.05 }));
        })
      );
      picture.append(flows);

      const most = (table) => Math.max(...table.flat().map(Math.abs), 1e-9);
      const before = most(data.vectors), after = most(data.outputs) * 0.6;
      data.tokens.forEach((token, i) => {
        const y = middle(i), [next, probability] = data.guesses[i], stop = view.chosen < 0 ? rows - 1 : view.chosen;
        const group = svg("g", { class: view.chosen === i ? "row chosen" : "row", role: "img", tabindex: i === stop ? 0 : -1, "aria-label": `${token} → ${next} ${percent(probability)}` });
        group.append(svg("rect", { x: 0, y: y - line / 2, width, height: line, class: "ground" }));
        group.append(svg("text", { x: 0, y, class: "token" }, token.length > 12 ? token.slice(0, 11) + "…" : token));
        if (!narrow) group.append(svg("text", { x: x[1], y, class: "note" }, data.ids[i]));
        strip(group, data.vectors[i], x[2], y - bar / 2, vector - size * 0.6, bar, before);
        strip(group, data.outputs[i], x[4], y - bar / 2, x[5] - x[4] - size * 1.2, bar, after);
        const room = guess - size * 0.8;
        group.append(svg("rect", { x: x[5], y: y - bar * 0.75, width: Math.max(1, probability * room), height: bar * 1.5, class: "likely", fill: share(1) }));
        group.append(svg("text", { x: x[5] + 5, y, class: "guess" }, next));
        group.append(svg("text", { x: width - 4, y, class: "note", "text-anchor": "end" }, percent(probability)));
        group.onpointerdown = group.onfocus = pointed(group, () => choose(i));
        picture.append(group);
      });
      picture.onpointerleave = () => choose(-1);
      const held = frame.querySelector(".row:focus");
      view.drawing = true;
      frame.replaceChildren(picture);
      if (held) picture.querySelector(".row.chosen")?.focus();
      view.drawing = false;
    };
    return view;
  });
}
