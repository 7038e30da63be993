// Where a reader is in a chapter, and that they have read it.
addEventListener("DOMContentLoaded", () => {
  const { page } = document.documentElement.dataset, place = dastan.load("place");
  const [bar, end, notes] = [".bar", ".onward", ".notes"].map(name => document.querySelector(name));
  const blocks = [...document.querySelectorAll(".prose > *")];
  const words = block => block.textContent.replace(/\s+/g, " ").slice(0, 60);
  const box = block => block.getBoundingClientRect();

  if (location.hash === "#continue" && place.page === page) {
    (blocks.find(block => words(block) === place.words) || blocks[place.at])?.scrollIntoView();
  }
  const note = () => {
    const at = blocks.findIndex(block => box(block).bottom > 80);
    if (at >= 0) dastan.save("place", { page, at, words: words(blocks[at]) });
    if (box(end).top < innerHeight) dastan.save("read", { ...dastan.load("read"), [page]: 1 });
  };
  addEventListener("scroll", () => {
    bar.style.setProperty("--read", scrollY / (document.body.scrollHeight - innerHeight));
    if (notes && innerWidth >= 1200) dastan.open("margin");
  });
  addEventListener("scrollend", note);
  addEventListener("pagehide", note);
});
