// What the model would say after each layer: a table of words, shaded by their probability. The cell under the pointer,
// or under the arrow keys, shows its five likeliest words.

export default function (component) {
  return mount(component, (frame) => {
    frame.classList.add("lens");
    const box = element("div", "scroll"), table = element("table"), readout = element("div", "readout");
    table.setAttribute("role", "grid");
    readout.setAttribute("aria-live", "polite");
    box.append(table);
    frame.append(box, readout);
    const view = { at: [0, 0], cells: [] };

    const look = (row, column, focus) => {
      view.at = [row, column];
      tell(focus);
    };
    table.onkeydown = (event) => {
      const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      const [first, last] = view.shown, columns = view.data.stages.length;
      look(Math.max(first, Math.min(last, view.at[0] + step[0])), Math.max(0, Math.min(columns - 1, view.at[1] + step[1])), true);
    };

    view.draw = (data) => {
      if (!data || !frame.clientWidth) return;
      const key = JSON.stringify([data.tokens, data.chosen, data.guesses]);
      if (view.key !== key) view.at = [data.chosen, data.stages.length - 1];
      view.key = key;
      view.data = data;
      const size = parseFloat(style(frame, "font-size")), lines = frame.clientWidth < 640 ? 6 : 1, all = data.tokens.length;
      const room = frame.room() - size * (2.3 + lines * 1.5), most = Math.max(3, Math.min(all, Math.floor(room / (size * 1.62))));
      // Where not all fit, the rows share the room to the last pixel: else the stage would look for its height forever.
      const high = most < all ? room / most : size * 1.7;
      const first = Math.max(0, Math.min(data.chosen - Math.ceil(most * 0.7) + 1, data.tokens.length - most));
      view.shown = [first, first + most - 1];
      view.at[0] = Math.max(first, Math.min(first + most - 1, view.at[0]));
      const head = element("tr");
      head.append(element("th", "", data.words.token));
      data.stages.forEach((stage) => head.append(element("th", "", stage)));
      const rows = data.guesses.slice(first, first + most).map((row, offset) => {
        const i = first + offset, line = element("tr", i === data.chosen ? "chosen" : "");
        const name = element("th", "", data.tokens[i]);
        name.prepend(element("span", "index", data.first + i + 1));
        line.append(name);
        view.cells[i] = row.map((guesses, j) => {
          const [word, probability] = guesses[0], cell = element("td", word === row[row.length - 1][0][0] ? "final" : "");
          cell.append(element("span", "", word));
          cell.style.background = share(probability * 0.6);
          cell.onpointerdown = cell.onfocus = pointed(cell, () => look(i, j));
          cell.setAttribute("aria-label", `${word} ${percent(probability)}`);
          line.append(cell);
          return cell;
        });
        return line;
      });
      table.style.setProperty("--columns", data.stages.length);
      table.style.setProperty("--line", `${high}px`);
      table.replaceChildren(head, ...rows);
      table.setAttribute("aria-label", data.words.alt);
      readout.style.minHeight = `${lines * 1.5}em`;
      if (view.scrolled !== key) box.scrollLeft = box.scrollWidth; // the answer first, where not all layers fit
      view.scrolled = key;
      tell(false);
    };

    function tell(focus) {
      const [row, column] = view.at, { data } = view, guesses = data.guesses[row][column];
      table.querySelectorAll("td").forEach((cell) => {
        cell.tabIndex = -1;
        cell.classList.remove("here");
      });
      const cell = view.cells[row][column];
      cell.tabIndex = 0;
      cell.classList.add("here");
      if (focus) cell.focus();
      const where = fill(data.words.where, { token: data.tokens[row], place: data.first + row + 1, stage: data.stages[column] });
      readout.replaceChildren(element("span", "where", where));
      for (const [word, probability] of guesses) {
        const item = element("span", "guess", word + " ");
        item.append(element("b", "", percent(probability)));
        item.style.setProperty("--share", probability);
        readout.append(item);
      }
      Object.assign(frame.dataset, { row: data.first + row + 1, column, word: guesses[0][0], share: guesses[0][1] });
    }
    return view;
  });
}
