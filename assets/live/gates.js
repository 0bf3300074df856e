// One word inside a recurrent cell: every vector of the step as a strip, and one of its numbers in full.

export default function (component) {
  return mount(component, (frame) => {
    frame.classList.add("gates");
    const control = element("label", "control"), name = element("span", ""), slider = element("input");
    Object.assign(slider, { type: "range", min: 0, step: 1 });
    control.append(name, slider);
    const rows = element("div", "strips"), formula = element("p", "sum"), course = element("div", "course");
    const title = element("p", "station"), line = element("canvas");
    formula.setAttribute("aria-live", "polite");
    line.setAttribute("role", "img");
    course.append(title, line);
    frame.append(control, rows, formula, course);
    const view = { at: 0, number: 0, lines: [] };
    let telling = 0;
    slider.oninput = () => {
      view.at = +slider.value;
      paint();
    };
    slider.onchange = () => {
      clearTimeout(telling);
      telling = setTimeout(() => {
        view.told = view.at;
        view.component.setStateValue("choice", { token: view.at + 1, time: Date.now() });
      }, 350);
    };
    line.onpointerdown = (event) => {
      slider.value = Math.floor(((event.clientX - line.getBoundingClientRect().left) / line.clientWidth) * view.data.tokens.length);
      slider.oninput();
      slider.onchange();
    };

    const choose = (number) => {
      view.number = Math.max(0, Math.min(view.data.rows[0].values[0].length - 1, number));
      paint();
    };

    function build(data) {
      view.lines = data.rows.map((row) => {
        const box = element("div", `strip-row ${row.kind}`), canvas = element("canvas"), mean = element("b");
        canvas.tabIndex = 0;
        canvas.setAttribute("role", "img");
        canvas.onpointermove = canvas.onpointerdown = (event) => {
          const at = Math.floor(((event.clientX - canvas.getBoundingClientRect().left) / canvas.clientWidth) * row.values[0].length);
          if (at !== view.number) choose(at);
        };
        canvas.onkeydown = (event) => {
          const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
          if (!step) return;
          event.preventDefault();
          event.stopPropagation();
          choose(view.number + step);
        };
        const label = element("span", "label");
        label.append(element("span", "operator", row.operator), element("span", "", row.name));
        box.append(label, canvas, mean);
        return { box, canvas, mean };
      });
      rows.replaceChildren(...view.lines.map(({ box }) => box));
    }

    view.draw = (data) => {
      if (!data || !frame.clientWidth) return;
      const key = data.kind + data.tokens.join(" "), heads = data.rows.map((row) => row.name).join();
      if (view.heads !== heads || view.rowsOf !== data.rows.length) build(data);
      if (view.data !== data && (view.key !== key || data.chosen !== view.told)) view.at = data.chosen;
      if (view.key !== key) view.number = data.number;
      Object.assign(view, { key, heads, data, rowsOf: data.rows.length });
      slider.max = data.tokens.length - 1;
      paint();
    };

    function paint() {
      const { data, at, number } = view, size = parseFloat(style(frame, "font-size")), narrow = frame.clientWidth < 640;
      frame.classList.toggle("narrow", narrow);
      slider.value = at;
      const told = fill(data.words.at, { n: at + 1, all: data.tokens.length, token: data.tokens[at] });
      name.textContent = told;
      slider.setAttribute("aria-valuetext", told);
      const ink = style(frame, "color"), family = style(frame, "font-family");
      const room = frame.room() - control.offsetHeight - size * 3.4, below = Math.max(size * 4.6, room * 0.28);
      const high = Math.max(size, Math.min(size * 2.4, (room - below) / data.rows.length - size * 0.25));
      view.lines.forEach(({ canvas, mean }, r) => {
        const row = data.rows[r], values = row.values[at], wide = canvas.parentElement.children[1].parentElement.clientWidth - (narrow ? 0 : size * 19.5);
        const width = Math.max(100, wide), cell = width / values.length, pen = sharpen(canvas, width, high);
        values.forEach((value, i) => {
          pen.fillStyle = row.kind === "share" ? share(value) : signed(value, row.most);
          pen.fillRect(i * cell, 0, cell - (cell > 4 ? 1 : 0), high);
        });
        pen.strokeStyle = style(frame, "--faint");
        pen.strokeRect(0.5, 0.5, width - 1, high - 1);
        pen.strokeStyle = ink;
        pen.lineWidth = 2.5;
        pen.strokeRect(Math.max(1, Math.min(width - 7, number * cell - 1)), 1.25, Math.max(cell + 1, 6), high - 2.5);
        mean.textContent = row.kind === "share" ? `${data.words.mean} ${percent(values.reduce((a, b) => a + b, 0) / values.length)}` : "";
        canvas.setAttribute("aria-label", `${row.name}: ${decimals(values[number])}`);
      });
      const bracketed = (whole, sign, key) => (numbers[key].startsWith("−") ? `${sign}({${key}})` : whole);
      const numbers = Object.fromEntries(data.rows.map((row) => [row.key, decimals(row.values[at][number])]));
      formula.replaceChildren(element("span", "", fill(data.words.number, { i: number + 1 }) + " "), element("b", "", fill(data.formula.replace(/([·+] )\{(\w+)\}/g, bracketed), numbers)));
      draw(size, below, ink, family);
      const last = data.rows.at(-1);
      Object.assign(frame.dataset, { at: at + 1, number: number + 1, value: last.values[at][number], kind: data.kind });
    }

    // The chosen number over the whole sentence: what it holds, and how far the keeping gate is open.
    function draw(size, tall, ink, family) {
      const { data, at, number } = view, held = data.rows.find((row) => row.key === data.held), gate = data.rows.find((row) => row.key === data.gate);
      title.replaceChildren(element("span", "", fill(data.words.course, { i: number + 1 })));
      if (gate) title.append(element("span", "gate", data.words.gate));
      const n = data.tokens.length, width = course.clientWidth, step = width / n, labels = size * 1.7;
      const pen = sharpen(line, width, tall), zero = (tall - labels) / 2, x = (i) => (i + 0.5) * step;
      const most = Math.max(1, ...held.values.map((values) => Math.abs(values[number])));
      pen.strokeStyle = style(frame, "--faint");
      pen.beginPath();
      pen.moveTo(0, zero);
      pen.lineTo(width, zero);
      pen.stroke();
      held.values.forEach((values, i) => {
        const value = values[number], high = (Math.abs(value) / most) * (zero - 2);
        pen.fillStyle = signed(value < 0 ? -0.85 : 0.85, 1);
        pen.fillRect(x(i) - step * 0.38, value < 0 ? zero : zero - high, step * 0.76, Math.max(1, high));
      });
      if (gate) {
        pen.strokeStyle = share(1);
        pen.lineWidth = 3;
        pen.beginPath();
        gate.values.forEach((values, i) => pen.lineTo(x(i), (tall - labels) * (1 - values[number])));
        pen.stroke();
      }
      pen.strokeStyle = ink;
      pen.lineWidth = 2.5;
      pen.strokeRect(x(at) - step / 2 + 1, 1.5, step - 2, tall - labels - 3);
      pen.fillStyle = ink;
      pen.font = `${size}px ${family}`;
      pen.textAlign = "center";
      pen.textBaseline = "bottom";
      const longest = Math.max(...data.tokens.map((token) => pen.measureText(token).width)), every = Math.max(1, Math.ceil((longest * 0.8) / step));
      data.tokens.forEach((token, i) => {
        const most = step * every - 2, half = Math.min(most, pen.measureText(token).width) / 2;
        if (Math.abs(i - at) % every === 0) pen.fillText(token, Math.max(half, Math.min(width - half, x(i))), tall - 1, most);
      });
      line.setAttribute("aria-label", title.textContent);
    }
    return view;
  });
}
