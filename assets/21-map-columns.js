/* Incident columns: fetched once an address, decoded to typed arrays; the rows of a picture. */
"use strict";

(function () {
  const map = window.pharos.map;
  const KINDS = { u1: Uint8Array, i4: Int32Array, f4: Float32Array, f8: Float64Array };
  const CACHED = 4;
  const fetched = new Map();

  function bytes(base64) {
    const text = atob(base64.replaceAll("-", "+").replaceAll("_", "/"));
    const out = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) out[i] = text.charCodeAt(i);
    return out;
  }

  function typed(packed, n, name) {
    const Kind = KINDS[packed.dtype];
    if (!Kind) {
      throw new Error(`Column ${name} has type ${packed.dtype}; known are u1, i4, f4, f8.`);
    }
    const values = new Kind(bytes(packed.bdata).buffer);
    if (values.length !== n) throw new Error(`Column ${name} has ${values.length} rows, not ${n}.`);
    return values;
  }

  /**
   * JSON of our own server, with a reason in plain words where it cannot be had.
   * @param {string} address
   */
  map.fetchJson = async function (address) {
    let answer;
    try {
      answer = await fetch(address, { credentials: "same-origin" });
    } catch {
      throw new Error("The server cannot be reached.");
    }
    if (!answer.ok) {
      throw new Error(`The server answered ${answer.status} ${answer.statusText}`.trim() + ".");
    }
    try {
      return await answer.json();
    } catch {
      throw new Error("The server's answer was cut short or damaged.");
    }
  };

  /** Keep the promise of an address; forget it when it fails, so that a retry asks again. */
  map.once = function (cache, limit, address, ask) {
    if (!cache.has(address)) {
      const promise = ask(address);
      cache.set(address, promise);
      promise.catch(() => cache.delete(address));
      while (cache.size > limit) cache.delete(cache.keys().next().value);
    }
    return cache.get(address);
  };

  function decode(raw) {
    const out = { n: raw.n, routes: raw.routes, causes: raw.causes, ids: raw.id };
    out.routeNames = raw.route_names || {};
    out.causeNames = raw.cause_names || {};
    for (const name of ["route", "cause", "longitude", "latitude", "dead", "missing", "survivors",
                        "day", "uncertainty_km", "source_quality"]) {
      out[name] = typed(raw[name], raw.n, name);
    }
    const { n } = raw;
    out.diameter = new Float32Array(n);
    out.unknown = new Uint8Array(n);
    out.x = new Float64Array(n);
    out.y = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      out.diameter[i] = map.diameter(out.dead[i], out.missing[i]);
      out.unknown[i] = Number.isNaN(out.dead[i]) && Number.isNaN(out.missing[i]) ? 1 : 0;
      out.x[i] = (out.longitude[i] + 180) / 360;
      const s = Math.sin((out.latitude[i] * Math.PI) / 180);
      out.y[i] = 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI);
    }
    out.byRoute = drawingOrder(out);
    return out;
  }

  /** Located rows of each route, largest first: small ones are drawn on top and stay clickable. */
  function drawingOrder(columns) {
    const lists = columns.routes.map(() => []);
    for (let i = 0; i < columns.n; i++) {
      if (!Number.isNaN(columns.longitude[i]) && !Number.isNaN(columns.latitude[i])) {
        lists[columns.route[i]].push(i);
      }
    }
    return lists.map((rows) =>
      Int32Array.from(rows.sort((a, b) => columns.diameter[b] - columns.diameter[a] || a - b)));
  }

  const FLOOR = 5;
  const CAP = 46;
  const CAP_AT = 1000;

  /**
   * Diameter in px of an incident: the area grows with dead and missing. Of two cells one may be
   * unknown and the other still counts; both unknown gives the smallest size.
   */
  map.diameter = function (dead, missing) {
    const people = (Number.isNaN(dead) ? 0 : dead) + (Number.isNaN(missing) ? 0 : missing);
    const share = Math.min(people, CAP_AT) / CAP_AT;
    return Math.sqrt(FLOOR * FLOOR + (CAP * CAP - FLOOR * FLOOR) * share);
  };

  /** The decoded columns of an address. */
  map.columns = (address) =>
    map.once(fetched, CACHED, address, async (a) => decode(await map.fetchJson(a)));

  /**
   * The rows to draw, by route, in drawing order.
   * @param {object} columns
   * @param {string} flags base64 bit set, first row in the lowest bit of the first byte
   * @returns {Int32Array[]}
   */
  map.rows = function (columns, flags) {
    const set = bytes(flags);
    if (set.length * 8 < columns.n) throw new Error("The selection is shorter than its columns.");
    return columns.byRoute.map((rows) => rows.filter((i) => set[i >> 3] & (1 << (i & 7))));
  };
})();
