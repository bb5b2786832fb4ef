/* Charts as images on white paper, with what the page says beside them. */
"use strict";

(function () {
  const pharos = (window.pharos = window.pharos || {});
  const SERIES = { width: 1040, height: 440 };
  const WIDTH = 960;
  const SMALL = 480;
  const SCALE = 2;

  /** What the server says around a chart of the selection in the address. */
  pharos.captionOf = async function (name) {
    const said = await (await pharos.asked(`/charts/${name}.json${location.search}`)).json();
    said.link = `${location.origin}${location.pathname}${said.permalink}`;
    const mark = new URLSearchParams(said.permalink);
    said.made = `Pharos · ${location.host} · edition ${mark.get("edition")}, check ${mark.get("check")}`;
    return said;
  };

  /** The figure of a chart for white paper, with its width and height. */
  function figureOf(name, said) {
    if (said.figure) {
      const { yaxis, annotations: [first, ...others], ...rest } = said.figure.layout;
      // An image is as high as it wants to be: the first label gets a lane below the events.
      const layout = { ...rest, ...SERIES, yaxis: { ...yaxis, domain: [yaxis.domain[0], 0.88] },
                       annotations: [{ ...first, y: 0.885 }, ...others] };
      return { data: said.figure.data, layout, ...SERIES };
    }
    const width = name.startsWith("season-") ? SMALL : WIDTH;
    const figure = pharos.figures.onPaper(name, width);
    if (!figure) throw new Error("The chart is not on this page any more.");
    const { data, layout } = figure;
    if (data[0]?.type !== "sankey") return { data, layout, width, height: Math.round(layout.height) };
    // Beside the larger period the smaller leaves room below; alone it needs none.
    const edges = layout.margin.t + layout.margin.b;
    const height = Math.round((layout.height - edges) * (1 - data[0].domain.y[0]) + edges);
    return { data: [{ ...data[0], domain: { x: [0, 1], y: [0, 1] } }], layout, width, height };
  }

  /** The drawing alone as SVG. */
  async function drawn(figure) {
    const { data, width, height } = figure;
    const layout = { ...figure.layout, width, height, autosize: false, paper_bgcolor: "#fff" };
    const text = await window.Plotly.toImage(
      { data, layout, config: { staticPlot: true, displayModeBar: false } },
      { format: "svg", width, height, imageDataOnly: true });
    // Bands and their names come in gently on a screen; an image does not wait for them.
    const shown = text.replace(/([";]\s?)opacity: 0(?:\.\d+)?;/g, "$1opacity: 1;");
    // A thin strand runs through the name of its place: the name gets an edge of paper. A copy
    // below it, because not every reader of SVG knows in which order one text is painted.
    return shown.replace(/<text class="node-label"[^>]*>[^<]*<\/text>/g, (name) => name
      .replace('style="', 'aria-hidden="true" style="stroke: #fff; stroke-width: 3px; stroke-linejoin: round; ')
      + name);
  }

  let font;
  /** The page's own font as a data address: an image of an SVG may ask for nothing. */
  function fontData() {
    font = font || fetch("/assets/fonts/inter-variable.woff2")
      .then((answer) => answer.blob())
      .then((blob) => new Promise((done, failed) => {
        const reader = new FileReader();
        reader.onload = () => done(reader.result);
        reader.onerror = () => failed(reader.error);
        reader.readAsDataURL(blob);
      }));
    return font;
  }

  async function picture(svg) {
    const face = `<style>@font-face{font-family:Inter;font-weight:100 900;src:url(${await fontData()})}</style>`;
    const image = new Image();
    image.src = "data:image/svg+xml;charset=utf-8,"
      + encodeURIComponent(svg.replace(/^(<svg\b[^>]*>)/, `$1${face}`));
    await image.decode();
    return image;
  }

  /**
   * A chart as an image.
   * @param {string} name under which it travels
   * @param {"png"|"svg"} format
   * @returns {Promise<{blob: Blob, name: string, frame: object}>}
   */
  pharos.chartImage = async function (name, format) {
    const said = await pharos.captionOf(name);
    const figure = figureOf(name, said);
    const frame = pharos.frameOf(said, figure.width, figure.height);
    const svg = await drawn(figure);
    if (format === "svg") {
      const text = pharos.frameAsSvg(frame, said, svg);
      const blob = new Blob([text], { type: "image/svg+xml" });
      return { blob, name: `${said.stem}.svg`, frame };
    }
    const canvas = pharos.frameOnCanvas(frame, await picture(svg), SCALE);
    return { blob: await pharos.pngOf(canvas, said), name: `${said.stem}.png`, frame };
  };

  const table = Uint32Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    return c >>> 0;
  });
  function checksum(bytes) {
    let c = 0xffffffff;
    for (const byte of bytes) c = table[(c ^ byte) & 255] ^ (c >>> 8);
    return (c ^ 0xffffffff) >>> 0;
  }
  /** A text chunk of a PNG (iTXt, W3C PNG Specification, third edition, 11.3.3.4). */
  function chunk(keyword, text) {
    const body = new TextEncoder().encode(`iTXt${keyword}\0\0\0\0\0${text}`);
    const whole = new Uint8Array(body.length + 8);
    const view = new DataView(whole.buffer);
    view.setUint32(0, body.length - 4);
    whole.set(body, 4);
    view.setUint32(body.length + 4, checksum(body));
    return whole;
  }
  const AFTER_HEADER = 33; // the signature and the one chunk that must come first

  /** A canvas as PNG, which carries title, sources, mark and permalink in itself too. */
  pharos.pngOf = async function (canvas, said) {
    const plain = await new Promise((done) => canvas.toBlob(done, "image/png"));
    if (!plain) throw new Error("The browser made no image: it may be too large for it.");
    const bytes = new Uint8Array(await plain.arrayBuffer());
    const texts = { Title: said.title, Description: [...said.scope, ...said.notes].join("\n"),
                    Source: said.sources, Disclaimer: said.mark, Comment: said.link,
                    Software: "Pharos" };
    const chunks = Object.entries(texts).map(([name, text]) => chunk(name, text));
    return new Blob([bytes.slice(0, AFTER_HEADER), ...chunks, bytes.slice(AFTER_HEADER)],
                    { type: "image/png" });
  };
})();
