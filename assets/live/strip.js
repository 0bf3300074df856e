// A sentence read word by word: one column of numbers for each state, and what each model expects next.

export default function (component) {
  return mount(component, (frame) => {
    frame.classList.add("strip");
    const control = element("label", "control"), name = element("span", ""), slider = element("input");
    Object.assign(slider, { type: "range", min: 0, step: 1 });
    control.append(name, slider);
    const beside = element("div", "columns"), plot = element("div", "plot"), canvas = element("canvas");
    const guesses = element("div", "guesses"), readout = element("p", "readout");
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "application");
    readout.setAttribute("aria-live", "polite");
    plot.append(canvas);
    beside.append(plot, guesses);
    frame.append(control, beside, readout);
    const view = { at: 0, cell: 0 };
    let telling = 0;

    const go = (at) => {
      view.at = Math.max(0, Math.min(view.data.tokens.length - 1, at));
      paint();
    };
    const tell = () => {
      clearTimeout(telling);
      telling = setTimeout(() => {
        view.told = view.at;
        view.component.setStateValue("choice", { token: view.at + 1, time: Date.now() });
      }, 350);
    };
    slider.oninput = () => go(+slider.value);
    slider.onchange = tell;
    const place = (event) => {
      const box = canvas.getBoundingClientRect(), g = view.geometry, d = view.data.states[0].length;
      const column = Math.floor((event.clientX - box.left) / g.wide), cell = Math.floor((event.clientY - box.top - g.top) / g.high);
      return [Math.max(0, Math.min(view.data.tokens.length - 1, column)), Math.max(0, Math.min(d - 1, cell))];
    };
    canvas.onpointermove = (event) => {
      const [column, cell] = place(event);
      if (column > view.at) return;
      view.over = [column, cell];
      explain();
    };
    canvas.onpointerleave = canvas.onblur = () => {
      view.over = null;
      if (view.data) paint();
    };
    canvas.onkeydown = (event) => {
      const step = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      const [column, cell] = view.over ?? [view.at, 0], last = view.data.states[0].length - 1;
      view.over = [Math.max(0, Math.min(view.at, column + step[0])), Math.max(0, Math.min(last, cell + step[1]))];
      paint();
    };
    canvas.onpointerdown = (event) => {
      go(place(event)[0]);
      tell();
    };

    view.draw = (data) => {
      if (!data || !frame.clientWidth) return;
      const fresh = view.key !== data.tokens.join(" ") + data.kind;
      if (view.data !== data && (fresh || data.chosen !== view.told)) view.at = data.chosen;
      view.key = data.tokens.join(" ") + data.kind;
      view.data = data;
      slider.max = data.tokens.length - 1;
      paint();
    };

    function paint() {
      const { data, at } = view, size = parseFloat(style(frame, "font-size")), narrow = frame.clientWidth < 640;
      frame.classList.toggle("narrow", narrow);
      slider.value = at;
      const told = fill(data.words.at, { n: at + 1, all: data.tokens.length, token: data.tokens[at] });
      name.textContent = told;
      slider.setAttribute("aria-valuetext", told);
      list(data, at);
      const n = data.tokens.length, d = data.states[0].length, family = style(frame, "font-family");
      const wide = Math.min(size * 5, (plot.clientWidth - 2) / n), gap = wide > size * 1.8 ? wide * 0.34 : 1;
      const pen = canvas.getContext("2d");
      pen.font = `${size}px ${family}`;
      const longest = Math.max(...data.tokens.map((token) => pen.measureText(token).width));
      const upright = longest > wide - 4, top = (upright ? Math.min(longest, size * 6) : size) + size * 0.9;
      const room = frame.room() - control.offsetHeight - readout.offsetHeight - size * (narrow ? 1 : 1.4);
      const tall = Math.max(size * 9, (narrow ? size * 20 : room) - top - 4), high = tall / d;
      view.geometry = { wide, top, high };
      const width = wide * n + 2;
      sharpen(canvas, width, top + tall + 4);
      pen.font = `${size}px ${family}`;
      const ink = style(frame, "color"), faint = style(frame, "--faint");
      pen.textBaseline = "middle";
      data.tokens.forEach((token, i) => {
        const x = i * wide + 1, read = i <= at;
        pen.fillStyle = ink;
        pen.globalAlpha = read ? 1 : 0.62;
        pen.save();
        pen.translate(x + (wide - gap) / 2, upright ? top - size * 0.5 : top - size * 0.8);
        if (upright) pen.rotate(-Math.PI / 2);
        pen.textAlign = upright ? "left" : "center";
        pen.font = `${i === at ? "700 " : ""}${size}px ${family}`;
        const every = Math.ceil((size * 1.15) / wide);
        if (i % every === at % every) pen.fillText(token, 0, 0, upright ? size * 6 : undefined);
        pen.restore();
        pen.globalAlpha = 1;
        if (!read) {
          pen.strokeStyle = faint;
          pen.strokeRect(x + 0.5, top + 0.5, wide - gap - 1, tall - 1);
          return;
        }
        data.states[i].forEach((value, j) => {
          pen.fillStyle = signed(value, 1);
          pen.fillRect(x, top + j * high, wide - gap, high + 0.3);
        });
        pen.strokeStyle = i === at ? ink : faint;
        pen.lineWidth = i === at ? 3 : 1;
        pen.strokeRect(x, top, wide - gap, tall);
        pen.lineWidth = 1;
        if (view.over?.[0] === i) {
          pen.strokeStyle = ink;
          pen.lineWidth = 3;
          pen.strokeRect(x - 1, top + view.over[1] * high - 1, wide - gap + 2, high + 2);
          pen.lineWidth = 1;
        }
        if (gap > 6 && i) arrow(pen, x - gap + 2, x - 2, top + tall / 2, ink);
      });
      explain();
      canvas.setAttribute("aria-label", told);
      Object.assign(frame.dataset, { at: at + 1, kind: data.kind, best: data.guesses.map((guess) => guess.rows[at][0][0]).join(" ") });
    }

    function arrow(pen, from, to, y, ink) {
      pen.strokeStyle = pen.fillStyle = ink;
      pen.lineWidth = 2;
      pen.beginPath();
      pen.moveTo(from, y);
      pen.lineTo(to - 4, y);
      pen.stroke();
      pen.beginPath();
      pen.moveTo(to, y);
      pen.lineTo(to - 6, y - 4.5);
      pen.lineTo(to - 6, y + 4.5);
      pen.fill();
      pen.lineWidth = 1;
    }

    function list(data, at) {
      const size = parseFloat(style(frame, "font-size")), lines = (frame.room() - control.offsetHeight - readout.offsetHeight) / (size * 1.35);
      const shown = frame.clientWidth < 640 || lines > 1.5 + data.guesses.length * 3.6 ? 2 : 1;
      guesses.replaceChildren(element("p", "station", fill(data.words.next, { token: data.tokens[at] })));
      for (const guess of data.guesses) {
        const box = element("div", "guess" + (guess.name === data.kind ? " chosen" : "")), head = element("div", "head");
        head.append(element("span", "who", guess.title), element("span", "", fill(data.words.holds, { n: guess.holds[at].toLocaleString("en-US") })));
        box.append(head);
        for (const [word, share] of guess.rows[at].slice(0, shown)) {
          const row = element("span", "one");
          row.append(element("i"), element("span", "word", word), element("b", "", percent(share)));
          row.style.setProperty("--share", share);
          box.append(row);
        }
        guesses.append(box);
      }
    }

    function explain() {
      const { data } = view, [column, cell] = view.over ?? [view.at, 0];
      if (column > view.at) return;
      const values = { i: cell + 1, token: data.tokens[column], value: decimals(data.states[column][cell]) };
      if (data.parts) Object.assign(values, { word: decimals(data.parts[0][column][cell]), state: decimals(data.parts[1][column][cell]) });
      readout.textContent = fill(data.parts ? data.words.sum : data.words.cell, values);
    }
    return view;
  });
}
