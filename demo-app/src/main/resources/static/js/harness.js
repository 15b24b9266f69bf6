// The cable harness of the masthead: one cable per endpoint, and a bead on it for every message that passes.

import { byId, element, setAttributes, svgElement } from './dom.js';
import { stateWord } from './state.js';
import { traffic } from './traffic.js';
import { WIRES } from './wires.js';

const TRAVEL = 900;
const MOST_BEADS = 60;
const TRUNK_PITCH = 7;

const still = matchMedia('(prefers-reduced-motion: reduce)');
const root = byId('harness');
const svg = root.querySelector('svg');
const cables = new Map();
const beads = new Set();

function addCable({ id, path }) {
	const name = element('span', { className: 'harness-path' }, path);
	const state = element('span', { className: 'visually-hidden' }, ', not connected');
	const seen = element('span', { className: 'harness-seen', ariaHidden: 'true' });
	const label = element('li', { data: { wire: id, state: 'closed' } },
		element('span', { className: 'jack', ariaHidden: 'true' }), name, state, seen);
	const group = svgElement('g', { 'data-wire': id, 'data-state': 'closed' });
	const sheath = svgElement('path', { class: 'sheath' });
	const tracer = svgElement('path', { class: 'tracer' });
	group.append(sheath, tracer);
	svg.append(group);
	root.querySelector('ul').append(label);
	cables.set(id, { label, name, state, seen, group, sheath, tracer, in: 0, out: 0 });
}

// Cables leave their labels, bend into one trunk, and end in the plug.
function route() {
	const width = svg.clientWidth;
	const height = svg.clientHeight;
	const bend = Math.min(width * 0.62, 340);
	const top = svg.getBoundingClientRect().top;
	[...cables.values()].forEach((cable, index) => {
		const box = cable.label.getBoundingClientRect();
		const from = box.top - top + box.height / 2;
		const to = height / 2 + (index - (cables.size - 1) / 2) * TRUNK_PITCH;
		const d = `M0 ${from}C${bend * 0.55} ${from} ${bend * 0.45} ${to} ${bend} ${to}H${width}`;
		cable.sheath.setAttribute('d', d);
		cable.tracer.setAttribute('d', d);
		cable.length = cable.sheath.getTotalLength();
	});
	const tie = { y: height / 2 - TRUNK_PITCH * 3 - 1, height: TRUNK_PITCH * 6 + 2, width: 5, rx: 1.5, class: 'tie' };
	svg.querySelectorAll('.tie').forEach((node) => node.remove());
	for (let x = bend + 12; x < width - 16; x += 76) {
		svg.append(svgElement('rect', { ...tie, x }));
	}
}

function stateChanged({ detail: change }) {
	const cable = cables.get(change.wire);
	cable.label.dataset.state = change.state;
	cable.group.dataset.state = change.state;
	cable.name.textContent = change.path.split('?')[0];
	cable.state.textContent = `, ${stateWord(change).toLowerCase()}`;
}

function framePassed({ detail: frame }) {
	const cable = cables.get(frame.wire);
	cable[frame.dir]++;
	cable.seen.textContent = `↓${cable.in} ↑${cable.out}`;
	if (still.matches || document.hidden || beads.size >= MOST_BEADS || !cable.length) {
		return;
	}
	const radius = Math.min(3.5 + Math.log10(frame.size + 1), 7);
	const node = svgElement('circle', { class: 'bead', r: radius });
	cable.group.append(node);
	beads.add({ cable, node, start: performance.now(), out: frame.dir === 'out' });
	if (beads.size === 1) {
		requestAnimationFrame(move);
	}
}

function move(now) {
	for (const bead of beads) {
		const progress = Math.max(0, (now - bead.start) / TRAVEL);
		if (progress >= 1) {
			bead.node.remove();
			beads.delete(bead);
			continue;
		}
		const way = bead.cable.length * ((bead.out) ? progress : 1 - progress);
		const { x, y } = bead.cable.sheath.getPointAtLength(way);
		setAttributes(bead.node, { cx: x, cy: y });
	}
	if (beads.size) {
		requestAnimationFrame(move);
	}
}

export function startHarness() {
	WIRES.forEach(addCable);
	byId('harness-port').textContent = location.host;
	new ResizeObserver(route).observe(svg);
	traffic.addEventListener('state', stateChanged);
	traffic.addEventListener('frame', framePassed);
}
