// Makes the pages live. Everything works without it: pages are whole when they come, and actions are forms.

const signedIn = document.body.hasAttribute('data-signed-in');
const connection = document.getElementById('connection');

// Links of the original to its page of jobs: /azurejobs/#/jobs/TYPE/NAME
const old = location.pathname === '/' && location.hash.match(/^#(\/jobs\/(?:continuous|triggered)\/[^/]+)$/);
if (old) location.replace('/ui' + old[1]);

// Exchanging what has changed

/** Takes over from another version of this page whatever differs, and leaves the rest alone: focus, scrolling, what is open. */
function take(page, everything) {
  for (const old of document.querySelectorAll('[data-live][id]')) {
    const fresh = page.getElementById(old.id);
    if (fresh) exchange(old, fresh);
    else if (everything) old.remove();
  }
  const notice = page.getElementById('notice');
  if (everything && notice) exchange(document.getElementById('notice'), notice);
}

function exchange(old, fresh) {
  if (old.outerHTML === fresh.outerHTML) return;
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const key = focused && (focused.dataset.key || focused.id || focused.getAttribute('href'));
  const typing = focused && focused.matches('input, textarea, select');
  // What somebody is writing in is not taken away from under their hands.
  if (typing) return;
  const open = new Set([...old.querySelectorAll('details[open][id]')].map(details => details.id));
  const placed = document.adoptNode(fresh);
  for (const id of open) placed.querySelector('#' + CSS.escape(id))?.setAttribute('open', '');
  old.replaceWith(placed);
  if (!key) return;
  const again = [...placed.querySelectorAll('[data-key], [id], a[href]')]
    .find(one => (one.dataset.key || one.id || one.getAttribute('href')) === key);
  again?.focus({ preventScroll: true });
}

async function read(response) {
  if (isSignIn(response.url)) return signedOut();
  return new DOMParser().parseFromString(await response.text(), 'text/html');
}

const isSignIn = address => new URL(address).pathname === '/ui/sign-in';

/** Whether somebody has written something that would be lost with this page. */
const isWriting = () => [...document.querySelectorAll('main textarea, main input, main select')].some(field =>
  field.type === 'checkbox' || field.type === 'radio' ? field.checked !== field.defaultChecked
    : field.type === 'hidden' || field.type === 'search' ? false
    : field.options ? [...field.options].some(one => one.selected !== one.defaultSelected && one.value !== field.options[0].value)
    : field.value !== field.defaultValue);

/** A session that has ended leads to the page to sign in; what somebody was writing stays, and they sign in beside it. */
function signedOut() {
  if (!isWriting()) return void location.reload();
  const link = document.createElement('a');
  link.href = '/ui/sign-in';
  link.target = '_blank';
  link.rel = 'noopener';
  link.textContent = 'Sign in in another tab';
  const notice = told('You are signed out; nothing was saved. What you wrote is still here: ');
  notice.firstElementChild.append(link, ', then send it again.');
  exchange(document.getElementById('notice'), notice);
  scrollTo({ top: 0 });
}

// What happens on the host

const quietest = 250, slowest = 1500;
let planned, last = 0, busy = false, again = false, leaving = false;

/** Looks at the page once more, soon, however much happens meanwhile. */
function refresh() {
  if (planned || leaving || document.hidden) return;
  planned = setTimeout(async () => {
    planned = null;
    if (leaving) return;
    if (busy) { again = true; return; }
    busy = true;
    try {
      const response = await fetch(location.pathname + location.search, { headers: { 'Nyala-Refresh': '1' } });
      if (response.ok) take(await read(response), false);
      else if (response.status === 404) say('What this page is about is not there any more.');
    } catch { /* the bar says that the host cannot be reached */ }
    busy = false;
    last = Date.now();
    if (again) { again = false; refresh(); }
  }, Math.max(quietest, slowest - (Date.now() - last)));
}

const kinds = ['queued', 'started', 'succeeded', 'failed', 'recovered', 'stopped', 'skipped', 'missed', 'late', 'up',
  'crash_looping', 'problem', 'problem_cleared', 'added', 'changed', 'removed', 'status', 'deployed', 'deployment_failed',
  'lost'];
let source, wasLost = false, retry;

function say(text) {
  connection.textContent = text;
  connection.hidden = !text;
}

function listen() {
  clearTimeout(retry);
  source = new EventSource('/api/v1/events');
  source.onopen = () => {
    say('');
    if (wasLost) refresh();
    wasLost = false;
  };
  source.onerror = () => {
    wasLost = true;
    say('Not connected to Nyala. Trying again…');
    // Closed for good by an answer that is no stream: the session may have ended, or a proxy speaks for a host that is down.
    if (source.readyState === EventSource.CLOSED) {
      retry = setTimeout(() => { refresh(); listen(); }, 2000);
    }
  };
  for (const kind of kinds) source.addEventListener(kind, refresh);
}

if (signedIn && document.querySelector('[data-live]')) {
  // Browsers open six connections to one host at most, so only a page that is seen holds one.
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      clearTimeout(retry);
      source?.close();
    } else {
      listen();
      refresh();
    }
  });
  if (!document.hidden) listen();
  setInterval(refresh, 15000);
  // What goes on is told of only when it ends.
  setInterval(() => { if (document.querySelector('[data-hurry]')) refresh(); }, 1000);
}

