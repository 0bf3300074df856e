// Two writers side by side. Point at a word: what both held likely in its place, after the words before it.

export default function (component) {
  return mount(component, (frame) => {
    frame.classList.add("duel");
    const columns = element("div", "columns"), readout = element("div", "readout"), view = { at: null, cells: [[], []] };
    readout.setAttribute("aria-live", "polite");
    frame.append(columns, readout);

    view.draw = (data) => {
      if (!data || !frame.clientWidth) return;
      const key = JSON.stringify(data), size = parseFloat(style(frame, "font-size")), narrow = frame.clientWidth < 640;
      frame.classList.toggle("narrow", narrow);
      view.rows = narrow ? 6 : Math.max(2, Math.min(6, Math.floor((frame.room() - 13.4 * size) / (1.55 * size))));
      columns.style.setProperty("--tall", narrow ? "none" : `${Math.max(5 * size, lines((frame.room() - (view.rows * 1.55 + 5) * size) / (1.863 * size)) * 1.863 * size + 6)}px`);
      if (view.key !== key) {
        view.at = [1, data.first ?? 0];
        Object.assign(view, { key, data });
        columns.replaceChildren(...data.texts.map(column));
      }
      look(...view.at);
      Object.assign(frame.dataset, { first: data.first ?? "", left: whole(0), right: whole(1) });
    };
    const lines = (room) => Math.max(2, Math.floor(room));
    const whole = (side) => view.data.texts[side].words.map(([word]) => word).join("");

    function column(text, side) {
      const box = element("div", `column side${side}`), words = element("p", "written"), { data } = view;
      words.append(element("span", "prompt", (data.cut ? "… " : "") + shown(data.prompt.join("")).trimStart()));
      view.cells[side] = text.words.map(([word, shares], place) => {
        const cell = element("span", word ? "drawn" : "drawn end", word ? shown(word).trimStart() || "␣" : data.words.end);
        cell.style.setProperty("--share", shares[side]);
        cell.classList.toggle("first", place === data.first);
        cell.onpointerdown = cell.onfocus = pointed(cell, () => look(side, place));
        if (!word || /^\s/.test(word)) words.append(" "); // the blank before a word does not belong to its frame
        words.append(cell);
        if (word.includes("\n")) words.append(element("br"));
        return cell;
      });
      if (data.first !== null && text.words.length <= data.first) words.append(" ", element("span", "drawn end first", data.words.end));
      box.append(element("p", "name", text.name), words);
      return box;
    }
    const shown = (word) => word.replaceAll("\n", "↵").replace(/[\u0000-\u001f\u007f]/g, "·");

    columns.onkeydown = (event) => {
      const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      const side = Math.max(0, Math.min(1, view.at[0] + step[0]));
      view.cells[side][Math.max(0, Math.min(view.cells[side].length - 1, view.at[1] + step[1]))]?.focus();
    };

    function look(side, place) {
      const { data } = view, found = data.texts[side].words[place] ?? data.texts[(side = 1 - side)].words[place];
      view.at = [side, place];
      view.cells.forEach((cells, other) =>
        cells.forEach((cell, i) => {
          cell.classList.toggle("here", i === place && other === side);
          cell.tabIndex = i === place && other === side ? 0 : -1;
        }),
      );
      readout.replaceChildren();
      if (!found) return;
      const same = data.first === null || place <= data.first, before = data.texts[side].words.slice(0, place).map(([word]) => word);
      const context = shown([...data.prompt, ...before].slice(-4).join("")).trim();
      const head = element("div", "head"), title = element("span", "", fill(data.words.after, { context }));
      if (!same) title.append(" ", element("i", "", fill(data.words.own, { name: data.texts[side].name })));
      head.append(title, ...data.texts.map(({ name }, other) => element("b", `key side${other}`, name)));
      readout.append(head);
      const most = Math.max(...found[2].map(([, p, q]) => Math.max(p, q)), 1e-9);
      for (const [word, ...shares] of found[2].slice(0, view.rows)) {
        const row = element("div", "row");
        row.classList.toggle("chosen", word === found[0]);
        row.append(element("span", "word", word ? shown(word).trim() || "␣" : data.words.end));
        shares.forEach((share, other) => {
          const track = element("span", "track"), bar = element("i", `side${other}`);
          bar.style.width = `${(100 * share) / most}%`;
          track.append(bar);
          row.append(track, element("span", "number", share >= 0.0005 ? percent(share) : share ? "< 0.1 %" : "0"));
        });
        readout.append(row);
      }
      Object.assign(frame.dataset, { place: place + 1, side });
    }
    return view;
  });
}
