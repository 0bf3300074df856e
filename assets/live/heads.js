// All heads of a model, a small picture each. Point to read what a head does, press to choose it.

export default function (component) {
  return mount(component, (frame) => {
    const canvas = element("canvas"), readout = element("p", "sum"), legend = element("p", "legend");
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "application");
    readout.setAttribute("aria-live", "polite");
    frame.append(readout, canvas, legend);
    const view = { at: null, images: new Map() };

    // A picture as a bitmap of its own, so that it can be drawn at any size without a blur.
    function image(code, side) {
      const key = code + palette.share;
      if (view.images.has(key)) return view.images.get(key);
      const shares = Uint8Array.from(atob(code), (letter) => letter.charCodeAt(0));
      const small = document.createElement("canvas");
      small.width = small.height = side;
      const pen = small.getContext("2d"), dots = pen.createImageData(side, side), ink = palette.share.split(",").map(Number);
      shares.forEach((share, i) => dots.data.set([...ink, share], 4 * i));
      pen.putImageData(dots, 0, 0);
      view.images.set(key, small);
      return small;
    }

    function say([layer, head]) {
      const [name, share, chance] = view.data.names[layer][head];
      const values = {
        layer: layer + 1, head: head + 1, name: view.data.legend[name][1], share: percent(share), chance: percent(chance),
      };
      return fill(name === "none" ? view.data.words.none : view.data.words.named, values);
    }

    function choose() {
      const [layer, head] = view.at ?? [];
      if (layer !== undefined) view.component.setStateValue("choice", { layer: layer + 1, head: head + 1, time: Date.now() });
    }

    view.draw = (data) => {
      if (!data || !frame.clientWidth) return;
      if (view.data !== data) {
        view.at = null;
        view.images.clear();
      }
      view.data = data;
      const layers = data.names.length, heads = data.names[0].length, size = parseFloat(style(frame, "font-size"));
      const counts = {};
      data.names.flat().forEach(([name]) => (counts[name] = (counts[name] ?? 0) + 1));
      legend.replaceChildren(
        ...Object.entries(data.legend).filter(([name]) => counts[name]).map(([name, [sign, label]]) => {
          const item = element("span", "item");
          item.append(element("b", "", sign), ` ${label} (${counts[name]})`);
          return item;
        }),
      );
      const at = view.at ?? [data.chosen[0] - 1, data.chosen[1] - 1];
      readout.textContent = say(at);
      const left = size * 1.6, top = size * 1.5, sign = size * 1.25;
      const room = frame.room() - readout.offsetHeight - legend.offsetHeight - size * 1.6;
      const wide = (frame.clientWidth - left) / heads;
      const side = Math.max(18, Math.min(wide - sign - 4, room / layers - 6, size * 11)), high = side + 6;
      const pen = sharpen(canvas, frame.clientWidth, top + high * layers + 4);
      const step = Math.min(wide, side + sign + size);
      pen.imageSmoothingEnabled = side < data.side;
      pen.font = `${size}px ${style(frame, "font-family")}`;
      pen.textBaseline = "middle";
      const ink = style(frame, "color"), faint = style(frame, "--faint");
      pen.fillStyle = ink;
      pen.textAlign = "center";
      for (let head = 0; head < heads; head++) pen.fillText(head + 1, left + head * step + side / 2, size * 0.7);
      data.pictures.forEach((row, layer) => {
        const y = top + layer * high;
        pen.fillStyle = ink;
        pen.textAlign = "center";
        pen.fillText(layer + 1, left * 0.4, y + side / 2);
        row.forEach((code, head) => {
          const x = left + head * step;
          pen.drawImage(image(code, data.side), x, y, side, side);
          const chosen = layer === data.chosen[0] - 1 && head === data.chosen[1] - 1;
          const pointed = view.at && layer === at[0] && head === at[1];
          pen.strokeStyle = chosen ? "#0072b2" : pointed ? ink : faint;
          pen.lineWidth = chosen ? 4 : pointed ? 2.5 : 1;
          pen.strokeRect(x - 0.5, y - 0.5, side + 1, side + 1);
          pen.fillStyle = ink;
          pen.textAlign = "left";
          pen.fillText(data.legend[data.names[layer][head][0]][0], x + side + 4, y + side / 2);
        });
      });
      canvas.setAttribute("aria-label", say(at));
      canvas.style.cursor = "pointer";
      const find = (event) => {
        const box = canvas.getBoundingClientRect();
        const head = Math.floor((event.clientX - box.left - left) / step), layer = Math.floor((event.clientY - box.top - top) / high);
        return layer >= 0 && layer < layers && head >= 0 && head < heads ? [layer, head] : null;
      };
      const move = (to) => {
        if (String(to) === String(view.at)) return;
        view.at = to;
        view.draw(view.data);
      };
      canvas.onpointermove = (event) => move(find(event));
      canvas.onpointerleave = () => move(null);
      canvas.onclick = (event) => {
        move(find(event));
        choose();
      };
      canvas.onkeydown = (event) => {
        const way = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
        if (!way && event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        event.stopPropagation();
        if (!way) return choose();
        move([Math.max(0, Math.min(layers - 1, at[0] + way[0])), Math.max(0, Math.min(heads - 1, at[1] + way[1]))]);
      };
      frame.dataset.said = readout.textContent;
    };
    return view;
  });
}
