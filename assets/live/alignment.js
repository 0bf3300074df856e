// The alignment matrix, row by row as the French words are written. A line follows the eye from word to word; where it
// turns back, the order of the words has changed. Point at a cell to see where its share comes from.

export default function (component) {
  return mount(component, (frame) => {
    frame.classList.add("alignment", "beside");
    const plot = element("div", "plot"), control = element("label", "control"), name = element("span", ""), slider = element("input"), play = element("button", "chip play");
    const canvas = element("canvas"), readout = element("div", "readout");
    Object.assign(slider, { type: "range", min: 1, step: 1 });
    play.type = "button";
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "application");
    readout.setAttribute("aria-live", "polite");
    control.append(name, slider);
    const bar = element("div", "bar-line");
    bar.append(play, control);
    plot.append(bar, canvas);
    frame.append(plot, readout);
    const view = { at: [0, 0], key: "" };
    let telling = 0, playing = 0;

    const tell = () => {
      clearTimeout(telling);
      telling = setTimeout(() => {
        view.told = +slider.value;
        view.component.setStateValue("choice", { word: view.told, time: Date.now() });
      }, 400);
    };
    const strongest = (row) => view.data.weights[row].indexOf(Math.max(...view.data.weights[row]));
    const grow = (count) => {
      slider.value = count;
      view.at = [count - 1, strongest(count - 1)];
      paint();
    };
    const stop = () => {
      clearInterval(playing);
      playing = 0;
      play.textContent = "▶";
      play.setAttribute("aria-label", view.data?.words.play ?? "");
    };
    slider.oninput = () => {
      stop();
      grow(+slider.value);
    };
    slider.onchange = tell;
    play.onclick = () => {
      if (playing) {
        stop();
        return tell();
      }
      if (still()) return (grow(view.data.french.length), tell());
      grow(+slider.value < view.data.french.length ? +slider.value : 1);
      play.textContent = "❚❚";
      playing = setInterval(() => {
        if (!frame.isConnected) return stop();
        if (+slider.value < view.data.french.length) return grow(+slider.value + 1);
        stop();
        tell();
      }, 900);
    };
    const look = (row, column) => {
      const most = +slider.value - 1, to = [Math.max(0, Math.min(most, row)), Math.max(0, Math.min(view.data.english.length - 1, column))];
      if (String(to) === String(view.at)) return;
      view.at = to;
      paint();
    };
    canvas.onpointermove = canvas.onpointerdown = (event) => {
      const g = view.geometry, row = Math.floor((event.offsetY - g.top) / g.high), column = Math.floor((event.offsetX - g.left) / g.wide);
      if (row >= 0 && column >= 0 && row < +slider.value && column < view.data.english.length) look(row, column);
    };
    canvas.onkeydown = (event) => {
      const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      look(view.at[0] + step[0], view.at[1] + step[1]);
    };

    view.draw = (data) => {
      if (!data || !frame.clientWidth) return;
      const key = JSON.stringify([data.english, data.french, data.scores[0]]);
      const moved = view.key !== key || (view.data !== data && data.written !== view.told);
      Object.assign(view, { key, data });
      slider.max = data.french.length;
      if (moved) {
        stop();
        const count = Math.min(data.written, data.french.length), turn = data.turns.filter((row) => row < count).pop();
        grow(count);
        if (turn !== undefined && count === data.french.length) look(turn, strongest(turn)); // first where the order changes
      } else paint();
    };

    function paint() {
      const { data } = view, written = +slider.value, [row, column] = view.at;
      const told = fill(data.words.written, { n: written, all: data.french.length });
      name.textContent = told;
      slider.setAttribute("aria-valuetext", told);
      draw(written);
      explain();
      canvas.setAttribute("aria-label", `${data.french[row]} ← ${data.english[column]}: ${percent(data.weights[row][column])}`);
      Object.assign(frame.dataset, { written, row: row + 1, column: column + 1, weight: data.weights[row][column], score: data.scores[row][column] });
    }

    function draw(written) {
      const { data } = view, [row, column] = view.at, size = parseFloat(style(frame, "font-size")), family = style(frame, "font-family");
      const ink = style(frame, "color"), faint = style(frame, "--faint"), width = plot.clientWidth, rows = data.french.length, columns = data.english.length;
      let pen = canvas.getContext("2d");
      const font = (weight, s = size) => (pen.font = `${weight} ${s}px ${family}`);
      font(600);
      const longest = (words) => Math.max(...words.map((word) => pen.measureText(word).width));
      const left = longest(data.french) + size * 0.8, cells = (width - left - 2) / columns, wide = Math.min(cells, 5 * size);
      const upright = longest(data.english) + size * 0.5 > wide, top = upright ? longest(data.english) + size * 0.7 : size * 1.7;
      const room = Math.max(10 * size, frame.room() - bar.offsetHeight - size * 0.4), high = Math.max(size * 0.6, Math.min(2.2 * size, (room - top - 2) / rows));
      view.geometry = { left, top, wide, high };
      pen = sharpen(canvas, width, top + high * rows + 2);
      pen.textBaseline = "middle";
      const x = (j) => left + (j + 0.5) * wide, y = (i) => top + (i + 0.5) * high, letters = Math.min(size, high * 0.95);
      data.english.forEach((word, j) => {
        font(j === column ? 700 : 400, Math.min(size, wide * (upright ? 1.15 : 9)));
        pen.fillStyle = ink;
        pen.save();
        pen.translate(x(j), top - size * (upright ? 0.45 : 0.8));
        if (upright) pen.rotate(-Math.PI / 2);
        pen.textAlign = upright ? "left" : "center";
        pen.fillText(word, 0, 0);
        pen.restore();
      });
      const roomy = wide > size * 2.6 && high > size * 1.15;
      for (let i = 0; i < rows; i++) {
        const here = i < written;
        pen.textAlign = "right";
        font(i === row ? 700 : 400, letters);
        pen.globalAlpha = here ? 1 : 0.0;
        pen.fillStyle = ink;
        pen.fillText(data.french[i], left - size * 0.45, y(i));
        pen.globalAlpha = 1;
        for (let j = 0; j < columns; j++) {
          const value = data.weights[i][j];
          if (here) {
            pen.fillStyle = share(value);
            pen.fillRect(left + j * wide + 0.5, top + i * high + 0.5, wide - 1, high - 1);
          }
          pen.strokeStyle = faint;
          pen.lineWidth = 1;
          if (!here) pen.setLineDash([2, 4]);
          pen.strokeRect(left + j * wide + 0.5, top + i * high + 0.5, wide - 1, high - 1);
          pen.setLineDash([]);
        }
      }
      follow(pen, written, x, y, size, wide);
      font(400, Math.min(size, high * 0.7));
      pen.textAlign = "center";
      for (let i = 0; roomy && i < written; i++)
        data.weights[i].forEach((value, j) => {
          if (value < 0.005) return;
          const number = percent(value).replace(".0", ""), half = Math.min(wide - 4, pen.measureText(number).width) / 2 + 1, rise = Math.min(high - 2, size) / 2;
          const behind = [x(j) - half, y(i) - rise, 2 * half, 2 * rise].map(Math.round); // where the line may not go
          pen.clearRect(...behind);
          pen.fillStyle = share(value);
          pen.fillRect(...behind);
          pen.fillStyle = legible(palette.share, value);
          pen.fillText(number, x(j), y(i), wide - 4);
        });
      pen.strokeStyle = ink;
      pen.lineWidth = 2.5;
      pen.strokeRect(left + column * wide + 1, top + row * high + 1, wide - 2, high - 2);
    }

    // The line of the eye; where it turns back it is orange and thick. Its dots stand beside the numbers of the cells.
    function follow(pen, written, x, y, size, wide) {
      const { data } = view, off = Math.min(wide * 0.38, size * 1.7), turning = new Set(data.turns);
      let last = null;
      for (let i = 0; i < written; i++) {
        if (data.french[i] === "■") break;
        const at = [x(strongest(i)) + off, y(i)];
        if (last) {
          const back = turning.has(i);
          pen.strokeStyle = back ? "#e69f00" : style(frame, "color");
          pen.globalAlpha = back ? 1 : 0.6;
          pen.lineWidth = back ? 5 : 2;
          pen.beginPath();
          pen.moveTo(...last);
          pen.lineTo(...at);
          pen.stroke();
          pen.globalAlpha = 1;
        }
        last = at;
        pen.fillStyle = turning.has(i) ? "#e69f00" : style(frame, "color");
        pen.beginPath();
        pen.arc(at[0], at[1], turning.has(i) ? 5 : 3, 0, 7);
        pen.fill();
      }
    }

    function explain() {
      const { data } = view, [row, column] = view.at, scores = data.scores[row], size = parseFloat(style(frame, "font-size"));
      const title = element("p", "title");
      const part = (text, role, colour) => {
        const span = element("span", "name");
        span.style.setProperty("--colour", colour);
        span.append(element("b", "", text), element("small", "", role));
        return span;
      };
      title.append(part(data.french[row], data.words.query, "#0072b2"), part(data.english[column], data.words.key, "#e69f00"));
      const table = element("table", "steps"), head = element("tr");
      head.append(element("td"), ...[data.words.score, "eˢ", data.words.weight].map((word) => element("th", "", word)));
      table.append(head);
      const sum = scores.reduce((all, s) => all + Math.exp(s), 0), most = Math.max(3, Math.min(8, Math.floor((frame.room() - 7.5 * size) / (1.5 * size))));
      const order = scores.map((_, j) => j).sort((a, b) => scores[b] - scores[a]).slice(0, most);
      if (!order.includes(column)) order[order.length - 1] = column;
      for (const j of order.sort((a, b) => a - b)) {
        const line = element("tr", j === column ? "here" : "");
        line.append(element("th", "", data.english[j]), element("td", "", decimals(scores[j])), element("td", "", large(Math.exp(scores[j]))), element("td", "", percent(data.weights[row][j])));
        line.lastChild.style.setProperty("--share", data.weights[row][j]);
        table.append(line);
      }
      const last = element("p", "sum"), own = Math.exp(scores[column]);
      last.append(`${large(own)} ÷ ${large(sum)} = `, element("b", "", percent(data.weights[row][column])));
      readout.replaceChildren(title, table, last);
      if (data.turns.includes(row)) readout.append(element("p", "turn", data.words.turn));
    }
    return view;
  });
}
