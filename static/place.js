// Where a reader is in a chapter, and that they have read it.
addEventListener("DOMContentLoaded", () => {
  const { page } = document.documentElement.dataset, place = dastan.load("place");
  const [end, title, notes] = [".onward", "h1", ".notes"].map(name => document.querySelector(name));
  const blocks = [...document.querySelectorAll(".prose > *")];
  const words = block => block.textContent.replace(/\s+/g, " ").trim().slice(0, 60);

  if (location.hash === "#continue" && place.page === page) {
    (blocks.find(block => words(block) === place.words) || blocks[place.at])?.scrollIntoView();
  }
  const note = () => {
    const at = blocks.findIndex(block => block.getBoundingClientRect().bottom > 80);
    if (at >= 0) dastan.save("place", { page, at, title: title.textContent, words: words(blocks[at]) });
    if (end.getBoundingClientRect().top < innerHeight) dastan.save("read", { ...dastan.load("read"), [page]: 1 });
  };
  let timer;
  addEventListener("scroll", () => {
    clearTimeout(timer);
    timer = setTimeout(note, 250);
  });
  addEventListener("pagehide", note);
  if (innerWidth >= 1200 && notes) dastan.open("margin");
});
