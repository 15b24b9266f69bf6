// Helpers for elements, used by all parts of the page.

export function byId(id) {
	return document.getElementById(id);
}

/** Create an element. Text is always text, never markup: much of it comes from clients. */
export function element(name, properties = {}, ...children) {
	const created = document.createElement(name);
	for (const [key, value] of Object.entries(properties)) {
		if (key === 'dataset') {
			Object.assign(created.dataset, value);
		}
		else if (key.startsWith('aria-') || key === 'role') {
			created.setAttribute(key, value);
		}
		else {
			created[key] = value;
		}
	}
	created.append(...children);
	return created;
}

/** Put a line on top of a log and drop the oldest ones. */
export function prepend(log, max, ...lines) {
	log.prepend(...lines);
	while (log.children.length > max) {
		log.lastElementChild.remove();
	}
}

/** Create a line of a log: direction, kind and content of a frame. */
export function line(direction, at, kind, bytes, text) {
	const arrow = { in: '↓ in', out: '↑ out', note: '•' }[direction];
	return element('li', { dataset: { dir: direction } },
			element('span', { className: 'dir', textContent: arrow }),
			element('time', { textContent: new Date(at).toLocaleTimeString([], { hour12: false }) }),
			element('span', { className: 'kind', textContent: bytes === undefined ? kind : `${kind}, ${bytes} B` }),
			element('code', { textContent: text }));
}

/** Show the outcome of an action. */
export function outcome(place, text, failed = false) {
	place.dataset.failed = failed;
	place.textContent = text;
}

export function state(place, name, text = name) {
	place.dataset.state = name;
	place.textContent = text;
}

/** Return the selected radio button of a name. */
export function chosen(name) {
	return document.querySelector(`input[name="${name}"]:checked`).value;
}
