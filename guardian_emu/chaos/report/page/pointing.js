/* What is under the pointer, in words. */
function rowAt(y) {
  return rows.find((row) => y >= row.y && y < row.y + row.height);
}

function messageAt(x, y) {
  if (!arrowsShown) return -1;
  let best = -1, nearest = 5;
  for (const i of messagesInView()) {
    const [x0, y0, x1, y1] = ends(i), length = (x1 - x0) ** 2 + (y1 - y0) ** 2;
    const share = length ? Math.min(1, Math.max(0, ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length)) : 0;
    const distance = Math.hypot(x - x0 - share * (x1 - x0), y - y0 - share * (y1 - y0));
    if (distance < nearest) [best, nearest] = [i, distance];
  }
  return best;
}

function messageText(i) {
  const from = rows[messages.from[i]], to = rows[messages.to[i]];
  return `${FRAMES[messages.frame[i]]} ${messages.request[i]}, ${messages.size[i]} bytes\n` +
    `${rowName(from)} in CPU ${from.track.cpu} → ${rowName(to)} in CPU ${to.track.cpu}\n` +
    `sent at ${duration(messages.time[i])}, took ${duration(messages.took[i])}`;
}

const WORDS = { w: "waits for the reply to", s: "serves", r: "replied", l: "lost with its other end", o: "no end recorded" };

function spanText(i) {
  const [work, outcome] = spans.work[i], took = spans.took[i];
  return `${WORDS[work]} request ${spans.request[i]} ${work === "w" ? "to" : "of"} ${spans.peers[spans.peer[i]]}\n` +
    `from ${duration(spans.time[i])}, ${duration(took)}; ${WORDS[outcome]}`;
}

function spanAt(row, x, y) {
  const lane = Math.floor((y - row.y - 14) / LANE), time = timeOf(x);
  const first = place(row.spans, spans.time, time - row.longest), last = place(row.spans, spans.time, time);
  if (last - first > 50000) return -1;
  for (let at = last - 1; at >= first; at--) {
    const i = row.spans[at];
    if (spans.lane[i] % MOST_LANES === lane && spans.time[i] + spans.took[i] >= time) return i;
  }
  return -1;
}

function instantsAt(row, x) {
  const first = place(row.instants, instants.time, timeOf(x - 4)), last = place(row.instants, instants.time, timeOf(x + 4));
  const here = row.instants.slice(first, Math.min(last, first + 6));
  const lines = here.map((i) => `${duration(instants.time[i])}  ${instants.texts[instants.text[i]]}`);
  if (last - first > here.length) lines.push(`and ${last - first - here.length} more: zoom in`);
  return lines.join("\n");
}

function stateAt(row, time) {
  if (row.track.kind === "cpu") {
    const now = row.track.stretches.find(([from, to]) => from <= time && time < endOf(to));
    return `${rowName(row)}: ${now ? now[2] : "nothing known"}`;
  }
  const life = row.track.lives.find((one) => one.from <= time && time < endOf(one.to));
  if (!life) return `${rowName(row)} does not run in CPU ${row.track.cpu}`;
  const role = life.roles.filter(([from]) => from <= time).pop() || life.roles[0];
  const known = row.track.known.some(([from, to]) => from <= time && time <= to);
  return `${rowName(row)} ${row.track.cpu},${life.pin} ${role[1]}${life.program ? " (" + life.program + ")" : ""}` +
    (known ? "" : "\nnot recorded here");
}

function faultText(time) {
  const now = data.faults.find((fault) => fault.from <= time && time <= endOf(fault.to));
  return now ? `fault: ${now.kind} of ${now.name || "CPU " + now.cpu}, since ${duration(time - now.from)}` : "";
}

function takeoverText(time, slack) {
  const one = data.takeovers.find(({ ends: times }) => times[0] - slack <= time && time <= endOf(times[4] ?? times[3]) + slack);
  if (!one) return "";
  const parts = data.parts.map((part, i) => {
    const known = one.ends[i] !== null && one.ends[i + 1] !== null;
    return `${part} ${known ? duration(one.ends[i + 1] - one.ends[i]) : "not recorded"}`;
  });
  return [`takeover of ${one.name} after ${one.fault}: CPU ${one.from} → CPU ${one.cpu}`, ...parts].join("\n");
}

function textAt(x, y) {
  const time = timeOf(x), row = rowAt(y);
  chosen.message = -1;
  if (x < gutter) return "";
  if (!row) return y > AXIS && y < AXIS + TAKEOVERS ? takeoverText(time, timeOf(x + 4) - time) : "";
  const happened = instantsAt(row, x);
  const near = y > row.y + row.height - 12 || row.track.kind === "cpu";
  if (happened && near) return `${happened}\n${stateAt(row, time)}`;
  chosen.message = messageAt(x, y);
  if (chosen.message >= 0) return messageText(chosen.message);
  const span = spanAt(row, x, y);
  return [span >= 0 ? spanText(span) : happened, stateAt(row, time), faultText(time)].filter(Boolean).join("\n");
}
