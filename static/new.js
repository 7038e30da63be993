// New since the last visit: marks the chapters that this device was not shown before, in the
// contents and on the title page. `dastan` is made by reader.js.
(() => {
  const BETWEEN = 4 * 60 * 60 * 1000; // ms without a look at the chapters, after which it is another visit
  const list = document.querySelector(".chapters");
  const links = [...list.querySelectorAll("li > a")];
  // An address as aliases may have it: without a name's ending, and a bare name is a chapter's.
  const bare = path => {
    const name = path.trim().replace(/^\/+/, "").replace(/\.html?$/, "");
    return name.includes("/") ? name : "chapters/" + name;
  };
  const address = link => bare(decodeURIComponent(link.getAttribute("href")));

  const now = Date.now();
  const shown = links.map(address);
  let { at, known, before } = dastan.load("shown");
  if (!known) before = shown;
  else if (now - at > BETWEEN) before = known;
  dastan.save("shown", { at: now, known: shown, before });

  const was = new Set(before);
  const read = dastan.load("read");
  const names = link => [address(link), ...(link.dataset.was?.split("\n") || []).map(bare)];
  const fresh = links.filter(link => !read[link.getAttribute("href")] && !names(link).some(name => was.has(name)));

  const line = document.querySelector(".fresh");
  if (line && fresh.length) {
    line.hidden = false;
    fresh.slice(0, 3).forEach((link, n) => line.append(n ? ", " : " ", link.cloneNode(true)));
    if (fresh.length > 3) line.append(" …");
  }
  for (const link of fresh) {
    const mark = document.createElement("span");
    mark.className = "new";
    mark.textContent = list.dataset.new;
    link.after(" ", mark);
  }
})();
