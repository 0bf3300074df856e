// The lecturer's clock: the time of day, the minutes since the start, and how far that is from the plan.

export default function (component) {
  return mount(component, (frame) => {
    const now = element("span", "now"), run = element("span", "run"), late = element("span", "late");
    frame.classList.add("clock");
    frame.append(now, run, late);
    const channel = new BroadcastChannel("explorer-notes");
    const view = {};
    const two = (n) => String(Math.floor(n)).padStart(2, "0");
    const tick = () => {
      if (!frame.isConnected) return channel.close(), clearInterval(view.timer);
      const date = new Date(), { data } = view;
      now.textContent = `${two(date.getHours())}:${two(date.getMinutes())}`;
      if (!data || data.elapsed === null) return (run.textContent = late.textContent = "");
      const seconds = data.elapsed + (performance.now() - view.since) / 1000;
      run.textContent = `${two(seconds / 60)}:${two(seconds % 60)}`;
      const behind = Math.round(seconds / 60 - data.planned);
      late.textContent = data.planned === null ? "" : behind > 0 ? fill(data.words.behind, { n: behind }) : behind < 0 ? fill(data.words.ahead, { n: -behind }) : data.words.in_time;
      late.classList.toggle("behind", behind > 1);
    };
    view.timer = setInterval(tick, 500);
    view.call = setInterval(() => (frame.isConnected ? channel.postMessage("here") : clearInterval(view.call)), 2000);
    channel.postMessage("here"); // the wall of this browser begins to listen
    view.draw = (data) => {
      if (data !== view.data) view.since = performance.now();
      view.data = data ?? view.data;
      tick();
    };
    return view;
  });
}
