/* Taking things out: what every panel for it uses, and the menu of a chart: images, the figures behind. */
"use strict";

(function () {
  const pharos = window.pharos;
  const element = pharos.map.element;
  const NO_COPY = "This browser does not let a page copy images. Save the PNG instead.";
  let opener = null;

  /** An element with its attributes (true: present, false: absent) and its children. */
  pharos.made = function (name, attributes, ...children) {
    const out = element(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value === true) out.setAttribute(key, "");
      else if (value !== false && value !== undefined) out.setAttribute(key, value);
    }
    out.append(...children.filter((child) => child !== null && child !== undefined));
    return out;
  };

  /** The server's answer, or its own sentence as an error; `again` is when to ask again, in seconds. */
  pharos.asked = async function (path, options) {
    const answer = await fetch(path, options).catch((error) => {
      if (options?.signal?.aborted) throw error;
      throw new Error("The server did not answer. Is it still running?", { cause: error });
    });
    if (answer.ok) return answer;
    const said = await answer.json().catch(() => ({}));
    const error = new Error((said.problems || [`The server answered ${answer.status}.`]).join(" "));
    error.again = Number(answer.headers.get("Retry-After")) || 0;
    throw error;
  };

  /** Hand a file to the reader. */
  pharos.save = function (blob, name) {
    const link = element("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };

  /** A sentence to the reader, on the screen for a while and read aloud. */
  pharos.tell = function (text, kind = "") {
    let box = document.getElementById("take-status");
    if (!box) {
      box = element("div");
      box.id = "take-status";
      box.setAttribute("role", "status");
      document.body.append(box);
    }
    box.className = kind;
    box.textContent = text;
    clearTimeout(pharos.tell.timer);
    if (text && kind !== "busy") pharos.tell.timer = setTimeout(() => (box.textContent = ""), 6000);
  };

  const imageOf = (chart, format) =>
    (chart === "map" ? pharos.mapImage() : pharos.chartImage(chart, format));

  async function saveImage(chart, format) {
    const image = await imageOf(chart, format);
    pharos.lastImage = image; // what was drawn, for whoever wants to look at it
    pharos.save(image.blob, image.name);
    return `Saved ${image.name}.`;
  }

  async function copyImage(chart) {
    if (!navigator.clipboard?.write || !window.ClipboardItem) throw new Error(NO_COPY);
    // The browser allows it only while the click is fresh: it is handed a promise of the image.
    const blob = imageOf(chart, "png").then((image) => {
      pharos.lastImage = image;
      return image.blob;
    });
    try {
      await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]);
    } catch (error) {
      await blob; // an image that could not be made says so itself
      throw new Error(NO_COPY, { cause: error });
    }
    return "The image is copied.";
  }

  async function saveFigures(chart) {
    const answer = await pharos.asked(`/charts/${chart}.csv${location.search}`);
    const named = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") || "");
    const name = named ? named[1] : `pharos-${chart}.csv`;
    pharos.save(await answer.blob(), name);
    return `Saved ${name}.`;
  }

  const ITEMS = [
    ["PNG image", (chart) => saveImage(chart, "png")],
    ["SVG image", (chart) => saveImage(chart, "svg"), (chart) => chart !== "map"],
    ["Copy as image", copyImage],
    ["Figures as CSV", saveFigures],
    ["Export with sources", (chart) => pharos.openExport?.(chart), () => Boolean(pharos.openExport)],
  ];

  const menu = () => document.getElementById("take-menu");

  function close(toOpener) {
    menu()?.remove();
    if (!opener) return;
    opener.setAttribute("aria-expanded", "false");
    if (toOpener && opener.isConnected) opener.focus();
    opener = null;
  }

  async function run(act, chart) {
    close(true);
    pharos.tell("Making it", "busy");
    try {
      pharos.tell((await act(chart)) || "");
    } catch (error) {
      console.warn("Not taken out:", error);
      pharos.tell(error.message, "problem");
    }
  }

  function open(button) {
    close(false);
    opener = button;
    const { chart } = button.dataset;
    const list = element("div");
    list.id = "take-menu";
    list.setAttribute("role", "menu");
    list.setAttribute("aria-label", button.getAttribute("aria-label"));
    for (const [words, act, fits] of ITEMS) {
      if (fits && !fits(chart)) continue;
      const item = element("button", "", words);
      item.type = "button";
      item.tabIndex = -1;
      item.setAttribute("role", "menuitem");
      item.addEventListener("click", () => run(act, chart));
      list.append(item);
    }
    document.body.append(list);
    button.setAttribute("aria-expanded", "true");
    place(list, button);
    list.firstChild.focus();
  }

  /** Below the button where there is room, else above it; never off the page. */
  function place(list, button) {
    const at = button.getBoundingClientRect();
    const below = at.bottom + 4 + list.offsetHeight <= innerHeight;
    list.style.top = `${below ? at.bottom + 4 : Math.max(4, at.top - 4 - list.offsetHeight)}px`;
    list.style.left = `${Math.max(4, Math.min(at.right, innerWidth - 4) - list.offsetWidth)}px`;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-chart]");
    if (button) {
      if (button === opener) close(true);
      else open(button);
    } else if (opener && !event.target.closest?.("#take-menu")) close(false);
  });
  const MOVES = {
    ArrowDown: (at, n) => (at + 1) % n, ArrowUp: (at, n) => (at + n - 1) % n,
    Home: () => 0, End: (_, n) => n - 1,
  };
  // Before the keys of the page: an open menu has its own.
  document.addEventListener("keydown", (event) => {
    if (!opener) return;
    if (event.key === "Escape" || event.key === "Tab") {
      close(true);
      if (event.key === "Escape") {
        event.preventDefault();
        event.stopPropagation();
      }
      return;
    }
    const items = [...menu().children];
    const at = items.indexOf(document.activeElement);
    if (event.key in MOVES) {
      items[MOVES[event.key](Math.max(at, 0), items.length)].focus();
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const letter = event.key.toLowerCase();
      items.find((item) => item.textContent.toLowerCase().startsWith(letter))?.focus();
      if (event.key !== " ") event.preventDefault();
      event.stopPropagation();
    }
  }, true);
  addEventListener("resize", () => close(false));
  document.addEventListener("scroll", () => opener && menu() && place(menu(), opener), true);
})();
