// What can be computed at the same moment: a network that reads word by word, and one that reads all words at once.

export default function (component) {
  return mount(component, (frame) => {
    frame.classList.add("waiting");
    const control = element("label", "control"), name = element("span", ""), slider = element("input"), canvas = element("canvas");
    Object.assign(slider, { type: "range", min: 0, step: 1 });
    canvas.setAttribute("role", "img");
    control.append(name, slider);
    frame.append(control, canvas);
    const view = {};
    slider.oninput = () => paint();

    view.draw = (data) => {
      if (!data || !frame.clientWidth) return;
      const key = data.tokens.join(" ");
      slider.max = data.tokens.length;
      if (view.key !== key) slider.value = Math.min(data.layers, data.tokens.length);
      Object.assign(view, { key, data });
      paint();
    };

    function paint() {
      const { data } = view, tick = +slider.value, n = data.tokens.length, size = parseFloat(style(frame, "font-size"));
      const told = fill(data.words.tick, { n: tick, all: n });
      name.textContent = told;
      slider.setAttribute("aria-valuetext", told);
      const ink = style(frame, "color"), faint = style(frame, "--faint"), family = style(frame, "font-family");
      const width = frame.clientWidth, tall = Math.max(size * 15, Math.min(size * 24, frame.room() - control.offsetHeight - size)), pen = sharpen(canvas, width, tall);
      pen.font = `${size}px ${family}`;
      const longest = Math.max(...data.tokens.map((token) => pen.measureText(token).width)), step = Math.min(size * 5, width / n);
      const upright = longest > step - 4, labels = upright ? Math.min(longest, size * 5) + size * 0.6 : size * 1.8;
      const rows = 1 + data.layers, head = size * 1.7, high = Math.max(size * 0.9, (tall - labels - 2 * head - size * 1.2) / (rows + 0.6));
      const wide = step - Math.max(1, Math.min(size * 0.9, step * 0.3));
      const box = (i, top, on, now) => {
        pen.fillStyle = on ? (now ? share(0.95) : share(0.45)) : "transparent";
        pen.fillRect(i * step + 1, top, wide, high);
        pen.strokeStyle = on ? ink : faint;
        pen.lineWidth = now ? 2.5 : 1;
        pen.strokeRect(i * step + 1, top, wide, high);
      };
      const say = (text, y, done) => {
        pen.fillStyle = ink;
        pen.textAlign = "left";
        pen.textBaseline = "middle";
        pen.font = `700 ${size}px ${family}`;
        pen.fillText(text, 0, y);
        const from = pen.measureText(text).width + size;
        pen.font = `${size}px ${family}`;
        pen.fillText(done, from, y);
      };
      let top = 0;
      say(data.words.recurrent, top + head / 2, fill(data.words.done, { n: Math.min(tick, n), all: n }));
      top += head;
      for (let i = 0; i < n; i++) {
        box(i, top, i < tick, i === tick - 1);
        if (i && step - wide > 6) {
          pen.fillStyle = ink;
          pen.beginPath();
          pen.moveTo(i * step - 1, top + high / 2);
          pen.lineTo(i * step - 7, top + high / 2 - 5);
          pen.lineTo(i * step - 7, top + high / 2 + 5);
          pen.fill();
        }
      }
      top += high + size * 0.6;
      say(data.words.transformer, top + head / 2, fill(data.words.layers, { n: Math.min(tick, data.layers), all: data.layers }));
      top += head;
      for (let layer = data.layers - 1; layer >= 0; layer--, top += high + size * 0.3) for (let i = 0; i < n; i++) box(i, top, layer < tick, layer === tick - 1);
      data.tokens.forEach((token, i) => {
        if (i % Math.ceil((size * 1.1) / step)) return;
        pen.fillStyle = ink;
        pen.save();
        pen.translate(i * step + 1 + wide / 2, top + size * 0.3);
        if (upright) pen.rotate(-Math.PI / 2);
        pen.textAlign = upright ? "right" : "center";
        pen.textBaseline = upright ? "middle" : "top";
        pen.fillText(token, 0, 0, size * 5);
        pen.restore();
      });
      canvas.setAttribute("aria-label", `${told}. ${data.words.recurrent}: ${Math.min(tick, n)} / ${n}. ${data.words.transformer}: ${Math.min(tick, data.layers)} / ${data.layers}`);
      Object.assign(frame.dataset, { tick, recurrent: Math.min(tick, n), transformer: Math.min(tick, data.layers) });
    }
    return view;
  });
}
