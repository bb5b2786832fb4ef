/* How to cite what is on the page: its permanent link, text, BibTeX, CSL-JSON, each with a button to copy it. */
"use strict";

(function () {
  const pharos = window.pharos;
  const { made, asked } = pharos;

  function citable(title, text, what, kind = "") {
    const body = made("pre", { class: `cite-text ${kind}`, tabindex: "0", "aria-label": title }, text);
    const button = made("button", { type: "button", class: "tool", "aria-label": `Copy ${what}` }, "Copy");
    const say = (word) => {
      button.textContent = word;
      button.setAttribute("aria-label", `${word}${word === "Copy" ? "" : ":"} ${what}`);
    };
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text);
        say("Copied");
      } catch {
        getSelection().selectAllChildren(body);
        say("Selected");
      }
      setTimeout(say, 1800, "Copy");
    });
    return made("section", { class: "citable" }, made("div", {}, made("h3", {}, title), button), body);
  }
  /** Fill a place with the citation of the selection in the address. */
  pharos.citeInto = async function (place) {
    const { search } = location;
    place.classList.add("waiting");
    try {
      const said = await (await asked(`/cite${search}`)).json();
      if (search !== location.search) return; // the newest question wins
      place.replaceChildren(
        citable("Permanent link", said.permalink, "the permanent link", "link"),
        made("p", { class: "hint" },
          "It names this picture for good: the selection, the moment until which figures count, the methods."),
        citable("Text", said.text, "the citation as text"),
        citable("BibTeX", said.bibtex, "the citation as BibTeX"),
        citable("CSL-JSON", JSON.stringify(said.csl, null, 1), "the citation as CSL-JSON"));
    } catch (error) {
      place.replaceChildren(made("p", { class: "export-problem", role: "alert" }, error.message));
    }
    place.classList.remove("waiting");
  };
})();
