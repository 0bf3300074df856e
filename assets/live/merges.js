// Byte-pair encoding as it learns: a slider over the merges, the pairs to choose from, the words as they stand.

export default function (component) {
  return mount(component, (frame) => {
    const control = element("label", "control");
    const name = element("span", "");
    const slider = element("input");
    slider.type = "range";
    slider.min = 0;
    control.append(name, slider);
    const panels = element("div", "panels");
    frame.append(control, panels);
    const view = {};
    slider.oninput = () => view.draw(view.data);

    const merged = (tokens, [a, b]) => {
      const result = [];
      for (let i = 0; i < tokens.length; i++) {
        if (i + 1 < tokens.length && tokens[i] === a && tokens[i + 1] === b) result.push(a + b), i++;
        else result.push(tokens[i]);
      }
      return result;
    };
    const chip = (token, index, fresh) => element("span", `piece small tint${index % 6}${fresh ? " lit" : ""}`, view.data.shown[token] ?? token);

    view.draw = (data) => {
      if (!data) return;
      const done = data.merges.length;
      if (view.data !== data && JSON.stringify(data.merges) !== view.key) {
        view.key = JSON.stringify(data.merges);
        slider.max = done;
        slider.value = Math.min(3, done);
      }
      view.data = data;
      const at = +slider.value, next = data.merges[at], last = data.merges[at - 1];
      const length = data.merges.slice(0, at).reduce((sum, merge) => sum - merge.shorter, data.tokens);
      name.textContent = fill(data.words.step, { n: at, all: done });
      slider.setAttribute("aria-valuetext", name.textContent);
      frame.dataset.step = at;
      frame.dataset.tokens = length;

      const size = parseFloat(style(frame, "font-size"));
      const rows = Math.max(3, Math.floor((frame.room() - 8.5 * size) / (1.9 * size)));
      const pairs = element("div", "panel");
      pairs.append(element("p", "title", next ? data.words.candidates : data.words.end));
      const most = next?.candidates[0]?.[1] ?? 1;
      (next?.candidates ?? []).slice(0, rows).forEach(([[a, b], count], i) => {
        const line = element("div", i ? "pair" : "pair best");
        line.style.setProperty("--share", count / most);
        const both = element("span", "");
        both.append(chip(a, 0), chip(b, 1));
        line.append(both, element("i", ""), element("b", "", count));
        pairs.append(line);
      });
      if (next && !next.candidates.length) pairs.append(element("p", "", fill(data.words.only, { pair: (data.shown[next.pair[0]] ?? next.pair[0]) + " + " + (data.shown[next.pair[1]] ?? next.pair[1]), n: next.count })));

      const stand = element("div", "panel");
      stand.append(element("p", "title", data.words.stand));
      const fresh = last ? last.pair[0] + last.pair[1] : null;
      for (const [word, count] of data.frequent.slice(0, rows)) {
        let tokens = [...word];
        for (const merge of data.merges.slice(0, at)) tokens = merged(tokens, merge.pair);
        const line = element("div", "pair");
        const both = element("span", "");
        tokens.forEach((token, i) => both.append(chip(token, i, token === fresh)));
        line.append(both, element("b", "", "× " + count));
        stand.append(line);
      }
      const total = element("p", "sum", fill(data.words.total, { tokens: length.toLocaleString("en-US"), size: data.alphabet + at, ratio: decimals(data.characters / length) }));
      panels.replaceChildren(pairs, stand, total);
    };
    return view;
  });
}
