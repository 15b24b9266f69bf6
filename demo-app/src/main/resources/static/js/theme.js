// Light or dark: the system's choice, unless the reader has made another one. Runs before the first paint.

import { byId, store } from './dom.js';

const KEY = 'ws-demo.theme';
const dark = matchMedia('(prefers-color-scheme: dark)');

function chosen() {
	const theme = store.get(KEY);
	return (theme === 'light' || theme === 'dark') ? theme : null;
}

function current() {
	return chosen() ?? (dark.matches ? 'dark' : 'light');
}

function apply() {
	const theme = chosen();
	if (theme) {
		document.documentElement.dataset.theme = theme;
	}
	else {
		delete document.documentElement.dataset.theme;
	}
	byId('theme-toggle')?.setAttribute('aria-pressed', String(current() === 'dark'));
}

function toggle() {
	const next = (current() === 'dark') ? 'light' : 'dark';
	const system = (dark.matches) ? 'dark' : 'light';
	if (next === system) {
		store.remove(KEY);
	}
	else {
		store.set(KEY, next);
	}
	apply();
}

export function startTheme() {
	byId('theme-toggle').addEventListener('click', toggle);
	dark.addEventListener('change', apply);
	apply();
}

apply();
