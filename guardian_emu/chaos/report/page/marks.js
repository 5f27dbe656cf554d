/* What is drawn across the rows: messages, faults, takeovers, the axis, and what is chosen. */
function messagesInView() {
  const first = placeIn(messages.time, view.from - longestMessage), last = placeIn(messages.time, view.to);
  const found = [];
  for (let i = first; i < last; i++) if (messages.time[i] + messages.took[i] >= view.from) found.push(i);
  return found;
}

const middle = (row) => row.y + (row.track.kind === "cpu" ? 12 : row.height / 2 + 2);

function ends(i) {
  const from = rows[messages.from[i]], to = rows[messages.to[i]];
  return [xOf(messages.time[i]), middle(from), xOf(messages.time[i] + messages.took[i]), middle(to)];
}

function drawMessages() {
  const inView = messagesInView();
  arrowsInView = inView.length;
  arrowsShown = inView.length <= MOST_ARROWS ? inView.length : 0;
  pen.save();
  pen.beginPath();
  pen.rect(gutter, 0, chartWidth - gutter, chartHeight);
  pen.clip();
  if (arrowsShown) inView.forEach(drawArrow);
  else drawTraffic(inView);
  pen.restore();
}

function drawArrow(i) {
  const [x0, y0, x1, y1] = ends(i), marked = chosen.message === i;
  pen.strokeStyle = pen.fillStyle = colours[FRAMES[messages.frame[i]]];
  pen.globalAlpha = marked ? 1 : arrowsShown > 200 ? 0.45 : 0.8;
  pen.lineWidth = marked ? 2.5 : 1;
  pen.beginPath();
  pen.moveTo(x0, y0);
  pen.lineTo(x1, y1);
  pen.stroke();
  if (arrowsShown <= 200 || marked) {
    const angle = Math.atan2(y1 - y0, x1 - x0);
    pen.beginPath();
    pen.moveTo(x1, y1);
    pen.lineTo(x1 - 7 * Math.cos(angle - 0.35), y1 - 7 * Math.sin(angle - 0.35));
    pen.lineTo(x1 - 7 * Math.cos(angle + 0.35), y1 - 7 * Math.sin(angle + 0.35));
    pen.fill();
  }
  pen.globalAlpha = 1;
  pen.lineWidth = 1;
}

/* Too many to be told apart: between each two rows and for each few pixels one line, stronger where there were more. */
function drawTraffic(inView) {
  const step = 8, pairs = rows.length * rows.length;
  const counts = new Uint32Array((Math.ceil(chartWidth / step) + 2) * pairs);
  let most = 1;
  for (const i of inView) {
    const column = Math.floor((xOf(messages.time[i]) - gutter) / step);
    if (column < 0) continue;
    const low = Math.min(messages.from[i], messages.to[i]), high = Math.max(messages.from[i], messages.to[i]);
    most = Math.max(most, ++counts[column * pairs + low * rows.length + high]);
  }
  pen.strokeStyle = colours.request;
  counts.forEach((count, key) => {
    if (!count) return;
    const high = key % rows.length, low = Math.floor(key / rows.length) % rows.length;
    const x = gutter + (Math.floor(key / pairs) + 0.5) * step;
    pen.globalAlpha = 0.04 + 0.1 * Math.sqrt(count / most);
    pen.beginPath();
    pen.moveTo(x, middle(rows[low]));
    pen.lineTo(x, middle(rows[high]));
    pen.stroke();
  });
  pen.globalAlpha = 1;
}

function drawFaults() {
  for (const fault of data.faults) {
    const taken = data.takeovers.find((one) => one.ends[0] === fault.from);
    const to = fault.to !== null ? fault.to : taken ? endOf(taken.ends[4]) : fault.from;
    bar(fault.from, to, AXIS, chartHeight - AXIS, `rgba(${colours.fault}, 0.07)`);
    for (const row of rows) {
      const hit = row.track.node === fault.node && row.track.cpu === fault.cpu &&
        (!fault.name || row.track.name === fault.name);
      if (hit) bar(fault.from, to, row.y, row.height, `rgba(${colours.fault}, 0.18)`);
    }
    bar(fault.from, fault.from, AXIS, chartHeight - AXIS, `rgba(${colours.fault}, 0.9)`);
  }
}

