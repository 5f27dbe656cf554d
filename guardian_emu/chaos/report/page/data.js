/* The run as arrays: columns of differences become times, and each row gets the indices of what is on it, in time. */
const data = JSON.parse(document.getElementById("data").textContent);

function summed(differences) {
  const times = new Float64Array(differences.length);
  let time = 0;
  for (let i = 0; i < differences.length; i++) times[i] = time += differences[i];
  return times;
}

const instants = { ...data.instants, time: summed(data.instants.time) };
const messages = { ...data.messages, time: summed(data.messages.time) };
const spans = { ...data.spans, time: summed(data.spans.time) };
const longestMessage = messages.took.reduce((most, took) => Math.max(most, took), 0);

function byTrack(column) {
  const rows = data.tracks.map(() => []);
  column.forEach((track, i) => rows[track].push(i));
  return rows;
}

const AXIS = 24, TAKEOVERS = 24, CPU_ROW = 24, LANE = 7, MOST_LANES = 8;

/* Where each track is drawn, and what is on it. */
const rows = (() => {
  const instantsOf = byTrack(instants.track), spansOf = byTrack(spans.track);
  let y = AXIS + (data.takeovers.length ? TAKEOVERS : 0);
  return data.tracks.map((track, index) => {
    const spansHere = spansOf[index];
    let lanes = 0, longest = 0, serves = false;
    for (const i of spansHere) {
      lanes = Math.max(lanes, spans.lane[i] + 1);
      longest = Math.max(longest, spans.took[i]);
      serves ||= spans.work[i][0] === "s";
    }
    lanes = Math.min(lanes, MOST_LANES);
    const height = track.kind === "cpu" ? CPU_ROW : 28 + lanes * LANE;
    const row = { track, index, y, height, lanes, longest, serves, instants: instantsOf[index], spans: spansHere };
    y += height;
    return row;
  });
})();
const severalNodes = new Set(data.tracks.map((track) => track.node)).size > 1;
const chartHeight = rows.length ? rows[rows.length - 1].y + rows[rows.length - 1].height + 4 : AXIS + 40;

/* The first place in `order` whose time is not before `time`. */
function place(order, times, time) {
  let low = 0, high = order.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[order[middle]] < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function placeIn(times, time) {
  let low = 0, high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function rowName(row) {
  const { node, cpu, kind, name } = row.track;
  if (kind === "cpu") return (severalNodes ? node + " " : "") + "CPU " + cpu;
  return name;
}

const FRAMES = ["", "request", "reply", "cancel"];

function duration(nanoseconds) {
  const size = Math.abs(nanoseconds);
  if (size < 1e3) return nanoseconds.toFixed(0) + " ns";
  if (size < 1e6) return (nanoseconds / 1e3).toFixed(1) + " µs";
  if (size < 1e9) return (nanoseconds / 1e6).toFixed(3) + " ms";
  return (nanoseconds / 1e9).toFixed(3) + " s";
}
