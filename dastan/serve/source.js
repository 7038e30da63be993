// From the page to its source: Alt and a click on a paragraph, or the key e for the one in the
// middle of the window, opens its file at its line in the author's editor.
(() => {
  "use strict";
  const here = new URL(document.currentScript.src);
  const page = here.searchParams.get("ext");
  if (!page) return; // nothing of the story's

  const blocks = () => [...document.querySelectorAll(".prose > *")];

  const tell = (text) => {
    const host = document.createElement("dastan-notice");
    const style = document.createElement("link");
    const notice = document.createElement("p");
    style.rel = "stylesheet";
    style.href = new URL("overlay.css", here);
    notice.className = "notice";
    notice.lang = "en";
    notice.setAttribute("role", "status");
    host.attachShadow({ mode: "open" }).append(style, notice);
    document.querySelector("dastan-notice")?.remove();
    document.body.append(host);
    notice.textContent = text;
    setTimeout(() => host.remove(), 6000);
  };

  const open = async (block) => {
    const asked = JSON.stringify({ page, block: blocks().indexOf(block) });
    const answer = await fetch(new URL("source", here), { method: "POST", body: asked });
    tell(await answer.text());
  };

  addEventListener("click", (event) => {
    const block = event.altKey && event.target.closest(".prose > *");
    if (!block) return;
    event.preventDefault();
    event.stopPropagation();
    open(block);
  }, true);

  addEventListener("keydown", (event) => {
    const isOther = event.code === "KeyE" && !/[a-z]/i.test(event.key); // a Cyrillic keyboard, say
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.key === "e" || isOther)) return;
    if (event.target.closest("input, select, textarea, [contenteditable], dastan-errors")) return;
    const away = (block) => {
      const { top, bottom } = block.getBoundingClientRect();
      return Math.max(top - innerHeight / 2, innerHeight / 2 - bottom, 0);
    };
    const [nearest] = blocks().sort((one, other) => away(one) - away(other));
    if (nearest) open(nearest);
  });
})();
