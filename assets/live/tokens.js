// The sentence as the model reads it. Choosing a token reports its number, counted from 1.

export default function (component) {
  return mount(component, (frame) => {
    const list = element("div", "chips");
    list.setAttribute("role", "radiogroup");
    frame.append(list);
    const view = {};
    const choose = (index) => {
      view.chosen = index;
      view.paint();
      view.component.setStateValue("token", index + 1);
    };
    list.onkeydown = (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      choose(Math.max(0, Math.min(view.data.tokens.length - 1, view.chosen + step)));
      list.children[view.chosen].focus();
    };
    view.paint = () => {
      [...list.children].forEach((chip, i) => {
        chip.setAttribute("aria-checked", i === view.chosen);
        chip.tabIndex = i === view.chosen ? 0 : -1;
      });
    };
    view.draw = (data) => {
      const seen = () => {
        const chip = list.children[view.chosen];
        if (chip) list.scrollLeft = chip.offsetLeft - list.offsetLeft - (list.clientWidth - chip.offsetWidth) / 2;
      };
      if (!data || JSON.stringify(data) === view.drawn) return seen();
      view.drawn = JSON.stringify(data);
      view.data = data;
      view.chosen = data.chosen;
      list.setAttribute("aria-label", data.label);
      list.replaceChildren(
        ...data.tokens.map((token, i) => {
          const chip = element("button", token === data.unknown ? "chip unknown" : "chip", token);
          chip.type = "button";
          chip.setAttribute("role", "radio");
          if (token === data.unknown) chip.title = data.hint;
          chip.onclick = () => choose(i);
          return chip;
        })
      );
      view.paint();
      seen();
    };
    return view;
  });
}
