// One vector times several matrices. Pointing at a number of a result shows the sum that made it.

export default function (component) {
  return mount(component, (frame) => {
    const panels = element("div", "panels");
    const readout = element("div", "readout");
    readout.setAttribute("aria-live", "polite");
    frame.append(panels, readout);
    const view = { at: [0, 0] };
    const look = (map, column) => {
      view.at = [map, column];
      view.draw(view.data);
    };

    function panel(data, index, box, size, tallest) {
      const map = data.maps[index], rows = data.x.length, columns = map.out.length;
      const title = element("p", "title");
      const name = element("span", "name");
      name.style.setProperty("--colour", map.colour);
      name.append(element("b", "", map.name), element("small", "", fill(data.shape, { d: columns })));
      title.append(name);
      const canvas = element("canvas");
      canvas.tabIndex = 0;
      canvas.setAttribute("role", "img");
      canvas.setAttribute("aria-label", `${map.name}: ${map.out.map((value) => decimals(value)).join(", ")}`);
      box.append(title, canvas);
      const strip = size * 1.1, gap = size * 0.5, numbers = size * 3.4;
      const wide = Math.floor((box.clientWidth - strip - gap - 2) / columns);
      const high = Math.max(1.2, Math.min(frame.clientWidth < 640 ? 3 : 6, (tallest - numbers - gap - size * 12) / rows));
      const pen = sharpen(canvas, strip + gap + wide * columns + 2, high * rows + gap + numbers);
      const most = (values) => Math.max(...values.map(Math.abs));
      const xMost = most(data.x), wMost = most(map.matrix.flat()), oMost = most(map.out);
      const ink = style(frame, "color"), [chosenMap, chosen] = view.at, left = strip + gap;
      for (let i = 0; i < rows; i++) {
        pen.fillStyle = signed(data.x[i], xMost);
        pen.fillRect(0, i * high, strip, high);
        for (let j = 0; j < columns; j++) {
          pen.fillStyle = signed(map.matrix[i][j], wMost);
          pen.fillRect(left + j * wide, i * high, wide - 1, high);
        }
      }
      pen.strokeStyle = style(frame, "--faint");
      pen.strokeRect(0.5, 0.5, strip - 1, high * rows - 1);
      pen.font = `${size}px ${style(frame, "font-family")}`;
      pen.textBaseline = "middle";
      pen.textAlign = "center";
      const y = high * rows + gap;
      map.out.forEach((value, j) => {
        pen.fillStyle = signed(value, oMost);
        pen.fillRect(left + j * wide, y, wide - 1, numbers - 1);
        pen.save();
        pen.translate(left + (j + 0.5) * wide, y + numbers / 2);
        pen.rotate(-Math.PI / 2);
        pen.fillStyle = legible(palette[value < 0 ? "negative" : "positive"], value / oMost);
        if (wide >= size * 0.95) pen.fillText(decimals(value), 0, 0);
        pen.restore();
      });
      pen.fillStyle = ink;
      pen.fillText("x", strip / 2, y + size * 0.7);
      if (chosenMap === index) {
        pen.strokeStyle = ink;
        pen.lineWidth = 2.5;
        pen.strokeRect(left + chosen * wide - 1, 1, wide + 1, high * rows + gap + numbers - 2);
      }
      const column = (event) => {
        const at = Math.floor((event.clientX - canvas.getBoundingClientRect().left - left) / wide);
        if (at >= 0 && at < columns && (view.at[0] !== index || view.at[1] !== at)) look(index, at);
      };
      canvas.onpointermove = canvas.onpointerdown = column;
      canvas.onkeydown = (event) => {
        const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        if (!step) return;
        event.preventDefault();
        event.stopPropagation();
        const at = view.at[0] === index ? view.at[1] + step : 0;
        look(index, Math.max(0, Math.min(columns - 1, at)));
        panels.querySelectorAll("canvas")[index].focus();
      };
    }

    view.draw = (data) => {
      if (!data || !frame.clientWidth) return;
      view.data = data;
      panels.replaceChildren(...data.maps.map(() => element("div", "panel"))); // all, before one is measured
      const size = parseFloat(style(frame, "font-size")), tallest = frame.room();
      data.maps.forEach((_, index) => panel(data, index, panels.children[index], size, tallest));
      const [m, j] = view.at, map = data.maps[m];
      const lines = data.x.map((x, i) => {
        const w = map.matrix[i][j];
        return { name: data.inputs[i], text: `${decimals(x)} × ${decimals(w)}`, result: decimals(x * w, 3), value: x * w };
      });
      const more = { count: data.size - lines.length, value: map.rest[j] };
      const sum = lines.reduce((total, line) => total + line.value, more.value);
      const title = element("p", "sum");
      title.append(fill(data.words.sum, { name: map.name, index: j + 1 }) + " = ", element("b", "", decimals(sum, 3)));
      readout.replaceChildren(title, terms(lines, Math.max(...lines.map((line) => Math.abs(line.value))), 11, data.words.rest, undefined, more));
      frame.dataset.value = map.out[j];
      frame.dataset.sum = sum;
    };
    return view;
  });
}
