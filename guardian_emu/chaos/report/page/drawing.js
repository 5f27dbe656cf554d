/* Draws the part of the run that is in view. What would be too dense to be told apart is drawn as how much there was. */
const canvas = document.getElementById("canvas"), pen = canvas.getContext("2d");
const view = { from: 0, to: Math.max(1, data.span) };
const chosen = { row: -1, time: null, message: -1 };
const MOST_ARROWS = 900, FONT = "12px system-ui, sans-serif";
let colours = {}, hatch = null, arrowsShown = 0, arrowsInView = 0;
let chartWidth = 1, gutter = 0; /* as of the last drawing: to ask the canvas each time would cost most of it */

function readColours() {
  const style = getComputedStyle(document.documentElement);
  const names = ["ground", "band", "ink", "quiet", "line", "focus", "primary", "backup", "single", "up", "loading",
    "silent", "down", "fault", "waiting", "serving", "lost", "tick", "request", "reply", "cancel", "hatch",
    "part0", "part1", "part2", "part3", "ontop"];
  colours = Object.fromEntries(names.map((name) => [name, style.getPropertyValue("--" + name).trim()]));
  const tile = document.createElement("canvas");
  tile.width = tile.height = 6;
  const tilePen = tile.getContext("2d");
  tilePen.strokeStyle = colours.hatch;
  tilePen.beginPath();
  tilePen.moveTo(-1, 7);
  tilePen.lineTo(7, -1);
  tilePen.stroke();
  hatch = pen.createPattern(tile, "repeat");
}

const xOf = (time) => gutter + ((time - view.from) / (view.to - view.from)) * (chartWidth - gutter);
const timeOf = (x) => view.from + ((x - gutter) / (chartWidth - gutter)) * (view.to - view.from);
const endOf = (time) => (time === null ? data.span : time);

/* A bar from one time to another, cut at the edges of the view; at least a pixel wide. */
function bar(from, to, y, height, fill) {
  const left = Math.max(gutter, xOf(from)), right = Math.min(chartWidth, xOf(to));
  if (right < gutter || left > chartWidth) return null;
  pen.fillStyle = fill;
  pen.fillRect(left, y, Math.max(1, right - left), height);
  return { left, width: Math.max(1, right - left) };
}

/* A text in a bar that was drawn, when there is room for it. */
function label(text, drawn, y, fill) {
  if (!drawn || pen.measureText(text).width + 8 > drawn.width) return;
  pen.fillStyle = fill;
  pen.fillText(text, drawn.left + 4, y);
}

function draw() {
  chartWidth = canvas.clientWidth;
  gutter = chartWidth < 640 ? 76 : 104;
  const width = chartWidth, ratio = window.devicePixelRatio || 1;
  canvas.style.height = chartHeight + "px";
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(chartHeight * ratio);
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.font = FONT;
  pen.textBaseline = "middle";
  pen.fillStyle = colours.ground;
  pen.fillRect(0, 0, width, chartHeight);
  rows.forEach(drawGround);
  drawFaults();
  rows.forEach(drawRow);
  drawMessages();
  drawTakeovers();
  drawAxis(width);
  drawNames();
  drawChosen();
  tell();
}

function drawGround(row) {
  const width = chartWidth, cpu = row.track.kind === "cpu";
  if (cpu) {
    pen.fillStyle = colours.band;
    pen.fillRect(0, row.y, width, row.height);
  }
  for (const life of row.track.lives || []) bar(life.from, endOf(life.to), row.y + 13, row.height - 17, hatch);
  for (const [from, to] of row.track.known || []) bar(from, to, row.y + 13, row.height - 17, colours.ground);
  pen.fillStyle = colours.line;
  pen.fillRect(0, row.y, width, cpu ? 1 : 0.5);
}

function drawRow(row) {
  if (row.track.kind === "cpu") drawCpu(row);
  else drawProcess(row);
}

function drawCpu(row) {
  for (const [from, to, what] of row.track.stretches) {
    const drawn = bar(from, endOf(to), row.y + 4, 13, colours[what]);
    label(what, drawn, row.y + 11, what === "down" ? colours.ontop : colours.ink);
  }
  drawTicks(row, row.y + 18, 5);
}

function drawProcess(row) {
  for (const life of row.track.lives) {
    life.roles.forEach(([from, role], i) => {
      const to = i + 1 < life.roles.length ? life.roles[i + 1][0] : endOf(life.to);
      bar(from, to, row.y + 4, 7, colours[role] || colours.single);
    });
  }
  drawSpans(row);
  drawTicks(row, row.y + row.height - 11, 7);
}

/* Many requests are drawn as how many there were, and only those of them that stand out for themselves. */
function drawSpans(row) {
  const first = place(row.spans, spans.time, view.from - row.longest), last = place(row.spans, spans.time, view.to);
  const perPixel = (view.to - view.from) / chartWidth, dense = last - first > chartWidth / 3;
  if (dense) drawDensity(row.spans, spans.time, row.y + 14, row.height - 28, row.serves ? colours.serving : colours.waiting);
  for (let at = first; at < last; at++) {
    const i = row.spans[at], [work, outcome] = spans.work[i], lost = outcome === "l";
    if (dense && !lost && spans.took[i] < 8 * perPixel) continue;
    const fill = lost ? colours.lost : work === "w" ? colours.waiting : colours.serving;
    bar(spans.time[i], spans.time[i] + spans.took[i], row.y + 15 + (spans.lane[i] % MOST_LANES) * LANE, LANE - 2, fill);
  }
}

/* How many there were, as the height of a column; the fullest column of the row is as high as the row. */
function drawDensity(order, times, y, height, fill) {
  const left = gutter, step = 2;
  const counts = [];
  let most = 1;
  for (let x = left; x < chartWidth; x += step) {
    const count = place(order, times, timeOf(x + step)) - place(order, times, timeOf(x));
    counts.push(count);
    most = Math.max(most, count);
  }
  pen.fillStyle = fill;
  counts.forEach((count, i) => {
    if (!count) return;
    const tall = Math.max(2, (Math.sqrt(count / most)) * height);
    pen.fillRect(left + i * step, y + height - tall, step, tall);
  });
}

/* Each event a tick; where several share a pixel, one. */
function drawTicks(row, y, height) {
  const first = place(row.instants, instants.time, view.from), last = place(row.instants, instants.time, view.to);
  pen.fillStyle = colours.tick;
  const dense = last - first > 4 * chartWidth;
  if (dense) {
    drawDensity(row.instants, instants.time, y, height, colours.tick);
    return;
  }
  let before = -9;
  for (let at = first; at < last; at++) {
    const x = Math.round(xOf(instants.time[row.instants[at]]));
    if (x === before) continue;
    before = x;
    pen.fillRect(x, y, 1, height);
  }
}
