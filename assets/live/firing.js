// All hidden neurons of one token: what reaches them, what the activation lets through, and the strongest as bars.

export default function (component) {
  return mount(component, (frame) => {
    frame.classList.add("firing");
    const panels = ["before", "curve", "after"].map((name) => {
      const panel = element("div", `panel ${name}`), title = element("p", "station"), canvas = element("canvas");
      panel.append(title, canvas);
      return { name, panel, title, canvas };
    });
    panels[1].canvas.setAttribute("role", "img");
    const bars = element("div", "panel best"), readout = element("p", "sum");
    readout.setAttribute("aria-live", "polite");
    const row = element("div", "row");
    row.append(...panels.map(({ panel }) => panel), bars);
    frame.append(row, readout);
    const view = { at: 0 };

    const look = (neuron) => {
      const next = Math.max(0, Math.min(view.data.hidden.length - 1, neuron));
      if (next === view.at) return;
      view.at = next;
      paint();
    };
    for (const { name, canvas } of panels) {
      if (name === "curve") continue;
      canvas.tabIndex = 0;
      canvas.setAttribute("role", "img");
      canvas.onpointermove = canvas.onpointerdown = (event) => {
        const box = canvas.getBoundingClientRect(), { across, cell } = view;
        const i = Math.floor((event.clientX - box.left) / cell), j = Math.floor((event.clientY - box.top) / cell);
        if (i >= 0 && i < across && j >= 0 && j * across + i < view.data.hidden.length) look(j * across + i);
      };
      canvas.onkeydown = (event) => {
        const step = { ArrowUp: -view.across, ArrowDown: view.across, ArrowLeft: -1, ArrowRight: 1 }[event.key];
        if (!step) return;
        event.preventDefault();
        event.stopPropagation();
        look(view.at + step);
      };
    }

    view.draw = (data) => {
      if (!data || !frame.clientWidth) return;
      const key = JSON.stringify(data.hidden);
      if (view.key !== key) view.at = data.best[0][0] - 1;
      view.key = key;
      view.data = data;
      paint();
    };

    function paint() {
      const { data } = view, size = parseFloat(style(frame, "font-size")), narrow = frame.clientWidth < 640;
      frame.classList.toggle("narrow", narrow);
      panels.forEach(({ name, title }) => (title.textContent = data.words[name]));
      const gap = size * 1.6, count = data.hidden.length;
      const room = narrow ? frame.clientWidth : Math.max(size * 8, frame.room() - size * 4.2);
      const side = Math.floor(Math.min(room, (frame.clientWidth - gap * 3) / (narrow ? 2 : 3.9)));
      view.across = Math.ceil(Math.sqrt(count));
      view.cell = side / view.across;
      const most = quantile([...data.hidden, ...data.active]);
      grid(panels[0].canvas, data.hidden, side, most);
      grid(panels[2].canvas, data.active, side, most);
      curve(panels[1].canvas, narrow ? 0 : side, size);
      list(size, side, narrow);
      const [a, b] = [data.hidden[view.at], data.active[view.at]];
      const told = fill(data.words.neuron, { i: view.at + 1, before: decimals(a), after: decimals(b) });
      readout.textContent = told;
      panels.forEach(({ canvas }, i) => canvas.setAttribute("aria-label", i === 1 ? `${data.words.curve}: ${told}` : told));
      Object.assign(frame.dataset, { neuron: view.at + 1, before: a, after: b });
    }

    const quantile = (values) => values.map(Math.abs).sort((a, b) => a - b)[Math.floor(values.length * 0.985)] || 1;

    function grid(canvas, values, side, most) {
      const pen = sharpen(canvas, side + 2, side + 2), { across, cell } = view;
      pen.strokeStyle = style(frame, "--faint");
      values.forEach((value, i) => {
        const x = (i % across) * cell, y = Math.floor(i / across) * cell;
        pen.fillStyle = signed(value, most);
        pen.fillRect(x + 1, y + 1, cell - (cell > 5 ? 1 : 0), cell - (cell > 5 ? 1 : 0));
      });
      pen.strokeRect(0.5, 0.5, side + 1, Math.ceil(values.length / across) * cell + 1);
      pen.strokeStyle = style(frame, "color");
      pen.lineWidth = 2.5;
      pen.strokeRect((view.at % across) * cell, Math.floor(view.at / across) * cell, cell + 1.5, cell + 1.5);
    }

    // Each neuron a point: from left to right what reaches it, upwards what it hands on.
    function curve(canvas, side, size) {
      const { data } = view, pen = sharpen(canvas, side, side);
      if (!side) return;
      const all = [...data.hidden, ...data.active].map(Math.abs), most = Math.max(...all, 1e-9) * 1.08;
      const x = (value) => side / 2 + (value / most) * (side / 2), y = (value) => side * 0.62 - (value / most) * side * 0.58;
      const ink = style(frame, "color");
      pen.strokeStyle = style(frame, "--faint");
      pen.strokeRect(0.5, 0.5, side - 1, side - 1);
      pen.beginPath();
      pen.moveTo(0, y(0));
      pen.lineTo(side, y(0));
      pen.moveTo(x(0), 0);
      pen.lineTo(x(0), side);
      pen.stroke();
      data.hidden.forEach((value, i) => {
        pen.fillStyle = value <= 0 ? "rgba(140,140,150,0.7)" : signed(1, 1);
        pen.beginPath();
        pen.arc(x(value), y(data.active[i]), 3, 0, 7);
        pen.fill();
      });
      pen.strokeStyle = ink;
      pen.lineWidth = 2.5;
      pen.beginPath();
      pen.arc(x(data.hidden[view.at]), y(data.active[view.at]), 7, 0, 7);
      pen.stroke();
      pen.fillStyle = ink;
      pen.font = `${size}px ${style(frame, "font-family")}`;
      pen.textAlign = "right";
      pen.fillText(data.words.before_axis, side - 6, side - size * 0.6, side * 0.9);
      pen.textAlign = "left";
      pen.fillText(data.words.after_axis, 6, size * 1.2, side * 0.44);
    }

    function list(size, side, narrow) {
      const { data } = view, largest = Math.max(...data.best.map(([, value]) => Math.abs(value)), 1e-9);
      const fits = narrow ? data.best.length : Math.max(3, Math.floor(side / (size * 1.75)));
      bars.replaceChildren(element("p", "station", data.words.best));
      for (const [neuron, value] of data.best.slice(0, fits)) {
        const line = element("button", "neuron");
        line.type = "button";
        line.append(element("span", "index", neuron), element("i"), element("b", "", decimals(value)));
        line.style.setProperty("--share", Math.max(0, value) / largest);
        line.classList.toggle("chosen", neuron - 1 === view.at);
        line.onclick = line.onfocus = pointed(line, () => look(neuron - 1));
        bars.append(line);
      }
    }
    return view;
  });
}
