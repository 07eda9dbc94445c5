// The page of a log: the last lines at once, older ones as somebody scrolls up, new ones as they are written. However long
// the log is, only a window of it is in the page. Whatever a line holds becomes text, never markup.

const view = document.querySelector('[data-log-view]');
if (view) open(view, document.querySelector('[data-log-tools]'));

const piece = 65536, most = 3000;
const notFollowing = 'Not following. "To the end" goes to what is written now.';

function open(view, tools) {
  const raw = view.dataset.raw;
  let start = Number(view.dataset.start), end = Number(view.dataset.end), position = view.dataset.position;
  let paused = false, atEnd = true, loading = false, source = null, isOver = 'over' in view.dataset, needle = '';
  const output = tools.querySelector('output');
  // Lines that have come and are not shown yet.
  const lines = [];
  const decoder = new TextDecoder();

  // Lines

  function element(bytes, length) {
    const item = document.createElement('li');
    item.length = length;
    fill(item, decoder.decode(bytes));
    return item;
  }

  function fill(item, line) {
    item.line = line;
    item.className = '';
    item.replaceChildren();
    const stamp = line.match(/^\[(\d{4}-\d\d-\d\dT(\d\d:\d\d:\d\d\.\d{3})Z) > [^:\]]*: (ERR |INFO|SYS INFO|SYS WARN|SYS ERR )\] /);
    let text = line;
    if (stamp) {
      const time = document.createElement('b');
      time.title = stamp[1];
      time.textContent = stamp[2];
      item.append(time, ' ');
      text = line.slice(stamp[0].length);
      item.className = { 'ERR ': 'err', 'INFO': '', 'SYS INFO': 'sys', 'SYS WARN': 'sys warn', 'SYS ERR ': 'sys err' }[stamp[3]];
    }
    item.append(...coloured(text));
  }

  /** Takes what an answer brought apart into lines: [element, …], without what stands before the first whole line. */
  function parse(buffer, isWhole) {
    const bytes = new Uint8Array(buffer), items = [];
    let from = isWhole ? 0 : bytes.indexOf(10) + 1;
    const skipped = from;
    while (from < bytes.length) {
      let to = bytes.indexOf(10, from);
      if (to < 0) to = bytes.length;
      items.push(element(bytes.subarray(from, to), Math.min(bytes.length, to + 1) - from));
      from = to + 1;
    }
    return { items, skipped };
  }

  async function bytes(from, to) {
    if (to <= from) return new ArrayBuffer(0);
    const response = await fetch(raw, { headers: { Range: `bytes=${from}-${to - 1}` } });
    if (response.status !== 206) throw new Error(`the log answers ${response.status}`);
    return response.arrayBuffer();
  }

  /** Where what is written next begins, behind the part of the log that was read. */
  const positionOf = response => response.headers.get('Nyala-Log-Position') || '';

  const atBottom = () => view.scrollHeight - view.scrollTop - view.clientHeight < 40;
  const toBottom = () => { view.scrollTop = view.scrollHeight; };

  /** Lets go of lines at the other end than the one that grows. */
  function trim(fromTop) {
    // What comes from now on would stand behind a hole.
    if (!fromTop && view.childElementCount > most && source) { stop(); say(notFollowing); }
    while (view.childElementCount > most) {
      const item = fromTop ? view.firstElementChild : view.lastElementChild;
      if (fromTop) start += item.length; else { end -= item.length; atEnd = false; }
      item.remove();
    }
  }

  /** What is seen stays where it is, though lines go at the top: from there one scrolls on. */
  function inPlace(change) {
    const last = view.lastElementChild, place = last ? last.offsetTop - view.scrollTop : 0;
    change();
    if (last?.isConnected) view.scrollTop = last.offsetTop - place;
  }

  async function older() {
    if (loading || start <= 0) return;
    loading = true;
    try {
      const from = Math.max(0, start - piece);
      const { items, skipped } = parse(await bytes(from, start), from === 0);
      const before = view.scrollHeight - view.scrollTop;
      view.prepend(...items);
      start = items.length ? from + skipped : from;
      trim(false);
      view.scrollTop = view.scrollHeight - before;
    } catch (error) { say(error.message); }
    loading = false;
  }

  async function newer() {
    if (loading || atEnd) return;
    loading = true;
    try {
      const response = await fetch(raw, { headers: { Range: `bytes=${end}-${end + piece - 1}` } });
      if (response.status === 416) { atEnd = true; position = positionOf(response); } else {
        const buffer = await response.arrayBuffer();
        const size = Number((response.headers.get('Content-Range') || '').split('/')[1]);
        const { items } = parse(buffer, true);
        // The last may be half a line.
        let length = buffer.byteLength;
        if (items.length > 1 && end + length < size) length -= items.pop().length;
        end += length;
        inPlace(() => { view.append(...items); trim(true); });
        if (end >= size) { atEnd = true; position = positionOf(response); }
      }
    } catch (error) { say(error.message); }
    loading = false;
    if (atEnd) follow();
  }

  /** Shows what is around a place of the log, with the line that begins there in view. */
  async function show(offset) {
    stop();
    position = '';
    loading = true;
    try {
      const from = Math.max(0, offset - piece / 2), response = await fetch(raw, { headers: { Range: `bytes=${from}-${offset + piece}` } });
      const buffer = await response.arrayBuffer();
      const size = Number((response.headers.get('Content-Range') || '').split('/')[1]);
      const { items, skipped } = parse(buffer, from === 0);
      start = from + skipped;
      let length = buffer.byteLength - skipped;
      atEnd = start + length >= size;
      if (items.length > 1 && !atEnd) length -= items.pop().length;
      end = start + length;
      if (atEnd) position = positionOf(response);
      view.replaceChildren(...items);
      let place = start;
      for (const item of items) {
        if (place >= offset) {
          item.classList.add('found');
          item.scrollIntoView({ block: 'center' });
          break;
        }
        place += item.length;
      }
      say(atEnd || paused ? '' : notFollowing);
    } catch (error) { say(error.message); }
    loading = false;
    if (atEnd) follow();
  }

  // Following

  function follow() {
    if (source || paused || isOver && atEnd && position || document.hidden) return;
    if (!atEnd) return;
    const after = position ? `?after=${encodeURIComponent(position)}` : '?tail=0';
    source = new EventSource(raw + after);
    let planned = 0;
    // Thousands of lines a second are shown a frame at a time.
    const flush = () => {
      planned = 0;
      const stays = atBottom(), fresh = lines.splice(0);
      if (stays && fresh.length >= most) {
        const kept = fresh.slice(-most);
        view.replaceChildren(...kept);
        start = Math.max(0, end - kept.reduce((sum, item) => sum + item.length, 0));
      } else {
        // Who is further up than down is kept there, and the end let go of.
        const isUp = view.scrollTop + view.clientHeight / 2 < view.scrollHeight / 2;
        inPlace(() => { view.append(...fresh); trim(stays || !isUp); });
      }
      if (stays) toBottom();
    };
    source.onmessage = event => {
      const next = parseInt(event.lastEventId.split('-')[2], 16);
      const item = document.createElement('li');
      item.length = Math.max(1, next - end);
      // Another file: what is before it cannot be asked for by its place.
      if (next <= end) { start = 0; item.length = next; }
      fill(item, event.data);
      position = event.lastEventId;
      end = next;
      lines.push(item);
      if (lines.length > most * 2) lines.splice(0, most);
      planned ||= requestAnimationFrame(flush);
    };
    source.addEventListener('gap', () => say('Some lines are missing here: their file is gone.'));
    source.addEventListener('end', () => { isOver = true; stop(); say('The log ends here.'); });
    source.onopen = () => say('');
    source.onerror = () => { if (!isOver) say('Not connected. Trying again…'); };
  }

  function stop() {
    source?.close();
    source = null;
    view.append(...lines.splice(0));
  }

  function say(text) { output.textContent = text; }

  // What somebody does

  view.addEventListener('scroll', () => {
    if (view.scrollTop < 400) older();
    if (!atEnd && view.scrollHeight - view.scrollTop - view.clientHeight < 400) newer();
  });

  const pause = tools.querySelector('[data-log=pause]');
  const setPaused = value => {
    paused = value;
    pause.setAttribute('aria-pressed', String(paused));
    if (paused) { stop(); say('Paused. What is written meanwhile comes when it goes on.'); } else { say(''); follow(); }
  };

  async function toEnd() {
    stop();
    const response = await fetch(raw, { headers: { Range: `bytes=-${piece}` } });
    const buffer = await response.arrayBuffer();
    const [, from, , size] = (response.headers.get('Content-Range') || 'bytes 0-0/0').match(/(\d+)-(\d+)\/(\d+)/);
    const { items, skipped } = parse(buffer, from === '0');
    view.replaceChildren(...items);
    start = Number(from) + skipped;
    end = Number(size);
    atEnd = true;
    position = positionOf(response);
    toBottom();
    follow();
  }

  async function search(direction) {
    const text = tools.querySelector('#search').value;
    if (!text) return;
    const found = view.querySelector('.found');
    let place = null;
    if (found) {
      place = start;
      for (let item = view.firstElementChild; item && item !== found; item = item.nextElementSibling) place += item.length;
    }
    const wanted = text + tools.querySelector('#exact').checked;
    if (wanted !== needle) { needle = wanted; place = null; }
    let from = direction < 0 ? place ?? end : (place ?? start) + 1;
    for (;;) {
      say('Searching…');
      const query = new URLSearchParams({ text, [direction < 0 ? 'before' : 'after']: from });
      if (tools.querySelector('#exact').checked) query.set('case', '1');
      const answer = await (await fetch(`${view.dataset.find}?${query}`)).json();
      if (answer.offset !== null && answer.offset !== undefined) {
        await show(answer.offset);
        return mark(text);
      }
      // A large log is looked through piece by piece.
      if (answer.reached == null || answer.reached === from || answer.reached === 0 || (direction > 0 && answer.reached >= end)) {
        return say(`"${text}" was not found.`);
      }
      from = answer.reached;
    }
  }

  /** Marks a text in the line that was found, where it is not cut by colours. */
  function mark(text) {
    const item = view.querySelector('.found');
    for (const node of item ? document.createTreeWalker(item, NodeFilter.SHOW_TEXT).root.childNodes : []) {
      const exact = node.textContent.indexOf(text);
      const at = exact < 0 ? node.textContent.toLowerCase().indexOf(text.toLowerCase()) : exact;
      if (at < 0 || node.nodeType !== Node.TEXT_NODE) continue;
      const rest = node.splitText(at);
      rest.splitText(text.length);
      const marked = document.createElement('mark');
      marked.textContent = rest.textContent;
      rest.replaceWith(marked);
      return;
    }
  }

  async function jump() {
    const value = tools.querySelector('#time').value;
    if (!value) return;
    // On the clock of whoever looks; the log has another.
    const time = new Date(value);
    if (isNaN(time)) return;
    const query = new URLSearchParams({ time: time.toISOString() });
    const answer = await (await fetch(`${view.dataset.find}?${query}`)).json();
    if (answer.offset == null) return say(answer.detail || 'There is nothing yet.');
    await show(answer.offset);
    if (time.getTimezoneOffset()) {
      say(`${value.replace('T', ' ')} here is ${time.toISOString().slice(0, 19).replace('T', ' ')} UTC, as the log has it.`);
    }
  }
  tools.querySelector('#time').title = `On the clocks of ${Intl.DateTimeFormat().resolvedOptions().timeZone}, where this browser is`;

  tools.addEventListener('click', event => {
    switch (event.target.closest('[data-log]')?.dataset.log) {
      case 'pause': return setPaused(!paused);
      case 'older': return search(-1);
      case 'newer': return search(1);
      case 'jump': return jump();
      case 'end': return toEnd();
    }
  });
  tools.addEventListener('submit', event => {
    event.preventDefault();
    if (document.activeElement?.id === 'time') jump(); else search(-1);
  });
  document.addEventListener('visibilitychange', () => document.hidden ? stop() : follow());

  // The lines that came with the page are taken over with their lengths and colours.
  (async () => {
    try {
      const { items } = parse(await bytes(start, end), true);
      view.replaceChildren(...items);
      toBottom();
    } catch { /* the log has rolled meanwhile, or is empty: what came with the page stays */ }
    follow();
  })();
}

