/* The frame around a drawing that leaves the page as an image: words, keys and sources on white.
 *
 *   const frame = pharos.frameOf(caption, width, height)  places everything; `frame.strings` says it
 *   pharos.frameOnCanvas(frame, drawing, scale)           a canvas, for PNG
 *   pharos.frameAsSvg(frame, caption, svg)                a text, for SVG
 *
 * Both draw the same list, so that a PNG and an SVG say the same.
 */
"use strict";

(function () {
  const pharos = (window.pharos = window.pharos || {});
  const FONT = "Inter, 'Helvetica Neue', Arial, sans-serif";
  const INK = "#14212b";
  const INK_2 = "#445663";
  const HAIRLINE = "#d9e2e7";
  const PAPER = "#ffffff";
  const EDGE = 24;
  const SYMBOL = 18;
  const TITLE = { size: 20, weight: 650, colour: INK, line: 27 };
  const SCOPE = { size: 13, weight: 450, colour: INK_2, line: 19 };
  const KEY = { size: 12, weight: 400, colour: INK, line: 20 };
  const NOTE = { size: 11.5, weight: 400, colour: INK_2, line: 16 };
  const MARK = { size: 12, weight: 650, colour: INK, line: 20 };

  let pen;
  const fontOf = (style) => `${style.weight} ${style.size}px ${FONT}`;
  /** The width of a text in px. */
  function widthOf(text, style) {
    pen = pen || document.createElement("canvas").getContext("2d");
    pen.font = fontOf(style);
    return pen.measureText(text).width;
  }

  /** A text in lines of at most `room` px; a word that is longer is cut. */
  function wrapped(text, room, style) {
    const lines = [];
    let line = "";
    for (const word of text.split(/\s+/).filter(Boolean)) {
      const longer = line ? `${line} ${word}` : word;
      if (widthOf(longer, style) <= room) {
        line = longer;
        continue;
      }
      if (line) lines.push(line);
      line = word;
      while (widthOf(line, style) > room && line.length > 1) {
        let n = line.length - 1;
        while (n > 1 && widthOf(line.slice(0, n), style) > room) n -= 1;
        lines.push(line.slice(0, n));
        line = line.slice(n);
      }
    }
    return line ? [...lines, line] : lines;
  }

  const circle = (x, y, r) => `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
  const box = (x, y, w, h) => `M${x} ${y}h${w}v${h}h${-w}Z`;
  /** What a symbol is drawn of: paths around the middle of its place, and how wide that is. */
  const SYMBOLS = {
    dot: (c) => [{ d: circle(0, 0, 5), fill: c }],
    ring: (c) => [{ d: circle(0, 0, 4.5), stroke: c, width: 1.5 }],
    square: (c) => [{ d: box(-5, -5, 10, 10), fill: c, stroke: HAIRLINE, width: 0.8 }],
    box: (c) => [{ d: box(-4.5, -4.5, 9, 9), stroke: c, width: 1 }],
    triangle: (c) => [{ d: "M0 -5L5.5 5H-5.5Z", fill: c }],
    "triangle-down": (c) => [{ d: "M0 5L5.5 -5H-5.5Z", fill: c }],
    diamond: (c) => [{ d: "M0 -5.5L5.5 0L0 5.5L-5.5 0Z", fill: c }],
    line: (c) => [{ d: "M-9 0H9", stroke: c, width: 3 }],
    "line-thin": (c) => [{ d: "M-9 0H9", stroke: c, width: 1.5 }],
    dashed: (c) => [{ d: "M-9 0H9", stroke: c, width: 1.5, dash: [4, 3] }],
    dotted: (c) => [{ d: "M-9 0H9", stroke: c, width: 1.5, dash: [6, 2, 1.5, 2] }],
    hatched: (c) => [
      { d: box(-7, -5, 14, 10), stroke: HAIRLINE, width: 1 },
      { d: "M-7 1L-1 -5M-5 5L5 -5M1 5L7 -1", stroke: c, width: 1 },
    ],
  };
  function drawnSymbol(symbol, colour) {
    if (symbol.startsWith("bubble:")) {
      const r = pharos.map.diameter(Number(symbol.slice(7)), 0) / 2;
      return { room: 2 * r + 2, tall: 2 * r + 2,
               paths: [{ d: circle(0, 0, r), fill: colour, opacity: 0.18 },
                       { d: circle(0, 0, r), stroke: colour, width: 1.2 }] };
    }
    if (symbol.startsWith("scale:")) {
      const half = Number(symbol.slice(6)) / 2;
      return { room: 2 * half + 2, tall: KEY.line + 2,
               paths: [{ d: `M${-half} -3V3H${half}V-3`, stroke: colour, width: 1.5 }] };
    }
    const paths = SYMBOLS[symbol] ? SYMBOLS[symbol](colour) : [];
    return { room: paths.length ? SYMBOL : 0, tall: KEY.line, paths };
  }

  /**
   * Where everything goes around a drawing.
   * @param {object} caption as the server gives it
   * @param {number} width of the drawing, px
   * @param {number} height of the drawing, px
   * @returns {{width, height, drawing: {x, y, width, height}, items: object[], strings: string[]}}
   */
  pharos.frameOf = function (caption, width, height) {
    const items = [];
    const strings = [];
    let y = EDGE;
    const put = (text, style, x = EDGE) => {
      items.push({ text, style, x, y: y + style.line * 0.72 });
      strings.push(text);
    };
    const lines = (text, style) => {
      for (const line of wrapped(text, width, style)) {
        put(line, style);
        y += style.line;
      }
    };
    lines(caption.title, TITLE);
    for (const scope of caption.scope) lines(scope, SCOPE);
    y += 8;
    const drawing = { x: EDGE, y, width, height };
    y += height + 10;
    for (const group of caption.keys) y = keys(group, width, y, items, strings);
    y += 4;
    lines(caption.notes.join(" "), NOTE);
    lines(caption.sources, NOTE);
    y += 2;
    put(caption.mark, MARK);
    const beside = widthOf(caption.mark, MARK) + 14;
    for (const made of wrapped(caption.made, width - beside, NOTE)) {
      put(made, { ...NOTE, line: MARK.line }, EDGE + beside);
      y += MARK.line;
    }
    return { width: width + 2 * EDGE, height: Math.ceil(y + EDGE * 0.6), drawing, items, strings };
  };

  /** Put the keys of one group into rows. */
  function keys(group, width, top, items, strings) {
    const made = group.map(([symbol, colour, words]) => {
      const drawn = drawnSymbol(symbol, colour);
      return { ...drawn, words, needs: drawn.room + (drawn.room ? 6 : 0) + widthOf(words, KEY) };
    });
    const rows = [[]];
    let x = 0;
    for (const key of made) {
      if (x && x + key.needs > width) {
        rows.push([]);
        x = 0;
      }
      rows[rows.length - 1].push({ ...key, x });
      x += key.needs + 16;
    }
    let y = top;
    for (const row of rows) {
      const tall = Math.max(KEY.line, ...row.map((key) => key.tall));
      for (const key of row) {
        const left = EDGE + key.x;
        if (key.paths.length) items.push({ paths: key.paths, x: left + key.room / 2, y: y + tall / 2 });
        const at = left + key.room + (key.room ? 6 : 0);
        // A text that is longer than the page would be cut off: it goes on below.
        const said = wrapped(key.words, width - (at - EDGE), KEY);
        said.forEach((text, n) => {
          items.push({ text, style: KEY, x: at, y: y + tall / 2 + KEY.size * 0.36 + n * KEY.line });
          strings.push(text);
        });
        key.lines = said.length;
      }
      y += tall + (Math.max(...row.map((key) => key.lines || 1)) - 1) * KEY.line;
    }
    return y;
  }

  /** The frame with its drawing on a canvas; `scale` px of the canvas for each of the frame. */
  pharos.frameOnCanvas = function (frame, drawing, scale) {
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(frame.width * scale);
    canvas.height = Math.round(frame.height * scale);
    const to = canvas.getContext("2d");
    to.scale(scale, scale);
    to.fillStyle = PAPER;
    to.fillRect(0, 0, frame.width, frame.height);
    const { x, y, width, height } = frame.drawing;
    to.drawImage(drawing, x, y, width, height);
    for (const item of frame.items) {
      if (item.text !== undefined) {
        to.font = fontOf(item.style);
        to.fillStyle = item.style.colour;
        to.fillText(item.text, item.x, item.y);
        continue;
      }
      to.save();
      to.translate(item.x, item.y);
      for (const path of item.paths) {
        const line = new Path2D(path.d);
        to.globalAlpha = path.opacity ?? 1;
        to.setLineDash(path.dash || []);
        if (path.fill) {
          to.fillStyle = path.fill;
          to.fill(line);
        }
        if (path.stroke) {
          to.strokeStyle = path.stroke;
          to.lineWidth = path.width;
          to.stroke(line);
        }
      }
      to.restore();
    }
    return canvas;
  };

  const ESCAPED = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  const escaped = (text) => String(text).replace(/[&<>"]/g, (sign) => ESCAPED[sign]);
  /** The frame with its drawing as SVG; the drawing is an SVG of our own plotly. */
  pharos.frameAsSvg = function (frame, caption, svg) {
    const { x, y, width, height } = frame.drawing;
    const inner = svg.replace(/^<\?xml[^>]*\?>/, "")
      .replace(/^<svg\b/, `<svg x="${x}" y="${y}"`);
    const parts = frame.items.map((item) => {
      if (item.text !== undefined) {
        const { size, weight, colour } = item.style;
        // As long as in our own font, so that another one does not run off the page.
        return `<text x="${item.x.toFixed(1)}" y="${item.y.toFixed(1)}" font-size="${size}"`
          + ` textLength="${widthOf(item.text, item.style).toFixed(1)}" lengthAdjust="spacingAndGlyphs"`
          + ` font-weight="${weight}" fill="${colour}">${escaped(item.text)}</text>`;
      }
      const paths = item.paths.map((path) => `<path d="${path.d}" fill="${path.fill || "none"}"`
        + (path.opacity ? ` opacity="${path.opacity}"` : "")
        + (path.stroke ? ` stroke="${path.stroke}" stroke-width="${path.width}"` : "")
        + (path.dash ? ` stroke-dasharray="${path.dash.join(" ")}"` : "") + "/>");
      return `<g transform="translate(${item.x.toFixed(1)} ${item.y.toFixed(1)})">${paths.join("")}</g>`;
    });
    const about = [...caption.scope, ...caption.notes, caption.sources, caption.mark, caption.link];
    return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"`
      + ` width="${frame.width}" height="${frame.height}"`
      + ` viewBox="0 0 ${frame.width} ${frame.height}" font-family="${escaped(FONT)}" role="img">`
      + `<title>${escaped(caption.title)}</title><desc>${escaped(about.join("\n"))}</desc>`
      + `<rect width="100%" height="100%" fill="${PAPER}"/>${inner}${parts.join("")}</svg>`;
  };
})();
