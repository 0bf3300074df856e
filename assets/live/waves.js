// Sinusoidal positions, computed in the browser from the formula under three sliders; the cell under the pointer
// shows the formula with its numbers.

export default function (component) {
  return mount(component, (frame) => {
    const controls = element("div", "controls");
    const plot = element("div", "plot");
    const canvas = element("canvas");
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "img");
    const formula = element("p", "sum");
    formula.setAttribute("aria-live", "polite");
    plot.append(canvas);
    frame.append(controls, plot, formula);
    const view = { at: [10, 6] };
    const sliders = {};

    const encode = (position, dimension, width, base) => {
      const angle = position / base ** ((dimension - (dimension % 2)) / width);
      return dimension % 2 ? Math.cos(angle) : Math.sin(angle);
    };

    function build(data) {
      for (const [name, spec] of Object.entries(data.controls)) {
        const label = element("label", "control");
        const text = element("span", "");
        const slider = element("input");
        slider.type = "range";
        slider.min = 0;
        slider.max = spec.values.length - 1;
        slider.step = 1;
        slider.value = spec.values.indexOf(spec.start);
        slider.oninput = () => view.draw(view.data);
        label.append(text, slider);
        controls.append(label);
        sliders[name] = { slider, text, spec };
      }
    }

    const value = (name) => {
      const { slider, text, spec } = sliders[name];
      const chosen = spec.values[+slider.value];
      text.textContent = `${spec.label} ${chosen.toLocaleString("en-US").replace(/,/g, " ")}`;
      slider.setAttribute("aria-valuetext", text.textContent);
      return chosen;
    };

    view.draw = (data) => {
      if (!data || !frame.clientWidth) return;
      if (!view.data) build(data);
      view.data = data;
      const length = value("length"), width = value("width"), base = value("base");
      const size = parseFloat(style(frame, "font-size"));
      const tall = Math.max(160, frame.room() - controls.offsetHeight - size * 4.5);
      const left = size * 3.2, top = size * 1.8;
      const cell = [(plot.clientWidth - left - 2) / width, (tall - top - 2) / length];
      const pen = sharpen(canvas, plot.clientWidth, tall);
      view.at = [Math.min(view.at[0], length - 1), Math.min(view.at[1], width - 1)];
      for (let position = 0; position < length; position++)
        for (let dimension = 0; dimension < width; dimension++) {
          pen.fillStyle = signed(encode(position, dimension, width, base), 1);
          pen.fillRect(left + dimension * cell[0], top + position * cell[1], cell[0] + 0.4, cell[1] + 0.4);
        }
      const ink = style(frame, "color");
      pen.fillStyle = ink;
      pen.font = `${size}px ${style(frame, "font-family")}`;
      pen.textBaseline = "middle";
      pen.textAlign = "right";
      const every = (count, room) => [1, 2, 5, 10, 20, 50, 100].find((step) => (room / count) * step > size * 1.6) ?? 200;
      for (let position = 0; position < length; position += every(length, tall - top)) pen.fillText(position, left - 6, top + (position + 0.5) * cell[1]);
      pen.textAlign = "center";
      for (let dimension = 0; dimension < width; dimension += every(width, (plot.clientWidth - left) * 0.6)) pen.fillText(dimension, left + (dimension + 0.5) * cell[0], top * 0.45);
      const [position, dimension] = view.at;
      pen.strokeStyle = ink;
      pen.lineWidth = 2.5;
      pen.strokeRect(left + dimension * cell[0] - 1, top + position * cell[1] - 1, Math.max(cell[0], 4) + 2, Math.max(cell[1], 4) + 2);
      const even = dimension - (dimension % 2), result = encode(position, dimension, width, base);
      const name = dimension % 2 ? "cos" : "sin";
      formula.replaceChildren(`PE(${position}, ${dimension}) = ${name}(${position} / ${base}`, element("sup", "", `${even}/${width}`), `) = ${name}(${decimals(position / base ** (even / width), 4)}) = `, element("b", "", decimals(result, 4)));
      canvas.setAttribute("aria-label", formula.textContent);
      Object.assign(frame.dataset, { position, dimension, value: result, length, width, base });

      const look = (event) => {
        const box = canvas.getBoundingClientRect();
        const at = [Math.floor((event.clientY - box.top - top) / cell[1]), Math.floor((event.clientX - box.left - left) / cell[0])];
        if (at[0] < 0 || at[1] < 0 || at[0] >= length || at[1] >= width || (at[0] === view.at[0] && at[1] === view.at[1])) return;
        view.at = at;
        view.draw(view.data);
      };
      canvas.onpointermove = canvas.onpointerdown = look;
      canvas.onkeydown = (event) => {
        const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
        if (!step) return;
        event.preventDefault();
        event.stopPropagation();
        view.at = [Math.max(0, Math.min(length - 1, position + step[0])), Math.max(0, Math.min(width - 1, dimension + step[1]))];
        view.draw(view.data);
      };
    };
    return view;
  });
}
