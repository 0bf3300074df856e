// Two sentences word by word: under each word a bar as long as its surprise, at the end their sum.

export default function (component) {
  return mount(component, (frame) => {
    frame.classList.add("chains");
    const view = { at: [0, 0] }, lines = element("div", "lines"), readout = element("p", "readout");
    readout.setAttribute("aria-live", "polite");
    frame.append(lines, readout);

    const look = (i, j, focus) => {
      const line = view.data.sentences[i];
      if (!line || !line.length) return;
      view.at = [i, Math.max(0, Math.min(line.length - 1, j))];
      tell(focus);
    };
    lines.onkeydown = (event) => {
      const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      look(view.at[0] + step[0], view.at[1] + step[1], true);
    };

    view.draw = (data) => {
      if (!data || !frame.clientWidth) return;
      const key = JSON.stringify(data);
      if (view.key !== key) view.at = [data.sentences.findIndex((line) => line.length), 0];
      view.key = key;
      view.data = data;
      const size = parseFloat(style(frame, "font-size")), narrow = frame.clientWidth < 640;
      const deepest = Math.max(...data.sentences.flat().map((link) => -link[3]), 1);
      // Beside the bars a sentence takes its words, its numbers, its name and the gaps; the readout takes two lines.
      const high = Math.max(size * 1.5, Math.min(size * 8, (frame.room() - size * (narrow ? 20 : 13.6)) / 2));
      lines.replaceChildren(
        ...data.sentences.map((line, i) => {
          const box = element("div", "sentence"), title = element("p", "title"), row = element("div", "links");
          title.append(element("span", "", i ? data.words.two : data.words.one), element("b", "", data.likelier === i ? `✓ ${data.words.likelier}` : ""));
          box.classList.toggle("likelier", data.likelier === i);
          row.append(
            ...line.map(([word, , , logarithm, known], j) => {
              const other = data.sentences[1 - i], cell = element("button", "word-link");
              cell.type = "button";
              cell.classList.toggle("other", !other.some((link) => link[0] === word));
              cell.classList.toggle("unknown", !known);
              const bar = element("i");
              bar.style.height = `${(high * -logarithm) / deepest}px`;
              const well = element("span", "well");
              well.style.height = `${high}px`;
              well.append(bar);
              cell.append(element("span", "word", word), element("span", "number", decimals(logarithm, 1)), well);
              cell.onclick = cell.onfocus = pointed(cell, () => (view.at[0] !== i || view.at[1] !== j) && look(i, j));
              return cell;
            })
          );
          const sum = element("span", "total", `${data.words.sum} `);
          sum.append(element("strong", "", decimals(data.sums[i], 1)));
          title.append(sum);
          box.append(title, row);
          return box;
        })
      );
      tell(false);
    };

    function tell(focus) {
      const [i, j] = view.at, { data } = view, link = (data.sentences[i] ?? [])[j];
      [...lines.querySelectorAll(".word-link")].forEach((cell) => (cell.classList.remove("here"), (cell.tabIndex = -1)));
      if (!link) return readout.replaceChildren(data.words.empty);
      const cell = lines.children[i].querySelectorAll(".word-link")[j];
      cell.classList.add("here");
      cell.tabIndex = 0;
      if (focus) cell.focus();
      const [word, context, probability, logarithm, known] = link;
      const values = { word, context: context.join(" "), p: written(probability), log: decimals(logarithm, 2) };
      readout.textContent = fill(context.length ? data.words.link : data.words.alone, values) + (known ? "" : " " + data.words.unknown);
      Object.assign(frame.dataset, { word, probability, logarithm });
    }

    function written(value) {
      if (value >= 0.001) return percent(value);
      const [size, power] = value.toExponential(1).split("e");
      return `${size}·10${raised(power)}`;
    }
    return view;
  });
}
