/* Measure: legs of a line, each with its geodesic length and true bearing at its beginning. */
"use strict";

(function () {
  const map = window.pharos.map;
  const { geodesy } = window.pharos;
  const { feature, collection } = map.shape;
  const MOST = 100;
  let points = [];
  let cursor = null;
  let finished = false;

  const IS = (part) => ["==", ["get", "part"], part];
  const LAYERS = [
    { id: "casing", type: "line", filter: ["in", ["get", "part"], ["literal", ["leg", "live"]]],
      layout: { "line-cap": "round", "line-join": "round" },
      paint: { "line-color": "--paper/0.85", "line-width": 4.5 } },
    { id: "leg", type: "line", filter: IS("leg"), layout: { "line-join": "round" },
      paint: { "line-color": "--ink", "line-width": 1.7 } },
    { id: "live", type: "line", filter: IS("live"),
      paint: { "line-color": "--ink-2", "line-width": 1.4, "line-dasharray": [3, 2] } },
    { id: "point", type: "circle", filter: IS("point"),
      paint: { "circle-radius": 3.6, "circle-color": "--paper", "circle-stroke-color": "--ink",
               "circle-stroke-width": 1.7 } },
    { id: "label", type: "symbol", filter: ["has", "label"],
      // Beside the leg, never along it: there a short one has no room.
      layout: { "text-field": ["get", "label"], "text-font": ["Inter"], "text-size": 12,
                "text-anchor": ["get", "side"],
                "text-offset": ["match", ["get", "side"], "bottom", ["literal", [0, -0.35]],
                                "bottom-right", ["literal", [-0.35, -0.15]],
                                "bottom-left", ["literal", [0.35, -0.15]],
                                ["literal", [0.6, 0]]],
                "text-allow-overlap": true, "text-ignore-placement": true },
      paint: { "text-color": "--ink", "text-halo-color": "--paper", "text-halo-width": 1.8 } },
  ];

  /** The corner of a label that touches its leg, so that the two do not cross. */
  function side(bearing) {
    const slope = bearing % 180;
    if (slope < 12 || slope > 168) return "left";
    if (slope > 82 && slope < 98) return "bottom";
    return slope < 90 ? "bottom-right" : "bottom-left";
  }

  const legs = () => points.slice(1).map((to, k) => geodesy.inverse(points[k], to));
  const sum = (parts) => parts.reduce((n, leg) => n + leg.metres, 0);

  /** What is measured: legs with metres and bearing, and their sum; places as given. */
  map.measured = () => ({ points, legs: legs(), metres: sum(legs()), finished });

  function live() {
    const last = points[points.length - 1];
    if (finished || !cursor || !last) return null;
    const leg = geodesy.inverse(last, cursor);
    return leg.metres > 0 ? leg : null;
  }

  function draw() {
    if (!points.length) return map.drawShapes("measure", null);
    const word = (leg) => `${map.milesText(leg.metres)} nm  ${map.bearingText(leg.bearing)}`;
    const drawn = (part, from, to, leg) => [
      feature("LineString", geodesy.line(from, to), { part }),
      feature("Point", geodesy.direct(from, leg.bearing, leg.metres / 2),
              { label: word(leg), side: side(leg.bearing) }),
    ];
    const parts = legs().flatMap((leg, k) => drawn("leg", points[k], points[k + 1], leg));
    const next = live();
    if (next) parts.push(...drawn("live", points[points.length - 1], cursor, next));
    parts.push(...points.map((at) => feature("Point", at, { part: "point" })));
    map.drawShapes("measure", collection(parts), LAYERS);
  }

  function row(name, leg, className) {
    const made = map.element("tr", className);
    made.append(map.element("th", "", name), map.element("td", "", map.milesText(leg.metres)),
                map.element("td", "", map.bearingText(leg.bearing, 1)));
    made.firstChild.scope = "row";
    return made;
  }

  function table() {
    const made = map.element("table", "tool-legs");
    const head = map.element("tr");
    for (const name of ["Leg", "nm", "Bearing, true"]) {
      const cell = map.element("th", "", name);
      cell.scope = "col";
      head.append(cell);
    }
    made.append(head, ...legs().map((leg, k) => row(String(k + 1), leg)));
    const next = live();
    if (next) made.append(row(String(points.length), next, "live"));
    return made;
  }

  function total() {
    const next = live();
    const metres = sum(legs()) + (next ? next.metres : 0);
    const km = (metres / 1000).toLocaleString("en-GB", { maximumSignificantDigits: 4 });
    const made = map.element("p", "tool-total", `${map.milesText(metres)} nm`);
    made.append(map.element("span", "", ` ${km} km`));
    return made;
  }

  function clear() {
    points = [];
    cursor = null;
    finished = false;
    draw();
  }

  map.defineTool("measure", {
    title: "Measure",
    hint: "Click sets a point. Enter or a double click ends, Backspace takes one back, Esc stops.",
    keeps: true,
    fields: () => [],
    body() {
      if (!points.length) return [];
      const first = map.positionText({ lng: points[0][0], lat: points[0][1] });
      const from = map.element("p", "tool-from", `from ${first}`);
      return points.length > 1 || live() ? [from, table(), total()] : [from];
    },
    started: () => !finished && points.length > 0,
    last: () => (finished ? null : points[points.length - 1]),
    point(at) {
      if (finished) clear();
      if (points.length >= MOST) return map.say(`At most ${MOST} points.`);
      points.push(at);
      draw();
      const done = legs();
      const leg = done[done.length - 1];
      map.say(leg
        ? `Leg ${done.length}: ${map.milesText(leg.metres)} nautical miles, bearing `
          + `${map.bearingText(leg.bearing)}. Total ${map.milesText(sum(done))}.`
        : `From ${map.positionText({ lng: at[0], lat: at[1] })}.`);
    },
    move(at) {
      cursor = at;
      if (points.length && !finished) draw();
    },
    undo() {
      if (finished) return;
      points.pop();
      draw();
      map.say(`Point taken back; ${points.length} left.`);
    },
    finish() {
      if (points.length < 2) {
        map.say("A line needs two points.");
        return false;
      }
      finished = true;
      cursor = null;
      draw();
      map.say(`Measured: ${map.milesText(sum(legs()))} nautical miles in ${legs().length} legs.`);
      return true;
    },
    cancel() {
      if (!finished) clear();
    },
    clear,
  });
})();
