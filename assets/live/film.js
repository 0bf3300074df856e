// A training under a slider: at each checkpoint the text that the model wrote, and where one of its heads looked.

export default function (component) {
  return mount(component, (frame) => {
    frame.classList.add("film");
    const label = element("label", "setting"), told = element("span", "named"), slider = element("input");
    const columns = element("div", "columns"), left = element("div", "left"), text = element("p", "written"), curve = svg("svg", { "aria-hidden": "true" }), plot = element("div", "plot"), canvas = element("canvas");
    const readout = element("p", "readout"), view = { at: null };
    Object.assign(slider, { type: "range", min: 0, step: 1 });
    told.setAttribute("aria-live", "polite");
    canvas.setAttribute("role", "img");
    canvas.tabIndex = 0;
    label.append(told, slider);
    plot.append(canvas, readout);
    left.append(text, curve);
    columns.append(left, plot);
    frame.append(label, columns);

    view.draw = (data) => {
      if (!data || !frame.clientWidth) return;
      const key = JSON.stringify(data.frames.map(({ step }) => step)), narrow = frame.clientWidth < 640;
      frame.classList.toggle("narrow", narrow);
      frame.style.setProperty("--tall", narrow ? "auto" : `${Math.max(200, frame.room() - 4.4 * parseFloat(style(frame, "font-size")))}px`);
      slider.max = data.frames.length - 1;
      slider.setAttribute("aria-label", data.words.slider);
      if (view.key !== key) slider.value = data.at;
      Object.assign(view, { key, data });
      const last = data.tokens.length - 1;
      if (!view.at || Math.max(...view.at) > last) view.at = [last, 0]; // a shorter sentence has no such cell
      paint();
    };
    slider.oninput = () => paint();
    slider.onchange = () => view.component.setStateValue("choice", { checkpoint: +slider.value + 1, time: Date.now() });

    function paint() {
      const { data } = view, now = data.frames[+slider.value];
      told.textContent = fill(now.loss === null ? data.words.step : data.words.stand, { step: now.step.toLocaleString("en-US"), loss: decimals(now.loss ?? 0) });
      slider.setAttribute("aria-valuetext", told.textContent);
      text.replaceChildren(element("span", "prompt", clean(data.prompt).trimStart()));
      for (const [word, share] of now.text) {
        const cell = element("span", word ? "drawn" : "drawn end", word ? clean(word).trimStart() || "␣" : data.words.end);
        cell.style.setProperty("--share", share);
        cell.title = percent(share);
        text.append(!word || /^\s/.test(word) ? " " : "", cell);
      }
      scrollable(text);
      map(now.weights);
      fall();
      Object.assign(frame.dataset, { step: now.step, text: now.text.map(([word]) => word).join("") });
    }
    const clean = (word) => word.replaceAll("\n", "↵ ").replace(/[\u0000-\u001f\u007f\ufffd]/g, "·");

    // The held-out loss, a place for each checkpoint: their steps grow too fast for a common scale.
    function fall() {
      const { frames } = view.data, size = parseFloat(style(frame, "font-size")), width = left.clientWidth, high = 7.2 * size;
      curve.replaceChildren();
      if (frames.some(({ loss }) => loss === null) || frames.length < 2) return;
      const most = Math.max(...frames.map(({ loss }) => loss)), x = (i) => size + ((width - 2 * size) * i) / (frames.length - 1);
      const y = (loss) => 5.6 * size - (4.1 * size * loss) / most, now = +slider.value;
      curve.setAttribute("width", width);
      curve.setAttribute("height", high);
      curve.append(svg("line", { x1: 0, x2: width, y1: y(0), y2: y(0), class: "grid" }), svg("polyline", { points: frames.map(({ loss }, i) => `${x(i)},${y(loss)}`).join(" "), class: "held" }));
      frames.forEach(({ step, loss }, i) => {
        curve.append(svg("circle", { cx: x(i), cy: y(loss), r: i === now ? 8 : 4, class: i === now ? "dot now" : "dot" }));
        if (i === now) curve.append(svg("text", { x: x(i), y: y(loss) - 1.1 * size, "text-anchor": i > frames.length / 2 ? "end" : "start" }, decimals(loss)));
        const edge = i === 0 || i === frames.length - 1;
        if (edge || i === now) if (edge || (x(i) > 3 * size && x(i) < width - 5 * size)) curve.append(svg("text", { x: x(i), y: 6.5 * size, "text-anchor": i === 0 ? "start" : edge ? "end" : "middle" }, step.toLocaleString("en-US")));
      });
      curve.append(svg("text", { x: width, y: 0.6 * size, "text-anchor": "end", class: "note" }, view.data.words.loss));
    }

    function map(weights) {
      const { data } = view, size = parseFloat(style(frame, "font-size")), count = data.tokens.length, pen = canvas.getContext("2d");
      pen.font = `${size}px ${style(frame, "font-family")}`;
      const margin = Math.min(7 * size, Math.max(...data.tokens.map((token) => pen.measureText(token).width))) + 0.7 * size;
      const room = frame.classList.contains("narrow") ? 20 * size : frame.room() - 6.8 * size;
      const cell = Math.max(6, Math.min((plot.clientWidth - margin - 2) / count, 2.6 * size)), height = Math.max(4, Math.min(cell, room / count));
      const sharp = sharpen(canvas, margin + count * cell + 2, count * height + 2), ink = style(frame, "color");
      view.geometry = { height };
      sharp.font = `${size}px ${style(frame, "font-family")}`;
      sharp.textBaseline = "middle";
      sharp.textAlign = "right";
      const every = Math.max(1, Math.ceil((size * 1.1) / height));
      weights.forEach((row, i) => {
        row.forEach((weight, j) => {
          sharp.fillStyle = j > i ? "transparent" : share(weight);
          sharp.fillRect(margin + j * cell, i * height, cell - 1, height - 1);
        });
        sharp.fillStyle = ink;
        if ((count - 1 - i) % every === 0) sharp.fillText(data.tokens[i].slice(0, 12), margin - 0.4 * size, (i + 0.5) * height);
      });
      sharp.strokeStyle = style(frame, "--faint");
      for (let i = 0; i < count; i++) sharp.strokeRect(margin + 0.5, i * height + 0.5, (i + 1) * cell - 1, height - 1);
      const [row] = view.at, best = weights[row].slice(0, row + 1).reduce((top, weight, j, all) => (weight > all[top] ? j : top), 0);
      sharp.strokeStyle = ink;
      sharp.lineWidth = 2.5;
      sharp.strokeRect(margin, row * height, (row + 1) * cell, height);
      readout.textContent = fill(data.words.looks, { token: data.tokens[row], target: data.tokens[best], share: percent(weights[row][best]) });
      canvas.setAttribute("aria-label", readout.textContent);
      Object.assign(frame.dataset, { target: best, weight: weights[row][best] });
    }
    canvas.onpointermove = canvas.onpointerdown = (event) => {
      const row = Math.floor((event.clientY - canvas.getBoundingClientRect().top) / view.geometry.height);
      if (row >= 0 && row < view.data.tokens.length && row !== view.at[0]) choose(row);
    };
    canvas.onkeydown = (event) => {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      choose(Math.max(0, Math.min(view.data.tokens.length - 1, view.at[0] + step)));
    };
    function choose(row) {
      view.at = [row, 0];
      paint();
    }
    return view;
  });
}
