"""What bench/reading.py has a page run, each a JavaScript expression or a script."""

OBSERVE = """
window.seen = {first: 0, largest: 0, shift: 0, blocked: 0, slowest: 0, which: ""};
const see = (type, look, more) => new PerformanceObserver(list => list.getEntries().forEach(look))
    .observe({type, buffered: true, ...more});
see("paint", entry => { if (entry.name.startsWith("first-c")) seen.first = entry.startTime; });
see("largest-contentful-paint", entry => { seen.largest = entry.startTime; });
see("layout-shift", entry => { if (!entry.hadRecentInput) seen.shift += entry.value; });
see("longtask", entry => { seen.blocked += entry.duration - 50; });
see("event", entry => {
    if (!entry.interactionId || entry.duration <= seen.slowest) return;
    seen.slowest = entry.duration;
    seen.which = `${entry.name} on ${entry.target?.outerHTML.slice(0, 60)}`;
}, {durationThreshold: 16});
"""
"""Before a page loads: keeps the browser's own measures in `seen`, in milliseconds."""

LINES = """() => {
    const counts = [];
    for (const paragraph of document.querySelectorAll(".prose > p")) {
        const texts = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
        const own = [];
        let top = -99;
        for (let text; (text = texts.nextNode());) {
            for (let at = 0; at < text.length; at++) {
                const range = document.createRange();
                range.setStart(text, at);
                range.setEnd(text, at + 1);
                const box = range.getBoundingClientRect();
                if (Math.abs(box.top - top) > box.height / 2) own.push(0), (top = box.top);
                own[own.length - 1]++;
            }
        }
        counts.push(...own.slice(1, -1));
    }
    return counts;
}"""
"""Characters of each full line: not a paragraph's first, which is indented, nor its last."""

FIRST_SENTENCE = """() => {
    const text = document.createTreeWalker(document.querySelector(".prose p"), NodeFilter.SHOW_TEXT)
        .nextNode();
    const range = document.createRange();
    range.setStart(text, 0);
    range.setEnd(text, text.data.search(/[.?!…]/) + 1);
    return range.getBoundingClientRect().bottom;
}"""
"""Pixels from the top of the page to the foot of the first sentence."""

FIRST_PAINT = """() => new Promise(done => {
    new PerformanceObserver(list => {
        const [entry] = list.getEntriesByName("first-contentful-paint");
        if (entry) done(entry.startTime);
    }).observe({type: "paint", buffered: true});
})"""

BARRIERS = """async () => (await axe.run({
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    rules: {"color-contrast-enhanced": {enabled: true}},
})).violations.map(({id, nodes}) => `${id}: ${nodes[0].target}`)
"""
"""What axe finds, with contrast at its highest level."""
