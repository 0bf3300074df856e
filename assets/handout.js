// What was taken home: the same figures from the same numbers, without the app.

const read = (name) => JSON.parse(document.getElementById(name).textContent);
const figures = read("figures"), styles = read("styles");

async function unpack(text) {
  const packed = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

function live(place, { name, data }) {
  const root = place.attachShadow({ mode: "open" });
  const sheet = document.createElement("style"), host = document.createElement("div");
  sheet.textContent = styles[""] + styles[name];
  root.append(sheet, host);
  const silent = () => {};
  components[name]({ name, key: place.id, data, parentElement: host, setStateValue: silent });
}

async function draw() {
  const script = document.getElementById("plotly");
  if (script) {
    const made = document.createElement("script");
    made.textContent = await unpack(script.textContent.trim());
    document.head.append(made);
  }
  for (const [index, entry] of figures.entries()) {
    const place = document.getElementById(`drawn-${index}`);
    try {
      if (entry.kind === "live") live(place, entry);
      else await Plotly.newPlot(place, entry.figure.data, entry.figure.layout, { displayModeBar: false, responsive: true });
    } catch (error) {
      console.error(error); // the caption and the numbers below still say what was here
    }
    await new Promise((resolve) => setTimeout(resolve));
  }
  document.documentElement.dataset.drawn = figures.length;
}

draw();
