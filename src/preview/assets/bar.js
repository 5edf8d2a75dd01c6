// What `mentorbook serve` adds to each page, and nothing else does: it puts changes into the page as they are saved and
// shows the bar of the preview. This script runs before the theme's own, so it sees the page as it was sent: it keeps a
// copy and remembers which node of the page each node of the copy stands for (see swap.js).
{
  const nodes = [];
  const walk = document.createTreeWalker(document.documentElement);
  do nodes.push(walk.currentNode);
  while (walk.nextNode());
  const copy = document.cloneNode(true);
  const enhanced = new Promise((done) => addEventListener("DOMContentLoaded", done, { once: true }));
  const sent = { copy, nodes, enhanced, reloading: false };
  // A theme may ask before typed words are lost; when the preview itself loads the page again, it keeps them.
  addEventListener("beforeunload", (event) => {
    if (sent.reloading) event.stopImmediatePropagation();
  });
  import("/_preview/preview.js").then(({ start }) => start(sent));
}
