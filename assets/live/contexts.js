// A concordance: one place a line, the word that excites the neuron in the middle, its strength as a bar.

export default function (component) {
  return mount(component, (frame) => {
    frame.classList.add("contexts");
    const view = {};
    view.draw = (data) => {
      if (!data || !frame.clientWidth) return;
      const size = parseFloat(style(frame, "font-size")), narrow = frame.clientWidth < 640;
      frame.classList.toggle("narrow", narrow);
      const room = frame.room(), all = data.rows.length, most = Math.max(3, Math.min(all, Math.floor(room / (size * 1.62))));
      // Where not all fit, the lines share the room to the last pixel: else the stage would look for its height forever.
      const high = most < all ? room / most : size * 1.75;
      const largest = Math.max(...data.rows.map((row) => Math.abs(row[3])), 1e-9);
      const table = element("table");
      table.setAttribute("aria-label", data.words.alt);
      for (const [before, word, after, value] of data.rows.slice(0, most)) {
        const line = element("tr");
        line.style.height = `${high}px`;
        const mark = element("mark", "", word), number = element("td", "number", decimals(value));
        mark.style.background = share(0.16 + (0.5 * Math.max(0, value)) / largest);
        number.style.setProperty("--share", Math.max(0, value) / largest);
        const middle = element("td", "word");
        middle.append(mark);
        const left = element("td", "before"), inner = element("bdi", "", (narrow ? before.slice(-3) : before).join(" "));
        left.append(inner);
        line.append(left, middle, element("td", "after", (narrow ? after.slice(0, 2) : after).join(" ")), number);
        table.append(line);
      }
      frame.replaceChildren(table);
    };
    return view;
  });
}
