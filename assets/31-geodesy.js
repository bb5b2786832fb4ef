/* Geodesics on the WGS84 ellipsoid: Vincenty 1975, doi:10.1179/sre.1975.23.176.88.
 *
 * Good to a millimetre wherever two places are not nearly opposite on the globe, so all over this
 * map. Positions are [longitude, latitude] in degrees, bearings degrees from true north, lengths
 * metres.
 */
"use strict";

(function () {
  const A = 6378137;
  const F = 1 / 298.257223563;
  const B = A * (1 - F);
  const RAD = Math.PI / 180;
  const ENOUGH = 1e-12;
  const TURNS = 200;
  const STEP_M = 20000;
  const bearing = (radians) => ((radians / RAD) % 360 + 360) % 360;

  const terms = (u2) => [
    1 + (u2 / 16384) * (4096 + u2 * (-768 + u2 * (320 - 175 * u2))),
    (u2 / 1024) * (256 + u2 * (-128 + u2 * (74 - 47 * u2))),
  ];
  const correction = (b, s, c, m) => b * s * (m + (b / 4) * (c * (2 * m * m - 1)
    - (b / 6) * m * (4 * s * s - 3) * (4 * m * m - 3)));
  const longitudes = (alpha2, f) => (f / 16) * alpha2 * (4 + f * (4 - 3 * alpha2));

  /**
   * The geodesic between two places.
   * @returns {{metres: number, bearing: number}} bearing at the first place; 0 where both are one
   */
  function inverse([lon1, lat1], [lon2, lat2]) {
    const l = (lon2 - lon1) * RAD;
    const [u1, u2] = [lat1, lat2].map((lat) => Math.atan((1 - F) * Math.tan(lat * RAD)));
    const [s1, c1, s2, c2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
    let lambda = l;
    for (let turn = 0; turn < TURNS; turn++) {
      const [sl, cl] = [Math.sin(lambda), Math.cos(lambda)];
      const s = Math.hypot(c2 * sl, c1 * s2 - s1 * c2 * cl);
      if (s === 0) return { metres: 0, bearing: 0 };
      const c = s1 * s2 + c1 * c2 * cl;
      const sigma = Math.atan2(s, c);
      const sa = (c1 * c2 * sl) / s;
      const alpha2 = 1 - sa * sa;
      const m = alpha2 ? c - (2 * s1 * s2) / alpha2 : 0; // on the equator there is no middle
      const k = longitudes(alpha2, F);
      const next = l + (1 - k) * F * sa * (sigma + k * s * (m + k * c * (2 * m * m - 1)));
      const settled = Math.abs(next - lambda) < ENOUGH;
      lambda = next;
      if (!settled) continue;
      const [a, b] = terms((alpha2 * (A * A - B * B)) / (B * B));
      return {
        metres: B * a * (sigma - correction(b, s, c, m)),
        bearing: bearing(Math.atan2(c2 * Math.sin(lambda), c1 * s2 - s1 * c2 * Math.cos(lambda))),
      };
    }
    throw new Error(`No geodesic from ${lon1},${lat1} to ${lon2},${lat2}: they are opposite.`);
  }

  /** The place at some bearing and distance from a place. */
  function direct([lon, lat], toward, metres) {
    const [sb, cb] = [Math.sin(toward * RAD), Math.cos(toward * RAD)];
    const tan1 = (1 - F) * Math.tan(lat * RAD);
    const c1 = 1 / Math.sqrt(1 + tan1 * tan1);
    const s1 = tan1 * c1;
    const sigma1 = Math.atan2(tan1, cb);
    const sa = c1 * sb;
    const alpha2 = 1 - sa * sa;
    const [a, b] = terms((alpha2 * (A * A - B * B)) / (B * B));
    let sigma = metres / (B * a);
    let [s, c, m] = [0, 1, 1];
    for (let turn = 0; turn < TURNS; turn++) {
      [s, c, m] = [Math.sin(sigma), Math.cos(sigma), Math.cos(2 * sigma1 + sigma)];
      const next = metres / (B * a) + correction(b, s, c, m);
      const settled = Math.abs(next - sigma) < ENOUGH;
      sigma = next;
      if (settled) break;
    }
    [s, c, m] = [Math.sin(sigma), Math.cos(sigma), Math.cos(2 * sigma1 + sigma)];
    const x = s1 * s - c1 * c * cb;
    const north = Math.atan2(s1 * c + c1 * s * cb, (1 - F) * Math.hypot(sa, x));
    const lambda = Math.atan2(s * sb, c1 * c - s1 * s * cb);
    const k = longitudes(alpha2, F);
    const east = lambda - (1 - k) * F * sa * (sigma + k * s * (m + k * c * (2 * m * m - 1)));
    return [lon + east / RAD, north / RAD];
  }

  /** Places along the geodesic between two, both included, at most 20 km apart. */
  function line(from, to) {
    const { metres, bearing: toward } = inverse(from, to);
    const pieces = Math.max(1, Math.ceil(metres / STEP_M));
    const out = [from];
    for (let k = 1; k < pieces; k++) out.push(direct(from, toward, (metres * k) / pieces));
    return [...out, to];
  }

  /** The closed ring of all places at a distance from one. */
  function ring(centre, metres, corners = 96) {
    const out = [];
    for (let k = 0; k < corners; k++) out.push(direct(centre, (360 * k) / corners, metres));
    return [...out, out[0]];
  }

  window.pharos = window.pharos || {};
  window.pharos.geodesy = { inverse, direct, line, ring, METRES_PER_NM: 1852 };
})();