// Forms

addEventListener('pageshow', () => { leaving = false; });

addEventListener('submit', async event => {
  const form = event.target;
  if (form.matches('[data-filter]')) { event.preventDefault(); return filter(form); }
  // Whoever goes to another page is not held up by what becomes of this one.
  if (!form.matches('[data-stay]')) { leaving = true; return; }
  event.preventDefault();
  const button = event.submitter;
  const address = button?.getAttribute('formaction') || form.getAttribute('action');
  if (button) button.disabled = true;
  try {
    const body = new URLSearchParams(new FormData(form, button));
    // What came of it is told on the page that is shown in the end, once.
    const response = await fetch(address, { method: 'POST', body, headers: { 'Nyala-Refresh': '1' } });
    const page = await read(response);
    if (button) button.disabled = false;
    if (!page) return;
    if (!response.ok) return refused(page);
    if (new URL(response.url).pathname !== location.pathname) return location.assign(response.url);
    take(await read(await fetch(response.url)), true);
    refresh();
  } catch {
    if (button) button.disabled = false;
    say('Not connected to Nyala. Nothing was changed.');
  }
});

/** Shows why something was refused: where the page has a place for it, or at its top. */
function refused(page) {
  const place = document.getElementById('refusal'), fresh = page.getElementById('refusal');
  const notice = document.getElementById('notice');
  if (!place || !fresh) return exchange(notice, failure(page));
  notice.replaceChildren();
  place.replaceChildren(...[...fresh.childNodes].map(node => document.adoptNode(node)));
  place.scrollIntoView({ block: 'nearest' });
}

function failure(page) {
  return told(page.querySelector('main .card p')?.textContent || 'That did not work.');
}

function told(words) {
  const notice = document.createElement('div');
  notice.id = 'notice';
  notice.setAttribute('role', 'status');
  const text = document.createElement('p');
  text.className = 'notice bad';
  text.textContent = words;
  notice.append(text);
  return notice;
}

/** Shows what is meant by what somebody is writing. */
async function preview(form) {
  const fields = new URLSearchParams();
  for (const name of ['schedule', 'time_zone']) fields.set(name, form.elements[name]?.value ?? '');
  const response = await fetch(`${form.dataset.preview}?${fields}`, { headers: { 'Nyala-Refresh': '1' } });
  const page = await read(response);
  const fresh = page?.getElementById('preview');
  if (fresh && fields.get('schedule') === (form.elements.schedule?.value ?? '')) exchange(document.getElementById('preview'), fresh);
}

