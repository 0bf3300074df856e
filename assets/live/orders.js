// The price of a longer window, one line for each order, a bar in each cell. The line under the pointer is put in words.

export default function (component) {
  return mount(component, (frame) => {
    frame.classList.add("orders");
    const view = { at: 0 }, table = element("table"), readout = element("p", "readout");
    table.setAttribute("role", "grid");
    readout.setAttribute("aria-live", "polite");
    frame.append(table, readout);
    const written = (value, column) => (column === 2 ? (value > 0.99 && value < 1 ? `${(value * 100).toFixed(1)} %` : percent(value)) : column > 2 && value < 100 ? decimals(value, 1) : Math.round(value).toLocaleString("en-US"));

    table.onkeydown = (event) => {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      look(Math.max(0, Math.min(view.data.rows.length - 1, view.at + step)), true);
    };

    view.draw = (data) => {
      if (!data || !frame.clientWidth) return;
      const key = JSON.stringify(data), size = parseFloat(style(frame, "font-size")), narrow = frame.clientWidth < 640;
      if (view.key !== key) view.at = data.best;
      Object.assign(view, { key, data });
      const high = Math.max(size * 1.7, Math.min(size * 2.6, (frame.room() - size * (narrow ? 12 : 6.2)) / data.rows.length));
      const head = element("tr");
      data.heads.forEach((name) => head.append(element("th", "", name)));
      const most = data.heads.map((_, column) => (column === 2 ? 1 : Math.max(...data.rows.map((row) => row[column]))));
      table.replaceChildren(
        head,
        ...data.rows.map((row, i) => {
          const line = element("tr", i === data.best ? "best" : "");
          line.style.height = `${high}px`;
          row.forEach((value, column) => {
            const cell = element(column ? "td" : "th", "", column ? "" : value);
            if (column) {
              cell.append(element("i"), element("span", "", written(value, column) + (column === 3 && i === data.best ? " ★" : "")));
              cell.style.setProperty("--share", value / (most[column] || 1));
            }
            line.append(cell);
          });
          line.onclick = line.onfocus = pointed(line, () => view.at !== i && look(i));
          return line;
        })
      );
      look(view.at);
    };

    function look(i, focus) {
      view.at = i;
      [...table.rows].slice(1).forEach((line, n) => {
        line.classList.toggle("here", n === i);
        line.tabIndex = n === i ? 0 : -1;
        if (n === i && focus) line.focus();
      });
      const row = view.data.rows[i], values = { n: row[0], before: row[0] - 1, unseen: written(row[2], 2), kn: written(row[3], 3), one: written(row[4], 4), contexts: written(row[1], 1) };
      readout.textContent = fill(view.data.words.line, values);
      frame.dataset.order = row[0];
    }
    return view;
  });
}