// Colours of terminals

const hidden = /[\u0000-\u0008\u000b-\u001f\u007f]/g;
const turning = /[\u0080-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** What would not be seen, or would turn what stands around it, is made visible. */
function visible(text) {
  return text
    .replace(hidden, one => one === '\u007f' ? '\u2421' : String.fromCharCode(0x2400 + one.charCodeAt(0)))
    .replace(turning, one => `\u27e8U+${one.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}\u27e9`);
}

/** The parts of a text with ANSI colours, as nodes. Sequences that are no colours are shown. */
function coloured(text) {
  const parts = [];
  let style = { classes: new Set() }, from = 0;
  const add = piece => {
    if (!piece) return;
    const shown = visible(piece);
    if (!style.classes.size) return parts.push(document.createTextNode(shown));
    const span = document.createElement('span');
    span.className = [...style.classes].join(' ');
    span.textContent = shown;
    parts.push(span);
  };
  for (const match of text.matchAll(/\u001b\[([0-9;]*)m/g)) {
    add(text.slice(from, match.index));
    from = match.index + match[0].length;
    change(style.classes, match[1].split(';').map(Number));
  }
  add(text.slice(from));
  return parts;
}

function change(classes, codes) {
  const drop = prefix => { for (const one of [...classes]) if (one.startsWith(prefix)) classes.delete(one); };
  const set = (prefix, colour) => { drop(prefix); if (colour !== null) classes.add(prefix + colour); };
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i];
    if (code === 0) classes.clear();
    else if (code === 1) classes.add('bold');
    else if (code === 3) classes.add('italic');
    else if (code === 4) classes.add('line');
    else if (code === 22) classes.delete('bold');
    else if (code === 23) classes.delete('italic');
    else if (code === 24) classes.delete('line');
    else if (code >= 30 && code <= 37) set('c', code - 30);
    else if (code >= 90 && code <= 97) set('c', code - 90);
    else if (code === 39) drop('c');
    else if (code >= 40 && code <= 47) set('g', code - 40);
    else if (code >= 100 && code <= 107) set('g', code - 100);
    else if (code === 49) drop('g');
    else if (code === 38 || code === 48) {
      // Of the many colours, the one of the eight that is nearest: those can be read on either ground.
      const prefix = code === 38 ? 'c' : 'g';
      if (codes[i + 1] === 5) { set(prefix, nearest(indexed(codes[i + 2]))); i += 2; }
      else if (codes[i + 1] === 2) { set(prefix, nearest(codes.slice(i + 2, i + 5))); i += 4; }
    }
  }
}

function indexed(number = 0) {
  if (number < 16) return [number & 1, number >> 1 & 1, number >> 2 & 1].map(bit => bit * 255);
  if (number >= 232) return Array(3).fill((number - 232) * 10 + 8);
  return [36, 6, 1].map(unit => Math.floor((number - 16) / unit) % 6 * 51);
}

function nearest([red = 0, green = 0, blue = 0]) {
  const least = Math.max(red, green, blue) / 2;
  return (red > least ? 1 : 0) + (green > least ? 2 : 0) + (blue > least ? 4 : 0);
}
