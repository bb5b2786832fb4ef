/* Icons made here, pixel by pixel: nothing is fetched, and a distance field can be tinted. */
"use strict";

(function () {
  const map = window.pharos.map;
  const SIZE = 48;
  const RATIO = 2;
  const FIELD_RADIUS = 8;

  function toEdge([px, py], [ax, ay], [bx, by]) {
    const [ex, ey] = [bx - ax, by - ay];
    const t = Math.max(0, Math.min(1, ((px - ax) * ex + (py - ay) * ey) / (ex * ex + ey * ey)));
    return Math.hypot(px - ax - t * ex, py - ay - t * ey);
  }

  /** Distance from a closed polygon, negative inside it. */
  function fromPolygon(point, corners) {
    let inside = false;
    let nearest = Infinity;
    for (let i = 0, j = corners.length - 1; i < corners.length; j = i++) {
      const [a, b] = [corners[i], corners[j]];
      nearest = Math.min(nearest, toEdge(point, a, b));
      if (a[1] > point[1] !== b[1] > point[1]
          && point[0] < ((b[0] - a[0]) * (point[1] - a[1])) / (b[1] - a[1]) + a[0]) {
        inside = !inside;
      }
    }
    return inside ? -nearest : nearest;
  }

  /** Distance from a stroke of some width along points. */
  function fromStroke(point, points, width) {
    let nearest = Infinity;
    for (let i = 1; i < points.length; i++) {
      nearest = Math.min(nearest, toEdge(point, points[i - 1], points[i]));
    }
    return nearest - width / 2;
  }

  const SHAPES = {
    "pharos-triangle": (p) => fromPolygon(p, [[24, 9], [39, 36], [9, 36]]),
    "pharos-square": (p) => fromPolygon(p, [[12, 12], [36, 12], [36, 36], [12, 36]]),
    "pharos-diamond": (p) => fromPolygon(p, [[24, 7], [41, 24], [24, 41], [7, 24]]),
    "pharos-arrow": (p) => fromStroke(p, [[17, 11], [30, 24], [17, 37]], 5),
  };

  /** A signed distance field as MapLibre reads it: the edge at three quarters of the range. */
  function field(distance) {
    const data = new Uint8Array(SIZE * SIZE * 4);
    for (let y = 0; y < SIZE; y++) {
      for (let x = 0; x < SIZE; x++) {
        const d = distance([x + 0.5, y + 0.5]);
        const level = Math.max(0, Math.min(255, 255 * (0.75 - d / FIELD_RADIUS)));
        data.set([255, 255, 255, level], (y * SIZE + x) * 4);
      }
    }
    return { width: SIZE, height: SIZE, data };
  }

  /** Fine diagonals that tile without a seam. */
  function hatch(colour) {
    const size = 16;
    const sheet = document.createElement("canvas");
    sheet.width = sheet.height = size;
    const pen = sheet.getContext("2d");
    pen.strokeStyle = colour;
    pen.lineWidth = 2;
    for (const shift of [-size, 0, size]) {
      pen.beginPath();
      pen.moveTo(shift - 2, size + 2);
      pen.lineTo(shift + size + 2, -2);
      pen.stroke();
    }
    return pen.getImageData(0, 0, size, size);
  }

  /**
   * Give the map its icons, in the colours of the theme.
   *
   * Must run before any layer names one: plotly's map answers a missing icon with a request to
   * another host, so that answer is taken out here too.
   */
  map.addIcons = function (gl) {
    if (gl.setMissingStyleImageResolver) gl.setMissingStyleImageResolver(() => undefined);
    for (const [name, distance] of Object.entries(SHAPES)) {
      if (!gl.hasImage(name)) gl.addImage(name, field(distance), { sdf: true, pixelRatio: RATIO });
    }
    const pattern = hatch(map.colour("region"));
    if (gl.hasImage("pharos-hatch")) gl.updateImage("pharos-hatch", pattern);
    else gl.addImage("pharos-hatch", pattern, { pixelRatio: RATIO });
  };
})();
