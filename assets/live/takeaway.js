// What a visitor takes along from a page: its link, and files that the server makes when they are asked for.

export default function (component) {
  return mount(component, (frame) => {
    const row = element("div", "along"), said = element("span", "said");
    said.setAttribute("role", "status");
    frame.append(row);
    let names = "", told = null;

    // What belongs to this screen alone does not travel.
    function link() {
      const address = new URL(location.href);
      for (const name of ["key", "room", "follow", "notes", "path", "embed", "embed_options"]) address.searchParams.delete(name);
      return address.href;
    }

    async function copy(words) {
      const text = link();
      try {
        if (navigator.clipboard && isSecureContext) await navigator.clipboard.writeText(text);
        else if (!byHand(text)) throw new Error("not copied");
        say(words.copied);
      } catch {
        const box = element("input", "address");
        box.value = text;
        box.readOnly = true;
        box.setAttribute("aria-label", words.by_hand);
        said.replaceChildren(`${words.by_hand} `, box);
        box.select();
      }
    }

    // Over plain http there is no clipboard to write to; the old way still works there.
    function byHand(text) {
      const box = document.body.appendChild(document.createElement("textarea"));
      box.value = text;
      box.style.cssText = "position: fixed; top: 0; left: 0; opacity: 0";
      const before = document.activeElement;
      box.select();
      const done = document.execCommand("copy");
      box.remove();
      before?.focus?.();
      return done;
    }

    function say(...parts) {
      said.replaceChildren(...parts);
    }

    function button(label, hint, act) {
      const made = element("button", "take", label);
      made.type = "button";
      made.title = hint;
      made.onclick = act;
      return made;
    }

    function build(data) {
      const { words } = data;
      const ask = (name) => {
        say(words.making);
        view.component.setStateValue("make", { what: name, time: Date.now() });
      };
      row.replaceChildren(
        button(words.copy, words.hint, () => copy(words)),
        ...data.makers.map(({ name, label, hint }) => {
          const made = button(label, hint, () => ask(name));
          made.dataset.make = name;
          return made;
        }),
        said,
      );
    }

    function hand(file, words) {
      const blob = new Blob([file.text], { type: "text/html;charset=utf-8" });
      const link = element("a", "file", fill(words.made, { name: file.name, size: (blob.size / 1e6).toFixed(blob.size < 1e5 ? 2 : 1) }));
      link.href = URL.createObjectURL(blob);
      link.download = file.name;
      say(link);
      link.click();
    }

    const view = {
      draw(data) {
        if (!data || told === data) return;
        told = data;
        const wanted = JSON.stringify([data.makers, data.words.copy]);
        if (wanted !== names) build(data);
        names = wanted;
        if (data.file) hand(data.file, data.words);
        else if (data.words.missed) say(data.words.empty);
      },
    };
    return view;
  });
}
