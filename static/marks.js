// The title page and the contents: where to go on, and what is read.
addEventListener("DOMContentLoaded", () => {
  const { page } = dastan.load("place"), read = dastan.load("read");
  const going = document.querySelector(".continue");
  for (const link of document.querySelectorAll(".chapters a")) {
    const chapter = link.getAttribute("href");
    link.classList.toggle("read", !!read[chapter]);
    if (going && chapter === page) {
      going.hidden = false;
      going.firstChild.href = page + "#continue";
      going.firstChild.append(" " + link.textContent);
    }
  }
});
