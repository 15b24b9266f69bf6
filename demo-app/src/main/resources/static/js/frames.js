// The log of raw messages: newest first, the last 200, with a filter, a hold and a clear.

import { byId, element } from './dom.js';
import { traffic } from './traffic.js';
import { WIRES } from './wires.js';

const MOST_FRAMES = 200;
const LONGEST_TEXT = 2_000;
const LONGEST_PART = 40;
const MOST_BYTES = 48;

const log = byId('frame-log');
const filter = byId('frame-filter');
const wire = byId('frame-wire');
const hold = byId('frame-hold');
const empty = byId('frame-empty');
const count = byId('frame-count');

let entries = [];
let held = null;
let total = 0;

function received({ detail: frame }) {
	total++;
	if (held) {
		held = [...held, frame].slice(-MOST_FRAMES);
	}
	else {
		add(frame);
	}
	summarize();
}

function add(frame) {
	const text = shorten(frame.data);
	const entry = { frame, node: row(frame, text), search: `${frame.path} ${text}`.toLowerCase() };
	entry.node.hidden = !matches(entry);
	entries.push(entry);
	log.prepend(entry.node);
	while (entries.length > MOST_FRAMES) {
		entries.shift().node.remove();
	}
}

function row(frame, text) {
	const out = frame.dir === 'out';
	return element('li', { data: { dir: frame.dir, wire: frame.wire } },
		element('span', { className: 'frame-arrow', ariaHidden: 'true' }, (out) ? '↑' : '↓'),
		element('span', { className: 'visually-hidden' }, (out) ? 'Sent ' : 'Received '),
		element('span', { className: 'frame-path' }, frame.path.split('?')[0]),
		element('time', { dateTime: frame.at.toISOString() }, timeOf(frame.at)),
		element('span', { className: 'frame-size' }, `${frame.size.toLocaleString('en')} B`),
		element('code', { className: 'frame-text', dir: 'auto' }, ...breakable(text)));
}

// JSON has no blanks to break a line at: members break between each other, and only long ones within.
function breakable(text) {
	return text.split(/(?<=,)(?=["{])/).flatMap((part) => [
		element('wbr'), (part.length > LONGEST_PART) ? part : element('span', {}, part)
	]);
}

function timeOf(date) {
	const digits = (value, length) => String(value).padStart(length, '0');
	return `${digits(date.getHours(), 2)}:${digits(date.getMinutes(), 2)}:${digits(date.getSeconds(), 2)}` +
			`.${digits(date.getMilliseconds(), 3)}`;
}

function shorten(data) {
	if (typeof data === 'string') {
		return (data.length > LONGEST_TEXT) ? `${data.slice(0, LONGEST_TEXT)}…` : data;
	}
	const bytes = [...new Uint8Array(data, 0, Math.min(data.byteLength, MOST_BYTES))];
	const hex = bytes.map((value) => value.toString(16).padStart(2, '0')).join(' ');
	return `binary: ${hex}${(data.byteLength > MOST_BYTES) ? ' …' : ''}`;
}

function matches({ frame, search }) {
	return (!wire.value || wire.value === frame.wire) && search.includes(filter.value.trim().toLowerCase());
}

function refilter() {
	for (const entry of entries) {
		entry.node.hidden = !matches(entry);
	}
	summarize();
}

function summarize() {
	const shown = entries.filter((entry) => !entry.node.hidden).length;
	const kept = (held?.length) ? `, ${held.length} held` : '';
	count.textContent = (total) ? `${shown} of ${total.toLocaleString('en')}${kept}` : '';
	empty.hidden = shown > 0;
	empty.textContent = (entries.length) ? 'No frame matches the filter.' : 'Nothing has crossed the wire yet.';
}

function toggleHold() {
	const waiting = held ?? [];
	held = (held) ? null : [];
	hold.setAttribute('aria-pressed', String(Boolean(held)));
	waiting.forEach(add);
	summarize();
}

function clear() {
	entries = [];
	held &&= [];
	total = 0;
	log.replaceChildren();
	summarize();
}

export function startFrames() {
	wire.append(...WIRES.map(({ id, path }) => element('option', { value: id }, path)));
	traffic.addEventListener('frame', received);
	filter.addEventListener('input', refilter);
	wire.addEventListener('change', refilter);
	hold.addEventListener('click', toggleHold);
	byId('frame-clear').addEventListener('click', clear);
	summarize();
}
