// What a norm reads, one row a token, one column a dimension. The cell under the pointer, or under the arrow keys, is
// normalised along its row, as layer norm does, and along its column, as batch norm would.

export default function (component) {
  return mount(component, (frame) => {
    frame.classList.add("norm");
    const canvas = element("canvas"), readout = element("div", "readout");
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "img");
    readout.setAttribute("aria-live", "polite");
    frame.append(canvas, readout);
    const view = { at: [0, 0] };

    const look = (row, column) => {
      const { x } = view.data;
      const at = [Math.max(0, Math.min(x.length - 1, row)), Math.max(0, Math.min(x[0].length - 1, column))];
      if (at[0] === view.at[0] && at[1] === view.at[1]) return;
      view.at = at;
      paint();
    };
    canvas.onpointermove = canvas.onpointerdown = (event) => {
      const box = canvas.getBoundingClientRect(), g = view.geometry;
      const row = Math.floor((event.clientY - box.top - g.top) / g.high), column = Math.floor((event.clientX - box.left - g.left) / g.wide);
      if (row >= 0 && column >= 0 && row < view.data.x.length && column < view.data.x[0].length) look(row, column);
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
      const key = JSON.stringify([data.x[0], data.start, data.tokens]);
      if (view.key !== key) view.at = data.start;
      view.key = key;
      view.data = data;
      paint();
    };

    function paint() {
      const { data } = view, size = parseFloat(style(frame, "font-size")), [row, column] = view.at;
      const lines = frame.clientWidth < 560 ? 10 : 5.4, family = style(frame, "font-family");
      const rows = data.x.length, columns = data.x[0].length;
      const pen0 = canvas.getContext("2d");
      pen0.font = `${size}px ${family}`;
      const left = Math.min(6 * size, Math.max(...data.tokens.map((token) => pen0.measureText(token).width))) + size * 0.6;
      const right = size * 3.2, below = size * 2.6, top = size * 0.6;
      const room = Math.max(size * 6, frame.room() - lines * 1.45 * size);
      const wide = (frame.clientWidth - left - right - 4) / columns;
      const high = Math.max(2, Math.min((room - top - below) / rows, size * 1.5));
      view.geometry = { left, top, wide, high };
      const pen = sharpen(canvas, frame.clientWidth, top + high * rows + below);
      const ink = style(frame, "color"), faint = style(frame, "--faint");
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < columns; j++) {
          pen.fillStyle = signed(data.x[i][j], data.most);
          pen.fillRect(left + j * wide, top + i * high, wide + 0.3, high + 0.3);
        }
      pen.strokeStyle = faint;
      pen.lineWidth = 1;
      pen.strokeRect(left, top, wide * columns, high * rows);
      // Beside each row and below each column: its mean as a tick, its spread as a bar.
      const margin = (from, to, mean, deviation, middle, thick, upright, strong) => {
        const most = Math.max(...data.rows.variance.map((v, i) => Math.abs(data.rows.mean[i]) + Math.sqrt(v)), ...data.columns.variance.map((v, i) => Math.abs(data.columns.mean[i]) + Math.sqrt(v)));
        const at = (value) => (from + to) / 2 + (value / most) * ((to - from) / 2);
        pen.globalAlpha = strong ? 1 : 0.45;
        pen.fillStyle = upright ? "#d55e00" : "#009e73";
        const a = at(mean - deviation), b = at(mean + deviation);
        if (upright) pen.fillRect(middle - thick / 2, a, Math.max(1, thick), b - a);
        else pen.fillRect(a, middle - thick / 2, b - a, Math.max(1, thick));
        pen.fillStyle = ink;
        if (upright) pen.fillRect(middle - thick / 2, at(mean) - 1, Math.max(1, thick), 2);
        else pen.fillRect(at(mean) - 1, middle - thick / 2, 2, Math.max(1, thick));
        pen.globalAlpha = 1;
      };
      const edge = left + wide * columns + size * 0.4, bottom = top + high * rows + size * 0.4;
      data.tokens.forEach((_, i) => margin(edge, frame.clientWidth - 2, data.rows.mean[i], Math.sqrt(data.rows.variance[i]), top + (i + 0.5) * high, high * 0.7, false, i === row));
      data.x[0].forEach((_, j) => margin(bottom, bottom + below - size * 0.5, data.columns.mean[j], Math.sqrt(data.columns.variance[j]), left + (j + 0.5) * wide, wide * 0.7, true, j === column));
      pen.lineWidth = 3;
      pen.strokeStyle = "#009e73";
      pen.strokeRect(left, top + row * high, wide * columns, Math.max(high, 3));
      pen.strokeStyle = "#d55e00";
      pen.strokeRect(left + column * wide, top, Math.max(wide, 3), high * rows);
      pen.strokeStyle = ink;
      pen.lineWidth = 2;
      pen.strokeRect(left + column * wide - 2, top + row * high - 2, wide + 4, high + 4);
      pen.font = `${size}px ${family}`;
      pen.textBaseline = "middle";
      pen.fillStyle = ink;
      pen.textAlign = "center";
      pen.fillText("μ ± σ", (edge + frame.clientWidth - 2) / 2, bottom + below * 0.4);
      pen.textAlign = "right";
      const every = Math.ceil((size * 1.25) / high);
      data.tokens.forEach((token, i) => {
        if (i !== row && ((i - row) % every || Math.abs(i - row) * high < size * 1.2)) return;
        pen.font = `${i === row ? "bold " : ""}${size}px ${family}`;
        pen.fillStyle = ink;
        pen.fillText(token.length > 11 ? token.slice(0, 10) + "…" : token, left - size * 0.4, top + (i + 0.5) * high, left - size * 0.4);
      });
      explain();
    }

    // So many digits that who calculates with the printed numbers gets the printed result; `small` where ε matters too.
    function precision(value, mean, spread, epsilon, result) {
      const small = decimals((value - mean) / Math.sqrt(spread)) !== decimals(result);
      for (let digits = 2; ; digits++) {
        const printed = Number(value.toFixed(digits)) - Number(mean.toFixed(digits));
        const again = printed / Math.sqrt(Number(spread.toFixed(digits + 1)) + (small ? epsilon : 0));
        if (decimals(again) === decimals(result) || digits === 8) return { small, digits };
      }
    }

    const plain = (epsilon) => epsilon.toFixed(12).replace(/0+$/, "");

    function explain() {
      const { data } = view, [row, column] = view.at, value = data.x[row][column], { words } = data;
      const block = (className, title, note, stats, index, count) => {
        const box = element("div", `way ${className}`), mean = data.rms ? 0 : stats.mean[index];
        const spread = data.rms ? stats.square[index] : stats.variance[index];
        const result = (value - mean) / Math.sqrt(spread + data.epsilon);
        const { small, digits } = precision(value, mean, spread, data.epsilon, result);
        const [x, middle, wide] = [decimals(value, digits), decimals(mean, digits), decimals(spread, digits + 1)];
        const known = fill(data.rms ? words.square : words.moments, { square: wide, mean: middle, variance: wide });
        const minus = data.rms ? x : `(${x} − ${middle.startsWith("−") ? `(${middle})` : middle})`;
        const root = small ? `√(${wide} + ${plain(data.epsilon)})` : `√${wide}`;
        box.append(element("b", "", title), element("span", "", `${fill(note, { token: data.tokens[row], n: count, i: column + 1 })}: ${known}`));
        const sum = element("span", "", `${minus} ÷ ${root} = `);
        sum.append(element("b", "", decimals(result)));
        box.append(sum);
        return [box, result];
      };
      const [first, result] = block("layer", data.rms ? words.rms : words.layer, words.row, data.rows, row, data.width);
      const [second] = block("batch", words.batch, words.column, data.columns, column, data.tokens.length);
      readout.replaceChildren(first, second);
      canvas.setAttribute("aria-label", readout.textContent);
      Object.assign(frame.dataset, { row: row + 1, column: column + 1, value: result, out: data.out[row][column] });
    }
    return view;
  });
}
