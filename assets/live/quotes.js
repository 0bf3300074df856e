// An n-gram's text and a transformer's, what each copied marked; beside them how much every writer copies. Pointing at a
// mark shows the passage it was taken from; a bar of an n-gram sets the order.

export default function (component) {
  return mount(component, (frame) => {
    frame.classList.add("copied", "quotes");
    const columns = element("div", "columns"), texts = [0, 1].map((side) => element("div", `column side${side}`));
    const bars = element("div", "shares"), readout = element("p", "readout"), view = { at: null, marks: [] };
    readout.setAttribute("aria-live", "polite");
    columns.append(...texts, bars);
    frame.append(columns, readout);

    view.draw = (data) => {
      if (!data || !frame.clientWidth) return;
      const key = JSON.stringify(data), narrow = frame.clientWidth < 640, size = parseFloat(style(frame, "font-size"));
      frame.classList.toggle("narrow", narrow);
      frame.style.setProperty("--tall", narrow ? "none" : `${Math.max(3, Math.floor((frame.room() - size * 6.2) / (1.728 * size))) * 1.728 * size}px`);
      bars.style.setProperty("--high", narrow ? "1.75em" : `${Math.max(size * 1.35, Math.min(size * 2.2, (frame.room() - size * 7) / data.shares.length))}px`);
      if (view.key === key) return texts.forEach((box) => scrollable(box.lastChild));
      Object.assign(view, { key, data, marks: [], at: 0 });
      texts.forEach((box, side) => box.replaceChildren(element("p", "name", data.texts[side].name), written(side)));
      bars.replaceChildren(element("p", "station", data.words.shares), ...data.shares.map(bar));
      look(0);
      texts.forEach((box) => scrollable(box.lastChild));
    };

    function written(side) {
      const { text, runs } = view.data.texts[side], owner = text.map(() => -1), box = element("p", "written");
      runs.forEach(([start, length], i) => owner.fill(i, start, start + length)); // the last run that began before a word
      for (let from = 0, to; from < owner.length; from = to) {
        for (to = from; to < owner.length && owner[to] === owner[from]; ) to++;
        const run = owner[from], node = element(run < 0 ? "span" : "mark", run < 0 ? "" : `run odd${run % 2}`, text.slice(from, to).join(" "));
        if (run >= 0) {
          const number = view.marks.push({ node, run: runs[run] }) - 1;
          node.setAttribute("role", "button");
          node.onclick = node.onfocus = pointed(node, () => view.at !== number && look(number));
        }
        box.append(node, " ");
      }
      return box;
    }

    function bar([name, share], i) {
      const { data } = view, can = i < data.orders, node = element(can ? "button" : "div", "one");
      const track = element("span", "track"), is = element("i", i === data.orders ? "is side1" : can ? "is side0" : "is real");
      is.style.width = `${100 * share}%`;
      track.append(is);
      node.classList.toggle("chosen", data.chosen.includes(i));
      node.append(element("span", "name", name), track, element("b", "", percent(share)));
      if (can) {
        node.type = "button";
        node.setAttribute("aria-pressed", data.chosen.includes(i));
        node.onclick = () => view.component.setStateValue("choice", { order: i + 1, time: Date.now() });
      }
      return node;
    }

    columns.onkeydown = (event) => {
      const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
      if (!step || event.target.tagName !== "MARK") return;
      event.preventDefault();
      event.stopPropagation();
      look(Math.max(0, Math.min(view.marks.length - 1, view.at + step)), true);
    };

    function look(number, focus) {
      view.at = number;
      view.marks.forEach(({ node }, i) => {
        node.classList.toggle("here", i === number);
        node.tabIndex = i === number ? 0 : -1;
      });
      if (focus) view.marks[number].node.focus();
      if (!view.marks.length) return readout.replaceChildren(view.data.words.none);
      const [, length, [before, copied, after]] = view.marks[number].run;
      readout.replaceChildren(element("b", "", fill(view.data.words.source, { n: length })), ` … ${before} `, element("mark", "run", copied), ` ${after} …`);
      frame.dataset.length = length;
    }
    return view;
  });
}
