// What followed a context: on the left the context, each time one word shorter; on the right the words that come next.
// A word that is chosen is added to the context.

export default function (component) {
  return mount(component, (frame) => {
    frame.classList.add("continuations");
    const view = {}, ladder = element("div", "ladder"), list = element("div", "rows");
    frame.append(ladder, list);

    list.onkeydown = (event) => {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key], rows = [...list.querySelectorAll(".next")];
      if (!step || !rows.includes(event.target)) return;
      event.preventDefault();
      event.stopPropagation();
      rows[Math.max(0, Math.min(rows.length - 1, rows.indexOf(event.target) + step))].focus();
    };

    view.draw = (data) => {
      if (!data || !frame.clientWidth) return;
      const size = parseFloat(style(frame, "font-size")), narrow = frame.clientWidth < 640;
      const { words } = data, used = data.ladder.findIndex(([, count]) => count > 0);
      frame.classList.toggle("narrow", narrow);
      const compact = !narrow && (data.ladder.length * 3.3 + 1.7) * size > frame.room();
      frame.classList.toggle("compact", compact);
      ladder.style.minHeight = compact ? `${frame.room()}px` : "";
      ladder.replaceChildren(element("p", "station", words.ladder));
      data.ladder.forEach(([context, count, kinds], i) => {
        const rung = element("div", count ? "rung" : "rung never"), chips = element("p", "chain");
        if (i === used) rung.classList.add("used");
        for (const word of context) chips.append(element("span", "bead", word));
        if (!context.length) chips.append(element("span", "", words.nothing));
        rung.append(chips, element("p", "note", count ? fill(compact ? words.short : words.seen, { n: count.toLocaleString("en-US"), kinds: kinds.toLocaleString("en-US") }) : words.never));
        ladder.append(rung);
      });
      const room = frame.room() - (data.notes.length * 1.55 + 2.3) * size;
      const most = narrow ? 10 : Math.max(3, Math.min(data.rows.length, Math.floor(room / (size * 1.62))));
      // Where not all fit, the rows share the room to the last pixel: else the stage would look for its height forever.
      list.style.setProperty("--high", `${most < data.rows.length && !narrow ? room / most : size * 1.72}px`);
      const largest = Math.max(...data.rows.flatMap((row) => [row[2], row[3]]), 1e-12);
      const head = element("div", "head");
      head.append(element("span", "word", words.word), element("span", "legend"), element("span", "", words.count), element("span", "", words.smoothed));
      head.children[1].append(element("i", "was"), element("span", "", words.share), element("i", "is"), element("span", "", words.smoothed));
      const rows = data.rows.slice(0, most).map(([word, count, share, smoothed]) => {
        const row = element("button", "next"), track = element("span", "track");
        row.type = "button";
        row.title = fill(words.add, { word });
        for (const [name, value] of [["is", smoothed], ["was", share]]) {
          const bar = element("i", name);
          bar.style.width = `${(100 * value) / largest}%`;
          bar.hidden = !value;
          track.append(bar);
        }
        row.append(element("span", "word", word), track, element("span", "", count ? count.toLocaleString("en-US") : "–"), element("b", "", small(smoothed)));
        row.onclick = () => view.component.setStateValue("choice", { word, time: Date.now() });
        return row;
      });
      list.replaceChildren(...(rows.length ? [head, ...rows] : [element("p", "silent", words.silent)]), ...data.notes.map((note) => element("p", "note", note)));
      frame.dataset.rows = rows.length;
    };

    const small = (value) => (value >= 0.001 ? percent(value) : (value * 100).toPrecision(1).replace(/e-(\d+)/, "·10⁻$1") + " %");
    return view;
  });
}
