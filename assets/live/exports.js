// A figure and its numbers as files, made in the browser: nothing has to be fetched for them.

export default function (component) {
  return mount(component, (frame) => {
    const row = element("div", "takes");
    frame.append(row);
    const addresses = [];

    function file(label, name, hint, text, type) {
      const link = element("a", "take", label);
      link.href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
      addresses.push(link.href);
      link.download = name;
      link.title = hint;
      link.setAttribute("aria-label", hint);
      return link;
    }

    function press(label, hint, act, words) {
      const button = element("button", "take", label);
      button.type = "button";
      button.title = hint;
      button.setAttribute("aria-label", hint);
      button.onclick = async () => {
        button.disabled = true;
        said.textContent = "";
        try {
          await act();
        } catch {
          said.textContent = words.failed;
        } finally {
          button.disabled = false;
        }
      };
      return button;
    }

    const said = element("span", "said");
    said.setAttribute("role", "status");

    function save(blob, name) {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    }

    async function drawn(data) {
      const found = await picture(data.key, data.caption);
      if (!found) throw new Error("no figure");
      return found;
    }

    return {
      draw(data) {
        if (!data || frame.latest === data) return;
        frame.latest = data;
        addresses.splice(0).forEach((address) => URL.revokeObjectURL(address));
        const { words, name } = data, pictures = [];
        if (data.key) {
          pictures.push(
            press("PNG", words.png, async () => save(await painted(await drawn(data)), `${name}.png`), words),
            press("SVG", words.svg, async () => save(new Blob([(await drawn(data)).text], { type: "image/svg+xml" }), `${name}.svg`), words),
          );
        }
        const table = file("CSV", `${name}.csv`, words.csv, data.csv, "text/csv");
        table.classList.add("download");
        row.replaceChildren(element("span", "", words.take), ...pictures, table, file("JSON", `${name}.json`, words.json, data.json, "application/json"), said);
      },
    };
  });
}
