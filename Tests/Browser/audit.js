// What is wrong with the page that is shown, as far as a program can tell: WCAG 2.2 AA and good sense.
// Evaluated in the page; returns sentences.
() => {
  const faults = [];
  const name = element => {
    const text = (element.textContent || '').trim().replace(/\s+/g, ' ').slice(0, 40);
    return `<${element.tagName.toLowerCase()}${element.id ? ' id=' + element.id : ''}${
      element.className && element.className.baseVal === undefined ? ' class="' + element.className + '"' : ''}> ${text}`;
  };
  const isShown = element => element.checkVisibility({ visibilityProperty: true })
    && !element.closest('.hidden, .skip, [hidden]');

  // Contrast

  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const known = new Map();
  const rgba = css => {
    if (!known.has(css)) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = css;
      canvas.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
      known.set(css, [r, g, b, a / 255]);
    }
    return known.get(css);
  };
  const over = (top, below) => top.slice(0, 3).map((value, i) => value * top[3] + below[i] * (1 - top[3]));
  const ground = element => {
    const layers = [];
    for (let one = element; one; one = one.parentElement) {
      const colour = rgba(getComputedStyle(one).backgroundColor);
      if (colour[3] > 0) layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255]);
  };
  const luminance = colour => {
    const [r, g, b] = colour.map(value => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  let texts = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !isShown(element) || element.closest('svg, script, option, [disabled]')) continue;
    texts++;
    const style = getComputedStyle(element);
    const below = ground(element);
    const ratio = contrast(over(rgba(style.color), below), below);
    const size = parseFloat(style.fontSize);
    const least = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5;
    if (ratio < least) faults.push(`contrast ${ratio.toFixed(2)} of ${name(element)}: ${style.color} on ${below.map(Math.round)}`);
  }
  if (texts === 0) faults.push('there is no text');
  for (const field of document.querySelectorAll('input:not([type=hidden]), select, textarea, button')) {
    if (!isShown(field)) continue;
    const style = getComputedStyle(field);
    if (style.borderTopStyle === 'none' || rgba(style.borderTopColor)[3] === 0) continue;
    const ratio = contrast(over(rgba(style.borderTopColor), ground(field.parentElement)), ground(field.parentElement));
    if (ratio < 3) faults.push(`contrast ${ratio.toFixed(2)} of the edge of ${name(field)}`);
  }
  for (const shape of document.querySelectorAll('.icon, .strip path, svg.graph .line')) {
    if (!isShown(shape)) continue;
    const style = getComputedStyle(shape);
    const below = ground(shape.closest('svg').parentElement);
    const colour = [...rgba(style.color)];
    colour[3] *= parseFloat(style.opacity);
    const ratio = contrast(over(colour, below), below);
    if (ratio < 3) faults.push(`contrast ${ratio.toFixed(2)} of a picture in ${name(shape.closest('svg').parentElement)}`);
  }

  // Names, headings, structure

  const named = element => (element.getAttribute('aria-label') || element.getAttribute('title')
    || (element.getAttribute('aria-labelledby') || '').split(' ').map(id => document.getElementById(id)?.textContent).join('')
    || [...element.labels || []].map(label => label.textContent).join('') || '').trim();
  for (const field of document.querySelectorAll('input:not([type=hidden]), select, textarea')) {
    if (!named(field)) faults.push(`no label: ${name(field)}`);
  }
  for (const one of document.querySelectorAll('a[href], button, summary')) {
    if (!one.textContent.trim() && !named(one) && !one.querySelector('img[alt]:not([alt=""])')) faults.push(`no name: ${one.outerHTML}`);
  }
  for (const image of document.images) if (!image.hasAttribute('alt')) faults.push(`no alt: ${image.outerHTML}`);
  for (const picture of document.querySelectorAll('svg')) {
    if (picture.getAttribute('aria-hidden') !== 'true' && !named(picture)) faults.push(`a picture without words: ${name(picture.parentElement)}`);
  }
  for (const part of document.querySelectorAll('nav, section, form[role=search]')) {
    if (part.tagName === 'NAV' && !named(part)) faults.push(`navigation without a name: ${name(part)}`);
  }
  let level = 0;
  for (const heading of document.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
    const own = Number(heading.tagName[1]);
    if (own > level + 1) faults.push(`heading of level ${own} after one of level ${level}: ${name(heading)}`);
    level = own;
  }
  if (document.querySelectorAll('h1').length !== 1) faults.push('not just one h1');
  if (document.querySelectorAll('main').length !== 1) faults.push('not just one main');
  if (!document.documentElement.lang) faults.push('no language');
  const ids = [...document.querySelectorAll('[id]')].map(element => element.id);
  for (const id of ids.filter((id, index) => ids.indexOf(id) !== index)) faults.push(`the id ${id} is there twice`);
  for (const part of document.querySelectorAll('[data-live]')) if (!part.id) faults.push(`data-live without an id: ${name(part)}`);
  for (const time of document.querySelectorAll('time')) {
    if (!time.dateTime || !time.title) faults.push(`a time that does not say exactly when: ${name(time)}`);
  }

  // Reach

  for (const target of document.querySelectorAll('button, select, input:not([type=hidden], [type=checkbox], [type=radio])')) {
    if (!isShown(target)) continue;
    const box = target.getBoundingClientRect();
    if (box.width < 24 || box.height < 24) faults.push(`smaller than 24 pixels: ${name(target)}`);
  }
  const page = document.scrollingElement;
  if (page.scrollWidth > page.clientWidth) faults.push(`it is ${page.scrollWidth} wide where ${page.clientWidth} can be seen`);
  return faults;
}
