// What a page does about a build: loads itself again and stays where its reader was, goes to the
// paragraph that a save has changed, or takes over a new style. It stands before livereload.js,
// which finds it by its name and asks it first; what it may be asked stands in changed.py.
(() => {
  "use strict";
  const KEY = "dastan:place";
  const blocks = () => [...document.querySelectorAll(".prose > *")];
  const isCalm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  // How far down the window the texts' blocks stand that are in it.
  const look = () => ({
    y: scrollY,
    seen: blocks()
      .map((block, at) => ({ at, words: block.textContent, box: block.getBoundingClientRect() }))
      .filter(({ words, box }) => words && box.bottom > 0 && box.top < innerHeight)
      .map(({ at, words, box }) => ({ at, words, top: box.top })),
  });

  // Scrolls until one of the blocks that were seen, the first whose words are still there, stands
  // where it stood.
  const settle = ({ y, seen }) => {
    const now = blocks();
    const found = (at, words) => now
      .filter((block) => block.textContent === words)
      .sort((one, other) => Math.abs(now.indexOf(one) - at) - Math.abs(now.indexOf(other) - at))[0];
    const kept = seen.find(({ at, words }) => found(at, words)) ?? seen[0];
    const block = kept && (found(kept.at, kept.words) ?? now[kept.at]);
    const top = block && y ? scrollY + block.getBoundingClientRect().top - kept.top : y;
    scrollTo({ top, behavior: "instant" });
  };

  const isInView = (block) => {
    const { top, bottom, height } = block.getBoundingClientRect();
    return Math.min(bottom, innerHeight) - Math.max(top, 0) >= Math.min(height / 2, 40);
  };

  const show = (block) => {
    if (isInView(block)) return;
    const fits = block.getBoundingClientRect().height < innerHeight;
    block.scrollIntoView({ block: fits ? "center" : "start", behavior: "instant" });
  };

  const mark = (block) => {
    const frame = (colour) => ({
      backgroundColor: colour,
      boxShadow: `0 0 0 .3em ${colour}`,
      outline: "2px solid transparent", // drawn where the system chooses the colours
    });
    const marked = frame("color-mix(in srgb, Highlight 25%, transparent)");
    block.animate([marked, marked, ...(isCalm() ? [] : [frame("transparent")])], 1000);
  };

  // The page's policy allows its style elements nothing but their old text, and judges what
  // DOMParser makes as well: so the new text is cut out of the page, and adopted.
  const restyle = async () => {
    const text = await (await fetch(location.pathname)).text();
    const sheets = [...text.matchAll(/<style\b([^>]*)>([^]*?)<\/style>/g)].map(([, tag, css]) => {
      const sheet = new CSSStyleSheet({ media: tag.match(/media="([^"]*)"/)?.[1] ?? "" });
      sheet.replaceSync(css);
      return sheet;
    });
    const place = look();
    for (const { sheet } of document.querySelectorAll("style")) sheet.disabled = true;
    document.adoptedStyleSheets = sheets;
    settle(place);
  };

  let going = ""; // the page that this one is being left for
  let changed; // the block there, or here, that a save has changed
  window.LiveReloadPluginDastan = class {
    static identifier = "dastan";
    static version = "1";

    reload(path) {
      if (path === "style") {
        restyle().catch(() => location.reload());
        return true;
      }
      const [page, block] = path.replace("*", "").split("#");
      if (page || !going) [going, changed] = [page, block];
      try {
        const place = { page: going || location.pathname, changed, ...(going ? {} : look()) };
        sessionStorage.setItem(KEY, JSON.stringify(place));
        history.scrollRestoration = "manual";
      } catch { /* not allowed to keep: the page begins at its beginning */ }
      if (going) location.assign(going);
      else location.reload();
      return true;
    }
  };

  let kept = null;
  try {
    kept = JSON.parse(sessionStorage.getItem(KEY));
    sessionStorage.removeItem(KEY);
  } catch { /* nothing is kept */ }
  if (kept?.page !== location.pathname) return;
  const target = kept.changed && blocks()[kept.changed];
  const put = () => {
    if (kept.seen) settle(kept);
    if (target) show(target);
  };
  put();
  if (target) mark(target);
  const at = scrollY;
  addEventListener("load", () => {
    if (scrollY === at) put(); // else the reader has begun to scroll
    // Not at once: after this event the browser would still go to the place that it has kept.
    setTimeout(() => { history.scrollRestoration = "auto"; });
  });
})();
