// What was just changed, large, over the figure's head for a while: it takes no room, so nothing moves.

export default function ({ parentElement, data }) {
  let view = mounted.get(parentElement);
  if (!view) {
    const line = element("div", "changed");
    line.popover = "manual";
    line.setAttribute("role", "status");
    parentElement.append(line);
    view = { line, seen: null, timer: 0 };
    mounted.set(parentElement, view);
  }
  if (data.number !== view.seen) {
    view.seen = data.number;
    const { line } = view, arrow = element("span", "arrow", "→");
    arrow.setAttribute("aria-label", data.to);
    line.replaceChildren(element("span", "", data.label), element("b", "", data.old), arrow, element("b", "", data.now));
    if (!line.matches(":popover-open")) line.showPopover();
    clearTimeout(view.timer);
    view.timer = setTimeout(() => line.hidePopover(), data.seconds * 1000);
  }
  return () => {
    clearTimeout(view.timer);
    view.line.remove();
    mounted.delete(parentElement);
  };
}
