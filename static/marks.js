// The title page and the contents: where to go on, and what is read.
addEventListener("DOMContentLoaded", () => {
  const place = dastan.load("place"), read = dastan.load("read");
  const going = document.querySelector(".continue");
  if (going && place.page) {
    going.hidden = false;
    going.firstChild.href = place.page + "#continue";
    going.firstChild.append(" " + place.title);
  }
  for (const link of document.querySelectorAll(".chapters a")) {
    link.classList.toggle("read", !!read[link.getAttribute("href")]);
  }
});
