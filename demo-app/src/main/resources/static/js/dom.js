// Small helpers around the DOM and the browser's storage. User data only ever becomes text.

export function byId(id) {
	return document.getElementById(id);
}

export function element(tag, properties = {}, ...children) {
	const node = document.createElement(tag);
	for (const [name, value] of Object.entries(properties)) {
		if (name === 'data') {
			Object.assign(node.dataset, value);
		}
		else if (name in node) {
			node[name] = value;
		}
		else {
			node.setAttribute(name, value);
		}
	}
	node.append(...children);
	return node;
}

export function svgElement(tag, attributes = {}) {
	const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
	setAttributes(node, attributes);
	return node;
}

export function setAttributes(node, attributes) {
	for (const [name, value] of Object.entries(attributes)) {
		node.setAttribute(name, value);
	}
}

export function clockTime(date, seconds = true) {
	const options = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
	if (seconds) {
		options.second = '2-digit';
	}
	return date.toLocaleTimeString([], options);
}

// Storage throws where it is switched off, and a page without it still works.
export const store = {

	get(key) {
		try {
			return localStorage.getItem(key);
		}
		catch {
			return null;
		}
	},

	set(key, value) {
		try {
			localStorage.setItem(key, value);
		}
		catch {
			// nothing to remember it in
		}
	},

	remove(key) {
		try {
			localStorage.removeItem(key);
		}
		catch {
			// nothing to forget it from
		}
	}

};
