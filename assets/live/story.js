// A story word by word: under each word a small bar for each model, as high as the bits the word costs it. Underlined
// are words that an earlier word decides; the one in hand shows which.

export default function (component) {
  return mount(component, (frame) => {
    frame.classList.add("story");
    const view = {}, legend = element("div", "legend"), text = element("div", "text"), readout = element("p", "readout");
    readout.setAttribute("aria-live", "polite");
    frame.append(legend, text, readout);
    const named = (key) => key.replace("5-gram", "fivegram");

    text.onkeydown = (event) => {
      const last = view.cells.length - 1, to = { ArrowLeft: view.at - 1, ArrowRight: view.at + 1, Home: 0, End: last }[event.key];
      const jump = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (to === undefined && !jump) return;
      event.preventDefault();
      event.stopPropagation();
      // Up and down walk over the words that are decided.
      const stops = view.data.decided.map(([word]) => word - 1), next = jump > 0 ? stops.find((i) => i > view.at) : stops.findLast((i) => i < view.at);
      look(Math.max(0, Math.min(last, to ?? next ?? view.at)), true);
    };

    view.draw = (data) => {
      if (!data || !frame.clientWidth) return;
      const key = JSON.stringify(data), size = parseFloat(style(frame, "font-size")), narrow = frame.clientWidth < 640;
      frame.classList.toggle("narrow", narrow);
      if (view.key !== key) build(data);
      if (view.key !== key) view.at = data.start - 1;
      view.key = key;
      // How high the bars may be, once it is known how many lines the words take.
      const lines = new Set(view.cells.map((cell) => Math.round(cell.offsetTop + cell.offsetHeight))).size;
      const word = view.cells[0].querySelector(".word").offsetHeight + 5, space = size * 0.15;
      const room = frame.room() - legend.offsetHeight - size * 3.5 - 8;
      const high = narrow ? size * 2.2 : Math.max(size * 0.7, Math.min(size * 4, (room - lines * (word + space)) / lines));
      text.style.setProperty("--high", `${Math.floor(high)}px`);
      look(view.at);
    };

    function build(data) {
      const most = Math.max(4, ...data.models.flatMap(([, , bits]) => bits)), decided = new Map(data.decided);
      view.data = data;
      legend.replaceChildren(
        element("span", "", data.words.mean),
        ...data.models.map(([key, name, bits]) => {
          const item = element("span", named(key));
          item.append(element("i"), `${name} `, element("b", "", decimals(bits.reduce((a, b) => a + b, 0) / bits.length, 2)));
          return item;
        })
      );
      view.cells = data.tokens.slice(1).map((token, i) => {
        const cell = element("button", "cell"), bars = element("span", "bars");
        cell.type = "button";
        cell.classList.toggle("decided", decided.has(i + 1));
        for (const [key, , bits] of data.models) {
          const bar = element("i", named(key));
          bar.style.height = `${(100 * bits[i]) / most}%`;
          bars.append(bar);
        }
        cell.append(bars, element("span", "word", token));
        cell.onclick = cell.onfocus = pointed(cell, () => view.at !== i && look(i));
        return cell;
      });
      text.replaceChildren(...view.cells);
    }

    function look(i, focus) {
      const { data, cells } = view, source = new Map(data.decided).get(i + 1);
      view.at = i;
      cells.forEach((cell, n) => {
        cell.classList.toggle("here", n === i);
        cell.classList.toggle("decides", n + 1 === source);
        cell.tabIndex = n === i ? 0 : -1;
      });
      if (focus) cells[i].focus();
      readout.replaceChildren(`“${data.tokens[i + 1]}”: `);
      data.models.forEach(([, name, bits], n) => readout.append(n ? " · " : "", `${name} `, element("b", "", fill(data.words.bits, { n: decimals(Math.max(0, bits[i]), 2) }))));
      if (source !== undefined) readout.append(". ", fill(data.words.decided, { word: data.tokens[source], n: i + 1 - source }));
      Object.assign(frame.dataset, { at: i + 1, word: data.tokens[i + 1], source: source ?? "" });
    }
    return view;
  });
}
