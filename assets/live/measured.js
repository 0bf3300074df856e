// Two writers, measure by measure: a bar each, the better one starred where one is better. The line under the pointer
// is put in words.

export default function (component) {
  return mount(component, (frame) => {
    frame.classList.add("measured");
    const view = { at: 0 }, table = element("table"), readout = element("p", "readout");
    table.setAttribute("role", "grid");
    readout.setAttribute("aria-live", "polite");
    frame.append(table, readout);

    table.onkeydown = (event) => {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      look(Math.max(0, Math.min(view.data.rows.length - 1, view.at + step)), true);
    };

    view.draw = (data) => {
      if (!data || !frame.clientWidth) return;
      const size = parseFloat(style(frame, "font-size")), narrow = frame.clientWidth < 640;
      const high = narrow ? size * 2.9 : Math.max(size * 1.7, Math.min(size * 2.9, (frame.room() - size * 6) / data.rows.length));
      view.data = data;
      view.at = Math.min(view.at, data.rows.length - 1);
      const head = element("tr");
      head.append(element("td"), ...data.names.map((name, side) => element("th", `key side${side}`, name)));
      const lines = data.rows.map((row, i) => {
        const line = element("tr"), most = Math.max(...row.values.map((value) => value ?? 0)) || 1;
        line.style.height = `${high}px`;
        line.append(element("th", "", row.label));
        row.values.forEach((value, side) => {
          const cell = element("td", `side${side}`), bar = element("i");
          cell.classList.toggle("better", row.better === side);
          bar.style.width = `${(100 * (value ?? 0)) / most}%`;
          cell.append(bar, element("span", "", row.written[side] + (row.better === side ? " ★" : "")));
          line.append(cell);
        });
        line.onclick = line.onfocus = pointed(line, () => view.at !== i && look(i));
        return line;
      });
      table.replaceChildren(head, ...lines);
      look(view.at);
    };

    function look(i, focus) {
      view.at = i;
      [...table.rows].slice(1).forEach((line, n) => {
        line.classList.toggle("here", n === i);
        line.tabIndex = n === i ? 0 : -1;
        if (n === i && focus) line.focus();
      });
      readout.textContent = view.data.rows[i].note;
      frame.dataset.row = i;
    }
    return view;
  });
}
