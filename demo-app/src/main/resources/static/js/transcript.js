// The conversation as it is read: lines, notes between them, and a view that stays at the end unless the reader left it.

import { byId, clockTime, element } from './dom.js';

const MOST_ENTRIES = 500;
const NEAR_END = 60;

/** A stable hue for a name, so that people can be distinguished at a glance. */
export function hueOf(name) {
	let hash = 7;
	for (const character of name) {
		hash = (hash * 31 + character.codePointAt(0)) % 3600;
	}
	return Math.round(hash * 137.5) % 360;
}

export function badge(name) {
	const node = element('span', { className: 'badge', ariaHidden: 'true' }, [...name][0] ?? '?');
	node.style.setProperty('--hue', hueOf(name));
	return node;
}

const view = byId('transcript');
const list = byId('chat-lines');
const empty = byId('chat-empty');

export function addLine({ from, text, at, own }) {
	const when = new Date(at ?? Date.now());
	const previous = list.lastElementChild;
	const item = element('li', { data: { from } },
		badge(from),
		element('span', { className: 'line-from' }, from),
		element('time', { dateTime: when.toISOString() }, clockTime(when, false)),
		element('span', { className: 'line-text', dir: 'auto' }, text));
	item.classList.toggle('own', own);
	item.classList.toggle('continued', previous?.dataset.from === from);
	append(item);
}

export function addNote(text) {
	append(element('li', { className: 'aside' }, text));
}

export function addPushed(text) {
	append(element('li', { className: 'aside pushed' }, element('b', {}, 'Pushed from outside: '), text));
}

export function clearLines() {
	list.replaceChildren();
	empty.hidden = false;
}

function append(item) {
	const following = view.scrollHeight - view.scrollTop - view.clientHeight < NEAR_END;
	empty.hidden = true;
	list.append(item);
	while (list.children.length > MOST_ENTRIES) {
		list.firstElementChild.remove();
	}
	if (following || item.classList.contains('own')) {
		view.scrollTop = view.scrollHeight;
	}
}
