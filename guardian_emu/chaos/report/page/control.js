/* Moving about: wheel, drag, keys and buttons; and what is said about it. */
const tip = document.getElementById("tip"), said = document.getElementById("said");
const LEAST_VIEW = 200;

function show(from, to) {
  const least = Math.min(LEAST_VIEW, Math.max(1, data.span)), margin = data.span * 0.02 + 1;
  const length = Math.min(Math.max(to - from, least), data.span + 2 * margin);
  view.from = Math.min(Math.max(from, -margin), data.span + margin - length);
  view.to = view.from + length;
  again();
}

let asked = false;
function again() {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => {
    asked = false;
    draw();
  });
}

const whole = () => show(-data.span * 0.01, data.span * 1.01);
const move = (share) => show(view.from + share * (view.to - view.from), view.to + share * (view.to - view.from));

function zoom(factor, about = (view.from + view.to) / 2) {
  show(about - (about - view.from) * factor, about + (view.to - about) * factor);
}

let takeover = -1;
function showTakeover(number) {
  const one = data.takeovers[number];
  if (!one) return;
  takeover = number;
  const last = one.ends[4] === null ? one.ends[3] : one.ends[4], length = Math.max(last - one.ends[0], 2e5);
  said.textContent = takeoverText(one.ends[0], 0).replaceAll("\n", "; ");
  show(one.ends[0] - length * 0.2, last + length * 0.3);
}

function nextEvent(direction) {
  const row = rows[chosen.row];
  if (!row || !row.instants.length) return;
  const at = chosen.time === null ? place(row.instants, instants.time, view.from) - (direction < 0 ? 0 : 1)
    : place(row.instants, instants.time, chosen.time + (direction > 0 ? 0.5 : 0)) - (direction > 0 ? 1 : 0);
  const i = row.instants[Math.min(row.instants.length - 1, Math.max(0, at + direction))];
  chosen.time = instants.time[i];
  said.textContent = `${duration(chosen.time)}  ${instants.texts[instants.text[i]]}; ${stateAt(row, chosen.time)}`;
  const length = view.to - view.from;
  if (chosen.time < view.from || chosen.time > view.to) show(chosen.time - length / 2, chosen.time + length / 2);
  else again();
}

function choose(direction) {
  chosen.row = Math.min(rows.length - 1, Math.max(0, chosen.row + direction));
  const row = rows[chosen.row];
  if (row) said.textContent = `${rowName(row)}: ${row.instants.length} events, ${row.spans.length} requests`;
  again();
}

const KEYS = {
  ArrowLeft: () => move(-0.2), ArrowRight: () => move(0.2), ArrowUp: () => choose(-1), ArrowDown: () => choose(1),
  "+": () => zoom(0.5), "=": () => zoom(0.5), "-": () => zoom(2), Home: whole, n: () => nextEvent(1), p: () => nextEvent(-1),
  "]": () => showTakeover(Math.min(takeover + 1, data.takeovers.length - 1)), "[": () => showTakeover(Math.max(takeover - 1, 0)),
};

canvas.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || !KEYS[event.key]) return;
  event.preventDefault();
  KEYS[event.key]();
});

canvas.addEventListener("wheel", (event) => {
  event.preventDefault();
  const sideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
  if (sideways) move((event.deltaX || event.deltaY) / chartWidth);
  else zoom(Math.exp(Math.max(-1, Math.min(1, event.deltaY / 300))), timeOf(event.offsetX));
}, { passive: false });

let grabbed = null;
canvas.addEventListener("pointerdown", (event) => {
  grabbed = { x: event.offsetX, y: event.clientY };
  canvas.setPointerCapture(event.pointerId);
});
canvas.addEventListener("pointerup", (event) => {
  grabbed = null;
  canvas.releasePointerCapture(event.pointerId);
});
canvas.addEventListener("pointermove", (event) => {
  if (grabbed) {
    const moved = timeOf(grabbed.x) - timeOf(event.offsetX);
    window.scrollBy(0, grabbed.y - event.clientY);
    grabbed = { x: event.offsetX, y: event.clientY };
    tip.hidden = true;
    show(view.from + moved, view.to + moved);
    return;
  }
  const before = chosen.message, text = textAt(event.offsetX, event.offsetY);
  tip.hidden = !text;
  tip.textContent = text;
  const beside = event.offsetX + 16 + tip.offsetWidth < chartWidth;
  tip.style.left = Math.max(0, beside ? event.offsetX + 14 : event.offsetX - tip.offsetWidth - 14) + "px";
  tip.style.top = Math.max(0, Math.min(event.offsetY + 14, chartHeight - tip.offsetHeight)) + "px";
  if (before !== chosen.message) again();
});
canvas.addEventListener("pointerleave", () => { tip.hidden = true; });

const many = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;

function tell() {
  const counts = [many(rows.length, "track"), many(messages.time.length, "message"), many(instants.time.length, "other event"),
    many(data.takeovers.length, "takeover"), many(data.faults.length, "fault")].join(", ");
  const alone = data.alone ? ` Of ${many(data.alone, "frame")} only one end was recorded.` : "";
  const dense = arrowsInView > arrowsShown ? ` Zoom in to see each of ${arrowsInView} messages as an arrow.` : "";
  document.getElementById("summary").textContent =
    `In view: ${duration(Math.min(data.span, view.to - view.from))} of ${duration(data.span)}; ${counts}.${alone}${dense}`;
}

function legend() {
  const shown = [["primary", "primary"], ["backup", "backup"], ["single", "single"], ["serving", "serves"],
    ["waiting", "waits"], ["lost", "lost"], ["request", "request"], ["reply", "reply"]];
  for (const [colour, text] of shown) {
    const item = document.createElement("span"), square = document.createElement("i");
    square.style.background = `var(--${colour})`;
    item.append(square, text);
    document.getElementById("legend").append(item);
  }
}

for (const [id, act] of Object.entries({ whole, in: () => zoom(0.5), out: () => zoom(2), previous: KEYS["["], next: KEYS["]"] })) {
  document.getElementById(id).addEventListener("click", act);
}
for (const button of document.querySelectorAll("[data-takeover]")) {
  button.addEventListener("click", () => {
    showTakeover(Number(button.dataset.takeover));
    canvas.focus();
  });
}
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readColours(); again(); });
new ResizeObserver(again).observe(document.getElementById("chart"));
for (const id of ["previous", "next"]) document.getElementById(id).hidden = !data.takeovers.length;
legend();
readColours();
const linked = /^#takeover-(\d+)$/.exec(location.hash);
if (linked) showTakeover(Number(linked[1]) - 1);
else whole();
draw();
canvas.dataset.events = instants.time.length;
canvas.dataset.messages = messages.time.length;
canvas.dataset.rows = rows.length;
canvas.dataset.drawn = "true";
