// Draws a short price history as SVG, sized to its box, with a value under the pointer.

import { clockTime, setAttributes, svgElement } from './dom.js';

const RIGHT = 50;
const TOP = 12;
const BOTTOM = 20;
const GAP = 3_500;

/** A readable step for two to five grid lines. */
export function gridStep(range) {
	const raw = range / 2;
	const power = 10 ** Math.floor(Math.log10(raw));
	return [5, 2, 1].map((factor) => factor * power).find((step) => step <= raw) ?? raw;
}

export class PriceChart {

	#box;
	#svg = svgElement('svg', { 'aria-hidden': 'true', focusable: 'false' });
	#grid = svgElement('g', { class: 'grid' });
	#area = svgElement('path', { class: 'area' });
	#line = svgElement('path', { class: 'line' });
	#last = svgElement('circle', { class: 'last', r: 4 });
	#cross = svgElement('line', { class: 'cross' });
	#spot = svgElement('circle', { class: 'spot', r: 4 });
	#label = svgElement('text', { class: 'reading' });
	#points = [];
	#places = [];
	#pointer = null;

	constructor(box) {
		this.#box = box;
		this.#svg.append(this.#grid, this.#area, this.#line, this.#last, this.#cross, this.#spot, this.#label);
		box.append(this.#svg);
		new ResizeObserver(() => this.#draw()).observe(box);
		box.addEventListener('pointermove', (event) => this.#point(event.offsetX));
		box.addEventListener('pointerleave', () => this.#point(null));
	}

	/** points: [{at: epoch milliseconds, price}], oldest first. */
	show(points) {
		this.#points = points;
		this.#draw();
	}

	#draw() {
		const { clientWidth: width, clientHeight: height } = this.#box;
		if (!width || !this.#points.length) {
			return;
		}
		const prices = this.#points.map((point) => point.price);
		const middle = (Math.max(...prices) + Math.min(...prices)) / 2;
		const range = Math.max(Math.max(...prices) - Math.min(...prices), 0.1) * 1.15;
		const floor = height - BOTTOM;
		const start = this.#points[0].at;
		const span = Math.max(this.#points.at(-1).at - start, 1);
		const x = (at) => 4 + (at - start) / span * (width - RIGHT - 8);
		const y = (price) => TOP + (middle + range / 2 - price) / range * (floor - TOP);
		setAttributes(this.#svg, { width, height });
		this.#places = this.#points.map((point) => ({ x: x(point.at), y: y(point.price), point }));
		this.#drawGrid(middle - range / 2, middle + range / 2, y, width, height);
		this.#drawLine(floor);
		this.#read();
	}

	#drawGrid(low, high, y, width, height) {
		const step = gridStep(high - low);
		const digits = (step < 0.1) ? 2 : (step < 1) ? 1 : 0;
		this.#grid.replaceChildren();
		for (let price = Math.ceil(low / step) * step; price <= high; price += step) {
			this.#grid.append(svgElement('line', { x1: 0, x2: width - RIGHT, y1: y(price), y2: y(price) }));
			this.#text(width - RIGHT + 8, y(price) + 4, price.toFixed(digits), 'start');
		}
		const first = this.#places[0];
		const last = this.#places.at(-1);
		this.#text(0, height - 4, clockTime(new Date(first.point.at)), 'start');
		if (last.x - first.x > 130) {
			this.#text(width - RIGHT, height - 4, clockTime(new Date(last.point.at)), 'end');
		}
	}

	#text(x, y, content, anchor) {
		const text = svgElement('text', { x, y, 'text-anchor': anchor });
		text.textContent = content;
		this.#grid.append(text);
	}

	#drawLine(floor) {
		let line = '';
		let area = '';
		let previous = null;
		for (const place of this.#places) {
			const corner = `${place.x.toFixed(1)} ${place.y.toFixed(1)}`;
			// A hole in the data stays a hole: nobody knows the prices of a lost connection.
			const connected = previous && place.point.at - previous.point.at < GAP;
			if (!connected && previous) {
				area += `V${floor}Z`;
			}
			line += `${(connected) ? 'L' : 'M'}${corner}`;
			area += (connected) ? `L${corner}` : `M${place.x.toFixed(1)} ${floor}L${corner}`;
			previous = place;
		}
		this.#line.setAttribute('d', line);
		this.#area.setAttribute('d', `${area}V${floor}Z`);
		setAttributes(this.#last, { cx: previous.x, cy: previous.y });
	}

	#point(x) {
		this.#pointer = x;
		this.#read();
	}

	#read() {
		const shown = this.#pointer !== null && this.#places.length > 0;
		this.#svg.classList.toggle('pointed', shown);
		if (!shown) {
			return;
		}
		const distance = (place) => Math.abs(place.x - this.#pointer);
		const nearest = this.#places.reduce((best, place) => (distance(place) < distance(best)) ? place : best);
		const left = nearest.x > this.#box.clientWidth / 2;
		setAttributes(this.#cross, { x1: nearest.x, x2: nearest.x, y1: TOP, y2: this.#box.clientHeight - BOTTOM });
		setAttributes(this.#spot, { cx: nearest.x, cy: nearest.y });
		setAttributes(this.#label, { x: nearest.x + (left ? -8 : 8), y: TOP + 4, 'text-anchor': (left) ? 'end' : 'start' });
		this.#label.textContent = `${nearest.point.price.toFixed(2)} at ${clockTime(new Date(nearest.point.at))}`;
	}

}
