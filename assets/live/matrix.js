// A matrix of numbers; the cell under the pointer, or under the arrow keys, shows where its number comes from.

export default function (component) {
  return mount(component, (frame) => {
    frame.classList.add("beside");
    const plot = element("div", "plot");
    const canvas = element("canvas");
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "img");
    const readout = element("div", "readout");
    readout.setAttribute("aria-live", "polite");
    plot.append(canvas);
    frame.append(plot, readout);
    const view = { pinned: null, at: null, data: null };

    const look = (row, column, pin) => {
      if (pin) view.pinned = [row, column];
      if (view.at && view.at[0] === row && view.at[1] === column) return;
      view.at = [row, column];
      paint();
      explain();
    };

    const cell = (event) => {
      const box = canvas.getBoundingClientRect(), g = view.geometry;
      const column = Math.floor((event.clientX - box.left - g.left) / g.size);
      const row = Math.floor((event.clientY - box.top - g.top) / g.height);
      const inside = row >= 0 && column >= 0 && row < view.data.rows.length && column < view.data.columns.length;
      return inside ? [row, column] : null;
    };
    canvas.onpointermove = (event) => {
      const at = cell(event);
      if (at) look(at[0], at[1], false);
    };
    canvas.onpointerdown = (event) => {
      const at = cell(event);
      if (at) look(at[0], at[1], true);
    };
    canvas.onpointerleave = () => view.pinned && look(view.pinned[0], view.pinned[1], false);
    canvas.onkeydown = (event) => {
      const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      const clamp = (value, length) => Math.max(0, Math.min(length - 1, value));
      look(clamp(view.at[0] + step[0], view.data.rows.length), clamp(view.at[1] + step[1], view.data.columns.length), true);
    };

    function measure(data) {
      const size = parseFloat(style(frame, "font-size"));
      const tallest = frame.room();
      const family = style(frame, "font-family");
      const pen = canvas.getContext("2d");
      pen.font = `${size}px ${family}`;
      const width = (words) => Math.max(...words.map((word) => pen.measureText(word).width));
      const left = Math.min(9 * size, width(data.rows)) + size * 0.8;
      const longest = Math.min(9 * size, width(data.columns));
      const wide = plot.clientWidth;
      const cells = (wide - left - 2) / data.columns.length;
      const upright = longest + size * 0.6 > Math.min(cells, 4.2 * size);
      const top = upright ? longest + size * 0.8 : size * 1.8;
      const fits = (tallest - top - 2) / data.rows.length;
      const side = Math.min(cells, 4.2 * size);
      return { size, family, left, top, upright, height: Math.max(0.5, Math.min(side, fits)), cell: Math.max(0.5, Math.min(side, fits * 1.9)) };
    }

    // Cells change with the data and the size only; pointing at them redraws no more than the frame around one.
    function cells(g, width, height) {
      const key = [width, height, g.cell, g.height, palette.share, window.devicePixelRatio].join();
      if (view.cells?.key === key && view.cells.data === view.data) return view.cells.canvas;
      view.cells = { key, data: view.data, canvas: document.createElement("canvas") };
      paintCells(sharpen(view.cells.canvas, width, height), g);
      return view.cells.canvas;
    }

    function paint() {
      const data = view.data, g = measure(data);
      view.geometry = { left: g.left, top: g.top, size: g.cell, height: g.height };
      const width = g.left + g.cell * data.columns.length + 2, height = g.top + g.height * data.rows.length + 2;
      const pen = sharpen(canvas, width, height), ink = style(frame, "color");
      pen.drawImage(cells(g, width, height), 0, 0, width, height);
      labels(pen, g, ink);
      const [row, column] = view.at;
      pen.strokeStyle = ink;
      pen.lineWidth = 2.5;
      const wide = Math.max(g.cell, 6), high = Math.max(g.height, 6); // a frame that can be seen around a tiny cell
      pen.strokeRect(g.left + (column + 0.5) * g.cell - wide / 2, g.top + (row + 0.5) * g.height - high / 2, wide, high);
      if (data.kind !== "product") {
        pen.lineWidth = 1.5;
        pen.strokeRect(g.left, g.top + (row + 0.5) * g.height - high / 2, g.cell * data.columns.length, high);
      }
    }

    function paintCells(pen, g) {
      const data = view.data, rows = data.rows.length, columns = data.columns.length;
      const ink = style(frame, "color"), faint = style(frame, "--faint"), gap = Math.min(g.cell, g.height) < 5 ? 0 : 1;
      const most = Math.max(...data.result.flat().map((value) => Math.abs(value ?? 0)), 1e-9);
      const product = data.kind === "product", small = Math.min(g.size, g.height * 0.62);
      pen.font = `${small}px ${g.family}`;
      const roomy = g.cell >= pen.measureText("−0.00").width + 6 && g.height >= small + 2 && small >= g.size * 0.72;
      pen.textAlign = "center";
      pen.textBaseline = "middle";
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < columns; j++) {
          const value = data.result[i][j], x = g.left + j * g.cell, y = g.top + i * g.height;
          if (value === null || (!product && data.scores[i][j] === null)) {
            if (!gap) continue;
            pen.strokeStyle = faint;
            pen.lineWidth = 1;
            pen.beginPath();
            pen.moveTo(x + g.cell * 0.35, y + g.height * 0.65);
            pen.lineTo(x + g.cell * 0.65, y + g.height * 0.35);
            pen.stroke();
            continue;
          }
          const strength = product ? Math.abs(value) / most : value;
          pen.fillStyle = product ? signed(value, most) : share(value);
          pen.fillRect(x + gap / 2, y + gap / 2, g.cell - gap, g.height - gap);
          if (roomy) {
            pen.fillStyle = legible(palette[!product ? "share" : value < 0 ? "negative" : "positive"], strength);
            pen.fillText(decimals(value), x + g.cell / 2, y + g.height / 2);
          }
        }
    }

    function labels(pen, g, ink) {
      const data = view.data, [row, column] = view.at;
      const draw = (words, chosen, step, colour, place) => {
        const every = Math.max(1, Math.ceil((g.size * 1.15) / step));
        words.forEach((word, i) => {
          const here = i === chosen;
          if (!here && (i % every || Math.abs(i - chosen) < every)) return;
          pen.save();
          pen.font = `${here ? "bold " : ""}${g.size}px ${g.family}`;
          pen.fillStyle = ink;
          place(i, word.length > 14 ? word.slice(0, 13) + "…" : word, here, colour);
          pen.restore();
        });
      };
      draw(data.rows, row, g.height, data.colours[0], (i, word, here, colour) => {
        const y = g.top + (i + 0.5) * g.height;
        pen.textAlign = "right";
        pen.fillText(word, g.left - g.size * 0.5, y);
        if (here) {
          pen.fillStyle = colour;
          pen.fillRect(g.left - g.size * 0.35, y - g.size * 0.6, 5, g.size * 1.2);
        }
      });
      draw(data.columns, column, g.cell, data.colours[1], (i, word, here, colour) => {
        const x = g.left + (i + 0.5) * g.cell;
        if (here) {
          pen.fillStyle = colour;
          pen.fillRect(x - g.size * 0.6, g.top - 6, g.size * 1.2, 5);
          pen.fillStyle = ink;
        }
        pen.translate(x, g.top - g.size * (g.upright ? 0.5 : 0.9));
        if (g.upright) pen.rotate(-Math.PI / 2);
        pen.textAlign = g.upright ? "left" : "center";
        pen.fillText(word, 0, 0);
      });
    }

    // How many terms of a sum the room has lines for, in two columns.
    const fits = (most) => {
      const size = parseFloat(style(frame, "font-size"));
      return Math.max(4, Math.min(most, 2 * Math.floor((frame.room() - 8 * size) / (1.65 * size))));
    };

    function explain() {
      const data = view.data, words = data.words, [i, j] = view.at, value = data.result[i][j];
      readout.replaceChildren();
      const title = element("p", "title");
      const name = (word, role, colour) => {
        const span = element("span", "name");
        span.style.setProperty("--colour", colour);
        span.append(element("b", "", word), element("small", "", role));
        return span;
      };
      const masked = data.kind === "product" ? value === null : data.scores[i][j] === null;
      title.append(name(data.rows[i], words.rows, data.colours[0]), name(data.columns[j], words.columns, data.colours[1]));
      readout.append(title);
      frame.dataset.row = i;
      frame.dataset.column = j;
      frame.dataset.value = masked ? "" : value;
      if (masked) {
        readout.append(element("p", "sum", words.masked));
      } else if (data.kind === "product") {
        const lines = data.left[i].map((a, t) => {
          const b = data.right[j][t];
          return { name: t + 1, text: `${decimals(a)} × ${decimals(b)}`, result: decimals(a * b, 3), value: a * b };
        });
        const sum = lines.reduce((total, line) => total + line.value, 0);
        const most = Math.max(...lines.map((line) => Math.abs(line.value)));
        readout.append(terms(lines, most, fits(16), words.rest));
        const last = element("p", "sum");
        last.append(`Σ = ${decimals(sum, 3)}`);
        if (data.divisor !== 1) last.append(` ${data.divisorText} = `, element("b", "", decimals(sum / data.divisor, 3)));
        readout.append(last);
      } else {
        const allowed = data.scores[i].map((score, t) => ({ score, t })).filter((entry) => entry.score !== null);
        const lines = allowed.map(({ score, t }) => {
          const size = Math.exp(score);
          return { name: `${data.columns[t]} ${t + 1}`, text: "e", power: decimals(score), result: large(size), value: size };
        });
        const sum = lines.reduce((total, line) => total + line.value, 0);
        const most = Math.max(...lines.map((line) => line.value));
        readout.append(terms(lines, most, fits(10), words.rest, large));
        const last = element("p", "sum");
        const own = Math.exp(data.scores[i][j]);
        last.append(`${large(own)} ÷ ${large(sum)} = `, element("b", "", percent(own / sum)));
        readout.append(last);
      }
      readout.style.minHeight = ""; // what was tall once stays tall: the page must not jump under the pointer
      view.tallest = Math.max(view.tallest ?? 0, readout.scrollHeight);
      if (readout.offsetTop > plot.offsetTop + 10) readout.style.minHeight = view.tallest + "px";
      canvas.setAttribute("aria-label", `${data.rows[i]} · ${data.columns[j]}: ${masked ? words.masked : decimals(value, 3)}`);
    }

    view.draw = (data) => {
      if (!data || !plot.clientWidth) return;
      const key = data.rows.join(" ") + data.start;
      if (view.key !== key) {
        const last = (value, length) => (value < 0 ? length + value : Math.min(value, length - 1));
        view.pinned = view.at = [last(data.start[0], data.rows.length), last(data.start[1], data.columns.length)];
        view.key = key;
      }
      view.data = data;
      paint();
      explain();
    };
    return view;
  });
}