function drawTakeovers() {
  if (!data.takeovers.length) return;
  const begins = [...data.takeovers.slice(1).map((one) => xOf(one.ends[0])), chartWidth];
  data.takeovers.forEach((one, number) => {
    for (let part = 0; part < data.parts.length; part++) {
      const from = one.ends[part], to = one.ends[part + 1];
      if (from === null || to === null) continue;
      const drawn = bar(from, to, AXIS + 4, 16, colours["part" + part]);
      const text = data.parts[part] + " " + duration(to - from);
      const fits = drawn && pen.measureText(text).width + 8 <= drawn.width;
      label(fits ? text : data.parts[part], drawn, AXIS + 12.5, colours.ontop);
    }
    const last = one.ends[4] === null ? one.ends[3] : one.ends[4], x = xOf(last) + 5;
    const texts = [one.fault + ": " + one.name + " → CPU " + one.cpu, one.fault, String(number + 1)];
    const room = Math.min(chartWidth, begins[number]) - x - 4, text = texts.find((one) => pen.measureText(one).width < room);
    if (x > gutter && text) {
      pen.fillStyle = colours.ink;
      pen.fillText(text, x, AXIS + 12.5);
    }
    bar(one.ends[3], one.ends[3], AXIS, chartHeight - AXIS, colours.part2);
  });
}

function stepOf(width) {
  const least = ((view.to - view.from) / width) * 90;
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  return power * [1, 2, 5, 10].find((factor) => factor * power >= least);
}

function axisText(time, step) {
  if (step >= 1e7) return (time / 1e9).toFixed(step >= 1e9 ? 0 : 2) + " s";
  if (step >= 1e4) return (time / 1e6).toFixed(step >= 1e6 ? 0 : 2) + " ms";
  return (time / 1e3).toFixed(step >= 1e3 ? 0 : 2) + " µs";
}

function drawAxis(width) {
  const step = stepOf(width - gutter);
  pen.fillStyle = colours.ground;
  pen.fillRect(0, 0, width, AXIS - 1);
  for (let time = Math.ceil(view.from / step) * step; time < view.to; time += step) {
    const x = xOf(time), text = axisText(time, step);
    pen.fillStyle = colours.line;
    pen.fillRect(x, AXIS - 7, 1, 6);
    pen.globalAlpha = 0.35;
    pen.fillRect(x, AXIS, 1, chartHeight);
    pen.globalAlpha = 1;
    pen.fillStyle = colours.quiet;
    const half = pen.measureText(text).width / 2;
    if (x + half < width) pen.fillText(text, Math.max(gutter + 4, x - half), 9);
  }
}

/* Names have a column of their own, over whatever came there. */
function drawNames() {
  pen.fillStyle = colours.ground;
  pen.fillRect(0, 0, gutter, chartHeight);
  if (data.takeovers.length) cut("takeovers", 8, AXIS + 12.5, colours.quiet);
  for (const row of rows) {
    const cpu = row.track.kind === "cpu";
    pen.fillStyle = cpu ? colours.band : colours.ground;
    pen.fillRect(0, row.y, gutter, row.height);
    pen.fillStyle = colours.line;
    pen.fillRect(0, row.y, gutter, cpu ? 1 : 0.5);
    pen.font = (cpu ? "600 " : "") + FONT;
    cut(rowName(row), cpu ? 8 : 18, row.y + row.height / 2, colours.ink);
    pen.font = FONT;
  }
  pen.fillStyle = colours.line;
  pen.fillRect(gutter - 1, 0, 1, chartHeight);
}

function cut(text, x, y, fill) {
  const room = gutter - x - 6;
  while (text.length > 1 && pen.measureText(text).width > room) text = text.slice(0, -2) + "…";
  pen.fillStyle = fill;
  pen.fillText(text, x, y);
}

function drawChosen() {
  const row = rows[chosen.row];
  if (!row) return;
  pen.strokeStyle = colours.focus;
  pen.strokeRect(0.5, row.y + 0.5, chartWidth - 1, row.height - 1);
  if (chosen.time === null) return;
  const x = xOf(chosen.time);
  if (x < gutter) return;
  pen.beginPath();
  pen.moveTo(x, AXIS);
  pen.lineTo(x, chartHeight);
  pen.stroke();
}
