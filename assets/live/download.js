// A text as a file, made in the browser: nothing has to be fetched for it.

export default function (component) {
  return mount(component, (frame) => {
    const link = element("a", "download");
    frame.append(link);
    return {
      draw(data) {
        URL.revokeObjectURL(link.href);
        link.href = URL.createObjectURL(new Blob([data.text], { type: "text/csv;charset=utf-8" }));
        link.download = data.name;
        link.textContent = data.label;
      },
    };
  });
}
