// The next word at any token of a text: its logit, e to that power, and the part it has of the sum over all words.

export default function (component) {
  return mount(component, (frame) => {
    frame.classList.add("logits");
    const view = { row: 0 }, chips = element("div", "chips"), table = element("div", "rows"), readout = element("p", "readout");
    chips.setAttribute("role", "radiogroup");
    table.setAttribute("role", "list");
    readout.setAttribute("aria-live", "polite");
    frame.append(chips, table, readout);
    let telling = 0;

    function choose(index, focus) {
      view.at = Math.max(0, Math.min(view.data.tokens.length - 1, index));
      view.row = 0;
      paint();
      if (focus) chips.children[view.at].focus();
      clearTimeout(telling); // arrow keys walk fast
      telling = setTimeout(() => view.component.setStateValue("choice", { token: view.at + 1, time: Date.now() }), 400);
    }
    chips.onkeydown = (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      choose(view.at + step, true);
    };
    table.onkeydown = (event) => {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      look(Math.max(0, Math.min(view.rows.length - 1, view.row + step)), true);
    };

    view.draw = (data) => {
      if (!data || !frame.clientWidth) return;
      const text = JSON.stringify(data.tokens);
      if (view.text !== text) {
        chips.setAttribute("aria-label", data.words.choose);
        chips.replaceChildren(
          ...data.tokens.map((token, i) => {
            const chip = element("button", "chip", token);
            chip.type = "button";
            chip.setAttribute("role", "radio");
            chip.onclick = () => choose(i, false);
            return chip;
          })
        );
      }
      if (view.text !== text || view.given !== data.chosen) [view.at, view.row] = [data.chosen, 0];
      Object.assign(view, { text, data, given: data.chosen });
      paint();
    };

    function paint() {
      const { data } = view, { words } = data, [likeliest, comes, logSum] = data.places[view.at];
      const size = parseFloat(style(frame, "font-size")), narrow = frame.clientWidth < 640;
      frame.classList.toggle("narrow", narrow);
      [...chips.children].forEach((chip, i) => {
        chip.setAttribute("aria-checked", i === view.at);
        chip.tabIndex = i === view.at ? 0 : -1;
      });
      const chip = chips.children[view.at];
      chips.scrollLeft = chip.offsetLeft - chips.offsetLeft - (chips.clientWidth - chip.offsetWidth) / 2;
      // The rows share the room to the last pixel: else the stage would look for its height forever.
      const room = frame.room() - chips.offsetHeight - size * (narrow ? 6.4 : 3.6) - 6;
      const fit = Math.max(narrow ? 8 : 4, Math.min(likeliest.length, Math.floor(room / (size * 1.5)) - 2));
      table.style.setProperty("--line", `${Math.max(size * 1.4, Math.min(size * 2, room / (fit + 2)))}px`);
      const shown = likeliest.slice(0, fit);
      if (comes && comes[3] > fit) shown[fit - 1] = comes;
      const scores = shown.map((row) => row[1]), low = Math.min(0, ...scores), high = Math.max(0, ...scores);
      const place = (value) => ((value - low) / (high - low || 1)) * 100;
      const left = Math.max(0, 1 - shown.reduce((total, row) => total + row[2], 0)), top = Math.max(left, ...shown.map((row) => row[2]));
      const head = element("div", "row head"), sum = Math.exp(logSum);
      head.append(element("span", "word", words.word), element("span", "number wide", words.logit), element("span", "number power", words.power), element("span", "number wide", words.share));
      const rows = shown.map(([word, logit, probability, rank], i) => {
        const row = element("div", "row"), label = element("span", "word");
        if (rank > i + 1) label.append(element("span", "rank", `${rank}.`));
        label.append(word);
        label.title = word;
        row.classList.toggle("seen", Boolean(comes) && comes[3] === rank && comes[0] === word);
        const track = element("span", "track"), bar = element("i", "score"), zero = element("i", "zero");
        bar.style.left = `${place(Math.min(0, logit))}%`;
        bar.style.width = `${Math.abs(place(logit) - place(0))}%`;
        bar.style.background = signed(logit, Math.abs(logit) / 0.75);
        zero.style.left = `${place(0)}%`;
        track.append(bar, zero);
        const part = element("span", "track"), filled = element("i", "is");
        filled.style.width = `${(probability / (top || 1)) * 100}%`;
        part.append(filled);
        row.append(label, track, element("span", "number", decimals(logit, 1)), element("span", "number power", power(Math.exp(logit))), part, element("b", "number", little(probability)));
        row.setAttribute("role", "listitem");
        row.onclick = row.onfocus = pointed(row, () => view.row !== i && look(i));
        return row;
      });
      const rest = element("div", "row others");
      rest.append(element("span", "word", fill(words.others, { n: (data.size - shown.length).toLocaleString("en-US") })), element("span", ""), element("span", ""), element("span", "number power", power(sum * left)), element("span", "track"), element("b", "number", little(left)));
      const bar = element("i", "is");
      bar.style.width = `${(left / (top || 1)) * 100}%`;
      rest.children[4].append(bar);
      table.replaceChildren(head, ...rows, rest);
      Object.assign(view, { rows, shown, sum });
      Object.assign(frame.dataset, { at: view.at, words: shown.map((row) => row[0]).join(" "), shares: shown.map((row) => row[2]).join(" "), sum });
      look(Math.min(view.row, rows.length - 1));
    }

    function look(i, focus) {
      view.row = i;
      view.rows.forEach((row, n) => {
        row.classList.toggle("here", n === i);
        row.tabIndex = n === i ? 0 : -1;
      });
      if (focus) view.rows[i].focus();
      const { data } = view, [word, logit, probability, rank] = view.shown[i], comes = data.places[view.at][1];
      const values = { word, z: decimals(logit, 2), power: power(Math.exp(logit)), sum: power(view.sum), size: data.size.toLocaleString("en-US"), share: little(probability) };
      const said = comes ? fill(data.words.comes, { word: comes[0], share: little(comes[2]), rank: comes[3] }) : "";
      readout.textContent = fill(data.words.line, values) + (said && rank !== comes[3] ? " " + said : "");
    }

    const little = (value) => (value < 0.0005 ? "< 0.1 %" : value > 0.9995 ? "> 99.9 %" : value > 0.99 ? `${(value * 100).toFixed(1)} %` : percent(value));
    function power(value) {
      if (value >= 0.01 && value < 1e9) return value >= 100 ? Math.round(value).toLocaleString("en-US") : decimals(value);
      if (!value) return "0";
      const [size, exponent] = value.toExponential(1).split("e");
      return `${size}·10${raised(exponent)}`;
    }
    return view;
  });
}
