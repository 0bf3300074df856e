// Beam search as a tree: a column for each step, likeliest children of the highest parents first, so that no lines cross.
// Point at a word, or walk with the arrow keys, to read its path.

export default function (component) {
  return mount(component, (frame) => {
    frame.classList.add("tree");
    const box = element("div", "scroll"), stage = svg("svg", { tabindex: 0, role: "application" }), readout = element("p", "sum");
    readout.setAttribute("aria-live", "polite");
    box.append(stage);
    frame.append(box, readout);
    const view = { at: null };

    const path = (index) => {
      const found = [];
      for (let i = index; i !== null; i = view.data.nodes[i].parent) found.unshift(i);
      return found;
    };

    // A column's nodes from top to bottom: first by the place of the parent, then by what is likelier.
    function arrange(nodes) {
      const columns = [], place = new Map([[null, 0]]);
      nodes.forEach((node, i) => (columns[node.depth - 1] ??= []).push(i));
      for (const column of columns) {
        column.sort((a, b) => place.get(nodes[a].parent) - place.get(nodes[b].parent) || nodes[b].logp - nodes[a].logp);
        column.forEach((i, row) => place.set(i, row));
      }
      return columns;
    }

    view.draw = (data) => {
      if (!data || !frame.clientWidth) return;
      if (view.data !== data) view.at = data.best[data.best.length - 1] ?? 0;
      view.data = data;
      const { nodes } = data, size = parseFloat(style(frame, "font-size"));
      const columns = (view.columns = arrange(nodes));
      const most = Math.max(...columns.map((column) => column.length));
      const room = frame.room() - size * (frame.clientWidth < 640 ? 8.5 : 5.2);
      const line = Math.max(size * 1.45, Math.min(room / most, size * 3.4));
      const measure = document.createElement("canvas").getContext("2d");
      const font = (weight) => `${weight} ${size}px ${style(frame, "font-family")}`;
      measure.font = font(600);
      const root = [measure.measureText(data.prompt).width + size * 0.8, 0], first = root[0] + size * 4.4;
      const wide = Math.max(size * 8.4, (frame.clientWidth - first) / columns.length);
      const high = line * most, width = Math.max(frame.clientWidth, first + wide * columns.length);
      root[1] = high / 2;
      stage.setAttribute("width", width);
      stage.setAttribute("height", high + 4);
      const at = nodes.map(() => [0, 0]);
      columns.forEach((column, c) => column.forEach((i, row) => (at[i] = [first + c * wide, ((row + 0.5) * high) / column.length])));
      const best = new Set(data.best), greedy = new Set(data.greedy), lit = new Set(path(view.at));
      const edges = svg("g", { class: "edges" }), marks = svg("g", { class: "marks" });
      const cut = (text, space, weight) => {
        measure.font = font(weight);
        if (measure.measureText(text).width <= space) return text;
        while (text.length > 1 && measure.measureText(text + "…").width > space) text = text.slice(0, -1);
        return text + "…";
      };
      marks.append(svg("text", { x: size * 0.2, y: root[1], class: "token" }, data.prompt));
      const order = nodes.map((_, i) => i).sort((a, b) => best.has(a) - best.has(b) || lit.has(a) - lit.has(b));
      const widths = new Map();
      for (const [i, node] of nodes.entries()) {
        const number = little(Math.exp(node.logp)), space = wide - size * 2.5;
        measure.font = font(400);
        const share = measure.measureText(" " + number).width, weight = best.has(i) ? 700 : 400;
        const word = cut(node.word, space - share, weight);
        measure.font = font(weight);
        widths.set(i, { word, number, w: measure.measureText(word + " ").width, whole: measure.measureText(word + " ").width + share });
      }
      for (const i of order) {
        const node = nodes[i], [x, y] = at[i], from = node.parent === null ? root : [at[node.parent][0] + widths.get(node.parent).whole + size * 0.7, at[node.parent][1]];
        const bend = (x - size * 0.6 - from[0]) / 2;
        const names = ["edge", node.fate, best.has(i) && "best", greedy.has(i) && "greedy", lit.has(i) && "lit"].filter(Boolean).join(" ");
        edges.append(svg("path", { class: names, "stroke-width": 1.5 + 5 * Math.exp(node.logp), d: `M${from[0]},${from[1]} C${from[0] + bend},${from[1]} ${x - size * 0.6 - bend},${y} ${x - size * 0.6},${y}` }));
      }
      nodes.forEach((node, i) => {
        const [x, y] = at[i], { word, number, w, whole } = widths.get(i);
        const group = svg("g", { class: ["node", node.fate, best.has(i) && "best", lit.has(i) && "lit", i === view.at && "here"].filter(Boolean).join(" ") });
        group.append(svg("rect", { x: x - size * 0.45, y: y - size * 0.7, width: whole + size * 0.9, height: size * 1.4, rx: 5 }));
        group.append(svg("text", { x, y, class: "word" }, word), svg("text", { x: x + w, y, class: "share" }, number));
        if (greedy.has(i)) group.append(svg("path", { class: "under", d: `M${x},${y + size * 0.72} h${Math.max(8, w - size * 0.3)}` }));
        group.onpointerdown = pointed(group, () => move(i));
        marks.append(group);
      });
      stage.replaceChildren(edges, marks);
      tell();
    };

    function tell() {
      const { nodes, words, prompt } = view.data, found = path(view.at), node = nodes[view.at];
      const sum = found.map((i) => decimals(nodes[i].logp)).join(" + ").replaceAll("+ −", "− ");
      const values = { sum, total: decimals(node.total), probability: tiny(Math.exp(node.total)), n: node.depth, score: decimals(node.score) };
      readout.replaceChildren(
        element("b", "", "… " + found.map((i) => nodes[i].word).join(" ")), ` (${words[node.fate]}): `, fill(words.path, values),
      );
      stage.setAttribute("aria-label", `${prompt} ${readout.textContent}`);
      Object.assign(frame.dataset, { word: node.word, total: node.total, score: node.score, fate: node.fate, path: found.map((i) => nodes[i].word).join(" ") });
    }

    const little = (value) => (value < 0.0005 ? "< 0.1 %" : percent(value));

    // Two digits that count, however small.
    function tiny(value) {
      return value >= 0.001 ? percent(value) : `${(value * 100).toPrecision(2)} %`;
    }

    function move(to) {
      if (to === view.at || to === undefined) return;
      view.at = to;
      view.draw(view.data);
    }

    stage.onkeydown = (event) => {
      const { nodes } = view.data, node = nodes[view.at], column = view.columns[node.depth - 1], row = column.indexOf(view.at);
      const children = () => nodes.map((_, i) => i).filter((i) => nodes[i].parent === view.at).sort((a, b) => nodes[b].total - nodes[a].total);
      const to = { ArrowUp: () => column[row - 1], ArrowDown: () => column[row + 1], ArrowLeft: () => node.parent ?? undefined, ArrowRight: () => children()[0] }[event.key];
      if (!to) return;
      event.preventDefault();
      event.stopPropagation();
      move(to());
    };
    return view;
  });
}