let typed;
async function filter(form) {
  const query = new URLSearchParams(new FormData(form));
  if (!query.get('q')) query.delete('q');
  const address = location.pathname + (query.size ? '?' + query : '');
  history.replaceState(null, '', address);
  const response = await fetch(address, { headers: { 'Nyala-Refresh': '1' } });
  const page = await read(response);
  if (page && location.search === new URL(response.url).search) take(page, false);
}

addEventListener('input', event => {
  const form = event.target.closest('[data-filter], [data-preview]');
  if (!form) return;
  clearTimeout(typed);
  typed = setTimeout(() => form.matches('[data-filter]') ? filter(form) : preview(form), 150);
});

// Forms that say something of their fields while somebody types

addEventListener('input', event => {
  const form = event.target.closest('[data-check]');
  if (!form || event.target.type === 'file') return;
  clearTimeout(form.planned);
  form.planned = setTimeout(() => check(form), 200);
});

async function check(form) {
  const fields = [...new FormData(form)].filter(([, value]) => typeof value === 'string');
  const asked = String(new URLSearchParams(fields));
  form.asked = asked;
  try {
    const response = await fetch(form.dataset.check + '?' + asked);
    const page = response.ok && await read(response);
    // Somebody has typed on.
    if (!page || form.asked !== asked) return;
    for (const hint of page.querySelectorAll('[id]')) {
      const old = form.querySelector('#' + CSS.escape(hint.id));
      if (old && old.outerHTML !== hint.outerHTML) old.replaceWith(document.adoptNode(hint));
    }
  } catch { /* it is said when the form is sent */ }
}

// Uploads: dropped or chosen, with their progress; what was entered stays when something is wrong with it

for (const form of document.querySelectorAll('[data-upload]')) {
  const drop = form.querySelector('.drop'), input = drop.querySelector('input'), said = drop.querySelector('output');
  const bar = form.querySelector('progress'), name = form.elements.namedItem('name');
  input.addEventListener('change', () => {
    const file = input.files[0];
    said.textContent = file ? `${file.name}, ${file.size.toLocaleString('en')} bytes` : '';
    const stem = file ? file.name.replace(/\.[^.]*$/, '') : '';
    if (stem && stem !== 'run' && !name.value) name.value = stem;
    check(form);
  });
  for (const kind of ['dragenter', 'dragover', 'dragleave', 'drop']) {
    drop.addEventListener(kind, event => {
      event.preventDefault();
      drop.classList.toggle('over', kind === 'dragenter' || kind === 'dragover');
    });
  }
  drop.addEventListener('drop', event => {
    const { files, items } = event.dataTransfer;
    if (files.length !== 1 || items[0]?.webkitGetAsEntry?.()?.isDirectory) {
      said.textContent = 'Drop one file: a script, or a zip of the folder.';
      return;
    }
    input.files = files;
    input.dispatchEvent(new Event('change'));
  });
  form.addEventListener('submit', event => {
    event.preventDefault();
    const button = event.submitter || form.querySelector('button');
    const request = new XMLHttpRequest();
    const end = () => { bar.hidden = true; button.disabled = false; };
    request.open('POST', form.action);
    request.responseType = 'document';
    request.setRequestHeader('Nyala-Refresh', '1');
    request.upload.onprogress = progress => { bar.value = progress.loaded / progress.total; };
    request.onerror = () => { end(); say('Not connected to Nyala. Nothing was added.'); };
    request.onload = () => {
      end();
      say('');
      const page = request.response;
      if (isSignIn(request.responseURL)) return signedOut();
      if (request.status < 300) return location.assign(request.responseURL);
      const faults = page?.getElementById('faults');
      if (!faults) return exchange(document.getElementById('notice'), failure(page));
      document.getElementById('faults').replaceWith(document.adoptNode(faults));
      check(form);
      document.getElementById('faults').focus();
    };
    bar.value = 0;
    bar.hidden = false;
    button.disabled = true;
    request.send(new FormData(form));
  });
}
