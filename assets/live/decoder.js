// One word of a translation being written: on the left what the encoder has read, in the middle what the decoder sees of
// it, on the right the words that may come next. Press a French word, or walk with the arrow keys.

export default function (component) {
  return mount(component, (frame) => {
    frame.classList.add("decoder", "beside");
    const plot = element("div", "plot"), chips = element("div", "french"), canvas = element("canvas"), readout = element("div", "readout");
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "application");
    readout.setAttribute("aria-live", "polite");
    chips.setAttribute("role", "group");
    plot.append(chips, canvas);
    frame.append(plot, readout);
    const view = { step: 0, word: 0, key: "" };
    let telling = 0;

    const choose = (step) => {
      view.step = Math.max(0, Math.min(view.data.french.length - 1, step));
      view.word = strongest(view.step);
      clearTimeout(telling);
      telling = setTimeout(() => {
        view.told = view.step;
        view.component.setStateValue("choice", { word: view.step + 1, time: Date.now() });
      }, 400);
      paint();
    };
    const strongest = (step) => {
      const row = view.data.score?.weights[step];
      return row ? row.indexOf(Math.max(...row)) : 0;
    };
    const point = (word) => {
      if (word === view.word || word < 0 || word >= view.data.english.length) return;
      view.word = word;
      paint();
    };
    canvas.onpointermove = canvas.onpointerdown = (event) => {
      const at = Math.floor((event.offsetY - view.top) / view.row);
      if (view.data.score && event.offsetX < view.wires) point(at);
    };
    canvas.onkeydown = (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key], word = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!step && !(word && view.data.score)) return;
      event.preventDefault();
      event.stopPropagation();
      if (step) choose(view.step + step);
      else point(view.word + word);
    };

    view.draw = (data) => {
      if (!data || !frame.clientWidth) return;
      const key = data.english.join(" ") + data.score?.kind;
      if (view.data !== data) {
        const moved = view.key !== key || data.step !== view.told;
        view.data = data;
        if (moved) {
          view.step = Math.min(data.step, data.french.length - 1);
          view.word = strongest(view.step);
        }
      }
      view.key = key;
      frame.classList.toggle("narrow", frame.clientWidth < 640);
      frame.classList.toggle("fixed", !data.score);
      paint();
    };

    function paint() {
      const { data, step } = view;
      const named = JSON.stringify([data.words.french, data.french]);
      if (chips.dataset.named !== named) { // not anew for another height: who is just pressing one would miss it
        chips.dataset.named = named;
        chips.replaceChildren(element("span", "station", data.words.french), ...data.french.map((word, t) => {
          const chip = element("button", "", word);
          chip.type = "button";
          chip.onclick = () => choose(t);
          return chip;
        }));
      }
      [...chips.querySelectorAll("button")].forEach((chip, t) => {
        chip.className = t === step ? "bead now" : t < step ? "bead" : "bead later";
        chip.setAttribute("aria-pressed", t === step);
      });
      draw();
      if (data.score) explain();
      else readout.replaceChildren();
      const best = data.guesses[step][0];
      canvas.setAttribute("aria-label", `${fill(data.words.step, { n: step + 1, all: data.french.length })}: ${data.guesses[step].map(([word, p]) => `${word} ${percent(p)}`).join(", ")}`);
      Object.assign(frame.dataset, { step: step + 1, next: best[0], share: best[1], word: view.word + 1, weight: data.score ? data.score.weights[step][view.word] : "" });
    }

    // Columns: word, its state, share, wires, what the decoder has, next words.
    function draw() {
      const { data, step } = view, rows = data.english.length, narrow = frame.classList.contains("narrow");
      const size = parseFloat(style(frame, "font-size")), family = style(frame, "font-family"), ink = style(frame, "color"), faint = style(frame, "--faint");
      const width = plot.clientWidth, room = (narrow ? 30 * size : frame.room()) - chips.offsetHeight - size * 0.5;
      const below = narrow ? 13 * size : 0; // on a phone the next words stand under the picture
      const top = 1.7 * size, row = (view.row = Math.max(size * 0.72, Math.min(2.3 * size, (Math.max(room - below, 12 * size) - top) / rows)));
      const tall = Math.max(top + row * rows, 13 * size) + below, letters = Math.min(size, row);
      const pen = sharpen(canvas, width, tall);
      const font = (weight, s = size) => (pen.font = `${weight} ${s}px ${family}`);
      font(400, letters);
      const left = Math.min(width * 0.24, Math.max(...data.english.map((word) => pen.measureText(word).width)) + size * 0.6);
      const strip = narrow ? 3.4 * size : Math.max(5.4 * size, Math.min(9 * size, width * 0.13)), number = data.score ? 3.5 * size : size * 0.4;
      const wires = left + strip + number, middle = narrow ? width - strip - 4 : wires + Math.min(14 * size, (width - wires) * 0.26);
      const right = middle + strip + size * 1.6;
      Object.assign(view, { top, wires: narrow ? middle : wires });
      pen.textBaseline = "middle";
      pen.fillStyle = ink;
      font(700);
      pen.textAlign = "left";
      pen.fillText(data.words.read, 0, size * 0.75, wires + size * 3);
      const y = (i) => top + (i + 0.5) * row, most = 1;
      const bars = (values, x, at, wide, high) => {
        const cell = wide / values.length;
        values.forEach((value, i) => {
          pen.fillStyle = signed(value, most);
          pen.fillRect(x + i * cell, at - high / 2, cell + 0.3, high);
        });
        pen.strokeStyle = faint;
        pen.lineWidth = 1;
        pen.strokeRect(x + 0.5, at - high / 2 + 0.5, wide - 1, high - 1);
        pen.fillStyle = ink;
      };
      const weights = data.score?.weights[step], centre = top + (row * rows) / 2, deck = Math.min(2.4 * size, row * rows * 0.3);
      const asksAt = Math.max(top + deck * 0.5 + size * 1.2, Math.min(centre - deck - size * 0.8, tall)), seesAt = asksAt + deck + size * 2.2;
      // wires first, words over them
      data.english.forEach((_, i) => {
        const share_ = weights ? weights[i] : 0;
        const ends = weights ? [[wires, share_]] : [...(i === rows - 1 ? [[left + strip * 0.25, 1]] : []), ...(i === 0 ? [[left + strip * 0.75, 1]] : [])];
        for (const [from, strength] of ends) {
          if (strength < 0.004) continue;
          const begin = weights ? from : left + strip, bend = (middle - begin) / 2;
          pen.strokeStyle = weights ? share(0.25 + 0.75 * strength) : ink;
          pen.globalAlpha = weights ? 1 : 0.55;
          pen.lineWidth = weights ? 1 + strength * 11 : 4;
          pen.beginPath();
          pen.moveTo(begin, y(i));
          pen.bezierCurveTo(begin + bend, y(i), middle - bend, seesAt, middle, seesAt);
          pen.stroke();
          pen.globalAlpha = 1;
        }
      });
      data.english.forEach((word, i) => {
        const here = weights && i === view.word;
        font(here ? 700 : 400, letters);
        pen.fillStyle = ink;
        pen.textAlign = "right";
        pen.fillText(word, left - size * 0.4, y(i), left - size * 0.4);
        bars(data.memory[i], left, y(i), strip, Math.max(3, row - 3));
        if (here) {
          pen.strokeStyle = data.colours.key;
          pen.lineWidth = 3;
          pen.strokeRect(left, y(i) - (row - 2) / 2, strip, row - 2);
        }
        if (!weights) return;
        pen.fillStyle = ink;
        pen.fillText(percent(weights[i]).replace(".0", ""), wires - size * 0.35, y(i), number);
      });
      font(600);
      pen.textAlign = "center";
      pen.fillStyle = ink;
      const label = (text, at) => pen.fillText(text, Math.min(width - pen.measureText(text).width / 2, middle + strip / 2), at);
      label(data.words.asks, asksAt - deck / 2 - size * 0.75);
      bars(data.asks[step], middle, asksAt, strip, deck);
      pen.strokeStyle = data.colours.query;
      pen.lineWidth = 3;
      pen.strokeRect(middle, asksAt - deck / 2, strip, deck);
      label(data.words.sees, seesAt + deck / 2 + size * 0.8);
      bars(data.sees[step], middle, seesAt, strip, deck);
      pen.strokeStyle = share(1);
      pen.strokeRect(middle, seesAt - deck / 2, strip, deck);
      if (narrow) next(pen, font, 0, tall - below + size, width, size, ink);
      else {
        pen.strokeStyle = ink;
        pen.lineWidth = 2;
        for (const at of [asksAt, seesAt]) {
          pen.beginPath();
          pen.moveTo(middle + strip + 3, at);
          pen.lineTo(right - size * 0.4, (asksAt + seesAt) / 2);
          pen.stroke();
        }
        next(pen, font, right, Math.max(size * 0.2, (asksAt + seesAt) / 2 - (data.guesses[step].length + 1.4) * size * 0.85), width - right, size, ink);
      }
    }

    function next(pen, font, x, at, wide, size, ink) {
      const guesses = view.data.guesses[view.step], line = 1.7 * size;
      font(700);
      pen.textAlign = "left";
      pen.fillStyle = ink;
      pen.fillText(view.data.words.next, x, at + size * 0.55, wide);
      font(600);
      const word = Math.min(wide * 0.42, Math.max(...guesses.map(([text]) => pen.measureText(text).width)) + size * 0.6), number = 3.3 * size;
      guesses.forEach(([text, p], i) => {
        const y = at + size * 1.4 + (i + 0.5) * line;
        font(i ? 400 : 700);
        pen.fillStyle = ink;
        pen.textAlign = "right";
        pen.fillText(text, x + word - size * 0.4, y, word - size * 0.4);
        pen.fillStyle = share(i ? 0.45 : 0.85);
        const bar = Math.max(1, Math.min(18 * size, wide - word - number) * p);
        pen.fillRect(x + word, y - line * 0.36, bar, line * 0.72);
        pen.fillStyle = ink;
        pen.textAlign = "left";
        pen.fillText(p < 0.0005 ? "< 0.1 %" : percent(p), x + word + bar + size * 0.35, y, wide - word - bar - size * 0.4);
      });
    }

    function explain() {
      const { data, step, word } = view, { score, words } = data, q = score.queries[step], k = score.keys[word], size = parseFloat(style(frame, "font-size"));
      const name = (text, role, colour) => {
        const span = element("span", "name");
        span.style.setProperty("--colour", colour);
        span.append(element("b", "", text), element("small", "", role));
        return span;
      };
      const title = element("p", "title");
      title.append(name(`→ ${data.french[step]}`, words.query, data.colours.query), name(data.english[word], words.key, data.colours.key));
      const lines = q.map((a, i) => {
        const b = k[i], additive = score.kind === "additive", value = additive ? score.v[i] * Math.tanh(a + b) : a * b;
        const plus = b < 0 ? ` − ${decimals(-b)}` : ` + ${decimals(b)}`;
        return { name: i + 1, value, text: additive ? `${decimals(score.v[i])} · tanh(${decimals(a)}${plus})` : `${decimals(a)} × ${decimals(b)}`, result: decimals(value, 2) };
      });
      const sum = lines.reduce((all, line) => all + line.value, 0), most = Math.max(...lines.map((line) => Math.abs(line.value)));
      const columns = score.kind === "additive" ? 1 : 2;
      const fits = Math.max(3, Math.min(12, columns * Math.floor((frame.room() - 11.6 * size) / (1.55 * size))));
      const box = terms(lines, most, fits, words.rest);
      box.style.columns = columns === 1 ? 1 : "";
      const total = score.scores[step][word], last = element("p", "sum");
      if (score.kind === "scaled") last.append(`Σ = ${decimals(sum)}; ÷ √${q.length} = `);
      else last.append("Σ = ");
      last.append(element("b", "", decimals(total)));
      const row = score.scores[step], shared = row.reduce((all, s) => all + Math.exp(s - total), 0), soft = element("p", "sum");
      const largest = Math.max(...row), whole = row.reduce((all, s) => all + Math.exp(s - largest), 0) * Math.exp(largest);
      soft.append(`${words.softmax}: e`, element("sup", "", decimals(total)), ` ÷ ${large(whole)} = `, element("b", "", percent(1 / shared)));
      readout.replaceChildren(title, element("p", "formula", words.formula), box, last, soft);
      frame.dataset.sum = score.kind === "scaled" ? sum / Math.sqrt(q.length) : sum;
    }
    return view;
  });
}
