// Two texts side by side, word under word; where they first part is marked. Point at a word to see what else was likely.

export default function (component) {
  return mount(component, (frame) => {
    frame.classList.add("texts");
    const columns = element("div", "columns"), readout = element("div", "readout");
    readout.setAttribute("aria-live", "polite");
    frame.append(columns, readout);
    const view = { at: null, cells: [[], []] };

    view.draw = (data) => {
      if (!data || !frame.clientWidth) return;
      if (view.data !== data) view.at = [0, data.first ?? 0];
      view.data = data;
      columns.replaceChildren(
        ...data.texts.map((text, side) => {
          const column = element("div", "column"), words = element("p", "written");
          words.append(element("span", "prompt", data.prompt + " "));
          view.cells[side] = text.words.map(([word, share], place) => {
            const cell = element("span", "drawn", word);
            cell.style.setProperty("--share", share);
            cell.classList.toggle("first", place === data.first);
            cell.classList.toggle("after", data.first !== null && place > data.first);
            cell.tabIndex = -1;
            cell.onpointerdown = cell.onfocus = pointed(cell, () => look(side, place));
            words.append(cell, " ");
            return cell;
          });
          if (data.first !== null && text.words.length <= data.first) words.append(element("span", "drawn first", data.words.end));
          column.append(element("p", "name", text.name), words);
          return column;
        }),
      );
      look(...view.at);
      Object.assign(frame.dataset, {
        first: data.first ?? "", left: data.texts[0].words.map(([word]) => word).join(" "), right: data.texts[1].words.map(([word]) => word).join(" "),
      });
    };

    columns.onkeydown = (event) => {
      const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      const side = Math.max(0, Math.min(1, view.at[0] + step[0]));
      const place = Math.max(0, Math.min(view.cells[side].length - 1, view.at[1] + step[1]));
      view.cells[side][place]?.focus();
    };

    function look(side, place) {
      view.at = [side, place];
      columns.querySelectorAll(".drawn").forEach((cell) => {
        cell.tabIndex = -1;
        cell.classList.remove("here");
      });
      readout.replaceChildren();
      view.data.texts.forEach((text, other) => {
        const cell = view.cells[other][place], line = element("p", "line");
        if (cell) cell.classList.add("here");
        if (cell && other === side) cell.tabIndex = 0;
        const found = text.words[place];
        line.append(element("span", "where", `${text.name}:`));
        if (found) {
          line.append(element("b", "", `${found[0]} ${percent(found[1])}`));
          const others = found[2].filter(([word]) => word !== found[0]).slice(0, 3);
          if (others.length) line.append(element("span", "", fill(data().words.others, { list: others.map(([word, share]) => `${word} ${percent(share)}`).join(", ") })));
        } else line.append(element("span", "", data().words.end));
        readout.append(line);
      });
      frame.dataset.place = place + 1;
    }

    const data = () => view.data;
    return view;
  });
}
