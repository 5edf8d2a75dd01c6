// The page as it was sent, as a tree that knows which node of the live page each of its nodes has become. Trees are
// compared with each other, never with the live page: what scripts and readers did to the page is not seen as a change.

/** Nodes that are alike in all they contain have the same number, so comparing two of them is comparing numbers. */
const numbers = new Map();
const numberOf = (text) => {
  if (!numbers.has(text)) numbers.set(text, numbers.size);
  return numbers.get(text);
};

// Their content depends on whether scripts run, or is not in the page.
const closed = new Set(["NOSCRIPT", "TEMPLATE"]);

/** The tree of a parsed node. `lives` tells the live node of each parsed one, where there is one already. */
export function read(source, lives) {
  const name = source.nodeName;
  const attributes = new Map(source.attributes ? [...source.attributes].map(({ name, value }) => [name, value]) : []);
  const children = closed.has(name) ? [] : [...source.childNodes].map((child) => read(child, lives));
  const text = source.nodeType === Node.ELEMENT_NODE ? "" : source.data ?? "";
  const written = JSON.stringify([name, text, [...attributes]]);
  const key = numberOf(`${written}${children.map((child) => child.key).join()}`);
  const blank = name === "#text" && text.trim() === "";
  return { key, name, text, blank, id: attributes.get("id"), attributes, children, source, live: lives?.get(source) };
}

/** Which live node each node of the copy stands for: both are listed in document order. */
export function pairs(copy, nodes) {
  const walk = copy.ownerDocument.createTreeWalker(copy);
  const lives = new Map();
  let at = 0;
  do lives.set(walk.currentNode, nodes[at++]);
  while (walk.nextNode());
  return lives;
}

/** A live node for a part of the tree that is new. */
export function grow(tree) {
  const link = (part, node) => {
    part.live = node;
    part.children.forEach((child, i) => link(child, node.childNodes[i]));
  };
  link(tree, document.importNode(tree.source, true));
  return tree.live;
}

// --- Which old child a new one continues ---------------------------------------------------------------------------

/**
 * The longest common row of equal children. Space between elements counts less than an element.
 * Both rows begin and end with something different.
 */
function equals(old, fresh, shift, found) {
  const width = fresh.length + 1;
  if (old.length * fresh.length > 4_000_000) return;
  const best = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = fresh.length - 1; j >= 0; j -= 1) {
      const taken = old[i].key === fresh[j].key ? best[(i + 1) * width + j + 1] + (old[i].blank ? 1 : 8) : 0;
      best[i * width + j] = Math.max(taken, best[(i + 1) * width + j], best[i * width + j + 1]);
    }
  }
  for (let i = 0, j = 0; i < old.length && j < fresh.length;) {
    const now = best[i * width + j];
    if (old[i].key === fresh[j].key && now === best[(i + 1) * width + j + 1] + (old[i].blank ? 1 : 8)) found[shift + j++] = shift + i++;
    else if (now === best[(i + 1) * width + j]) i += 1;
    else j += 1;
  }
}

/** Between those that are matched already: each new child with the next old one that is the same in some way. */
function inOrder(old, fresh, found, same) {
  const ends = new Array(fresh.length);
  for (let i = fresh.length - 1, end = old.length; i >= 0; i -= 1) {
    ends[i] = end;
    if (found[i] >= 0) end = found[i];
  }
  let from = 0;
  fresh.forEach((child, i) => {
    for (let at = from; found[i] < 0 && at < ends[i]; at += 1) if (same(old[at], child)) found[i] = at;
    if (found[i] >= 0) from = found[i] + 1;
  });
}

/** For each new child the place of the old one that it continues, or -1: equal, with the same id, or of the same kind. */
export function match(old, fresh) {
  const found = new Array(fresh.length).fill(-1);
  let start = 0;
  let oldEnd = old.length;
  let freshEnd = fresh.length;
  while (start < oldEnd && start < freshEnd && old[start].key === fresh[start].key) found[start] = start++;
  while (oldEnd > start && freshEnd > start && old[oldEnd - 1].key === fresh[freshEnd - 1].key) found[--freshEnd] = --oldEnd;
  equals(old.slice(start, oldEnd), fresh.slice(start, freshEnd), start, found);
  inOrder(old, fresh, found, (was, now) => was.id && was.id === now.id && was.name === now.name);
  inOrder(old, fresh, found, (was, now) => was.name === now.name);
  return found;
}
