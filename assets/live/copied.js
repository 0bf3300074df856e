// A text that was drawn, what it copied marked. Pointing at a mark shows the passage it was taken from. Beside it, how
// much every order copies; a bar that is chosen sets the order.

export default function (component) {
  return mount(component, (frame) => {
    frame.classList.add("copied");
    const view = { at: -1 }, text = element("p", "written"), bars = element("div", "shares"), readout = element("p", "readout");
    const columns = element("div", "columns");
    columns.append(text, bars);
    readout.setAttribute("aria-live", "polite");
    frame.append(columns, readout);

    view.draw = (data) => {
      if (!data || !frame.clientWidth) return;
      const key = JSON.stringify(data), narrow = frame.clientWidth < 640;
      const size = parseFloat(style(frame, "font-size"));
      frame.classList.toggle("narrow", narrow);
      text.style.maxHeight = narrow ? "" : `${Math.max(size * 5, frame.room() - size * 4.6)}px`;
      bars.style.setProperty("--high", narrow ? "1.75em" : `${Math.max(size * 1.35, Math.min(size * 2.2, (frame.room() - size * 6.4) / data.shares.length))}px`);
      if (view.key === key) return;
      Object.assign(view, { key, data, at: data.runs.length ? 0 : -1 });
      const owner = data.text.map(() => -1); // of each word the last run that began before it
      data.runs.forEach(([start, length], i) => owner.fill(i, start, start + length));
      const nodes = [];
      for (let from = 0; from < owner.length; ) {
        let to = from;
        while (to < owner.length && owner[to] === owner[from]) to++;
        const words = data.text.slice(from, to).join(" "), run = owner[from];
        const node = element(run < 0 ? "span" : "mark", run < 0 ? "" : `run odd${run % 2}`, words);
        if (run >= 0) {
          node.dataset.run = run;
          node.tabIndex = run === view.at ? 0 : -1;
          node.setAttribute("role", "button");
          node.onclick = node.onfocus = pointed(node, () => view.at !== run && look(run));
        }
        nodes.push(node, " ");
        from = to;
      }
      text.replaceChildren(...nodes);
      bars.replaceChildren(element("p", "station", data.words.shares));
      data.shares.forEach(([name, share], i) => {
        const bar = element(i < data.orders ? "button" : "div", "one"), track = element("span", "track"), is = element("i", "is");
        is.style.width = `${100 * share}%`;
        track.append(is);
        bar.classList.toggle("chosen", i === data.chosen);
        bar.append(element("span", "name", name), track, element("b", "", percent(share)));
        if (i < data.orders) {
          bar.type = "button";
          bar.setAttribute("aria-pressed", i === data.chosen);
          bar.onclick = () => view.component.setStateValue("choice", { order: i + 1, time: Date.now() });
        }
        bars.append(bar);
      });
      look(view.at);
    };
    text.onkeydown = (event) => {
      const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
      if (!step || view.at < 0) return;
      event.preventDefault();
      event.stopPropagation();
      look(Math.max(0, Math.min(view.data.runs.length - 1, view.at + step)), true);
    };

    function look(run, focus) {
      view.at = run;
      text.querySelectorAll("mark").forEach((mark) => {
        const here = +mark.dataset.run === run;
        mark.classList.toggle("here", here);
        mark.tabIndex = here ? 0 : -1;
        if (here && focus) mark.focus();
      });
      if (run < 0) return readout.replaceChildren(view.data.words.none);
      const [, length, [before, copied, after]] = view.data.runs[run];
      const passage = element("mark", "run", copied);
      readout.replaceChildren(element("b", "", fill(view.data.words.source, { n: length })), ` … ${before} `, passage, ` ${after} …`);
      frame.dataset.length = length;
    }
    return view;
  });
}
