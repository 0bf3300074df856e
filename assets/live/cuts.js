// One text cut in several ways. Pointing at a token, or walking a row by the arrow keys, lights the same stretch of text
// in every row.

export default function (component) {
  return mount(component, (frame) => {
    const view = {};
    const light = (start, end) => {
      frame.querySelectorAll(".piece").forEach((piece) => {
        const inside = start < end && +piece.dataset.start < end && +piece.dataset.end > start;
        piece.classList.toggle("lit", inside);
      });
    };
    const point = (event) => {
      const piece = event.target.closest(".piece");
      if (piece) light(+piece.dataset.start, +piece.dataset.end);
    };
    frame.onpointerover = point;
    frame.addEventListener("focusin", point);
    frame.onpointerleave = () => light(0, 0);
    frame.onkeydown = (event) => {
      const here = event.target.closest(".piece"), to = { ArrowLeft: here?.previousSibling, ArrowRight: here?.nextSibling }[event.key];
      if (!to) return;
      event.preventDefault();
      event.stopPropagation();
      here.tabIndex = -1; // a row is one stop for the tabulator
      to.tabIndex = 0;
      to.focus();
    };
    view.draw = (data) => {
      const drawn = JSON.stringify(data);
      if (!data || view.drawn === drawn) return fit();
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
            piece.tabIndex = i ? -1 : 0;
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
      fit();
    };

    // On the wall a long row breaks where the screen has room for it, else it scrolls.
    function fit() {
      const wall = document.querySelector(".stMain");
      frame.style.setProperty("--chips-wrap", "wrap");
      if (wall && innerWidth > 700 && wall.scrollHeight > wall.clientHeight) frame.style.removeProperty("--chips-wrap");
    }
    return view;
  });
}
