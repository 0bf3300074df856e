// One text cut in several ways. Pointing at a token lights the same stretch of text in every row.

export default function (component) {
  return mount(component, (frame) => {
    const view = {};
    const light = (start, end) => {
      frame.querySelectorAll(".piece").forEach((piece) => {
        const inside = start < end && +piece.dataset.start < end && +piece.dataset.end > start;
        piece.classList.toggle("lit", inside);
      });
    };
    frame.onpointerover = frame.onfocusin = (event) => {
      const piece = event.target.closest(".piece");
      if (piece) light(+piece.dataset.start, +piece.dataset.end);
    };
    frame.onpointerleave = () => light(0, 0);
    view.draw = (data) => {
      const drawn = JSON.stringify(data);
      if (!data || view.drawn === drawn) return;
      view.drawn = drawn;
      frame.replaceChildren(
        ...data.rows.map((row) => {
          const box = element("div", "cut");
          const title = element("p", "title");
          title.append(element("b", "", row.name), element("span", "", row.note));
          const line = element("div", "pieces");
          row.pieces.forEach(([shown, id, start, end, kind], i) => {
            const piece = element("button", `piece tint${i % 6} ${kind}`);
            piece.type = "button";
            piece.append(element("span", "", shown), element("small", "", id));
            piece.dataset.start = start;
            piece.dataset.end = end;
            if (data.hints[kind]) piece.title = data.hints[kind];
            line.append(piece);
          });
          box.append(title, line);
          return box;
        })
      );
    };
    return view;
  });
}
