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

/** A poll with a button for each option; the promise has the option that was chosen, if one ever is. */
export function addBallot({ from, question, options }) {
	const group = element('div', { className: 'options', role: 'group', ariaLabel: question });
	const chosen = new Promise((resolve) => group.append(...options.map((option) => optionButton(option, group, resolve))));
	append(element('li', { className: 'ballot', data: { testid: 'ballot' } },
		element('p', {}, element('b', {}, from), ' asks: ', element('span', { dir: 'auto' }, question)), group));
	return chosen;
}

function optionButton(option, group, choose) {
	const button = element('button', { type: 'button', className: 'small', dir: 'auto', ariaPressed: 'false' }, option);
	button.addEventListener('click', () => {
		if (!group.querySelector('[aria-pressed="true"]')) {
			button.ariaPressed = 'true';
			closeBallots(group);
			choose(option);
		}
	});
	return button;
}

/** What was chosen keeps the focus of the keyboard. */
export function closeBallots(within = list) {
	within.querySelectorAll('.options button[aria-pressed="false"]').forEach((button) => button.disabled = true);
}

export function addTally({ question, results, silent }) {
	const voters = results.reduce((sum, { votes }) => sum + votes, silent);
	const rows = results.map(({ option, votes }) => [
		element('dt', { dir: 'auto' }, option),
		element('dd', {}, element('meter', { min: 0, max: Math.max(voters, 1), value: votes, ariaHidden: 'true' }), ` ${votes}`)
	]);
	append(element('li', { className: 'tally', data: { testid: 'tally' } },
		element('p', { dir: 'auto' }, question),
		element('dl', {}, ...rows.flat()),
		...((silent) ? [element('p', { className: 'hint' }, `${silent} did not vote`)] : [])));
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
