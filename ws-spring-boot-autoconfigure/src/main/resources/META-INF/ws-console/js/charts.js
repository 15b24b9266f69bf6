// Six charts of the last two minutes.

import { byId, element } from './dom.js';
import { bytes, count, millis } from './format.js';

const SECONDS = 120;
const LABELS = 54;

const number = (value) => [count(value), ''];
const rate = (value) => [count(value), '/s'];
const byteRate = (value) => {
	const [amount, unit] = bytes(value);
	return [amount, `${unit}/s`];
};

const CHARTS = [
	{ id: 'connections', title: 'Connections', series: [{ key: 'connections' }], format: number, whole: true },
	{ id: 'messages', title: 'Messages', series: [{ key: 'receivedMessages', way: 'in' }, { key: 'sentMessages', way: 'out' }], format: rate, tick: number },
	{ id: 'bytes', title: 'Bytes', series: [{ key: 'receivedBytes', way: 'in' }, { key: 'sentBytes', way: 'out' }], format: byteRate, tick: bytes, whole: true },
	{ id: 'queue', title: 'Waiting for clients', series: [{ key: 'queuedBytes' }], format: bytes, whole: true },
	{ id: 'lag', title: 'Event-loop lag', series: [{ key: 'lagMillis' }], format: millis },
	{ id: 'p99', title: 'Callback time, p99', series: [{ key: 'p99Millis' }], format: millis },
];

export function charts(feed) {
	const cards = CHARTS.map((definition) => new Card(definition));
	byId('charts').append(...cards.map((card) => card.element));
	cards.forEach((card) => card.draw());
	feed.addEventListener('snapshot', ({ detail }) => cards.forEach((card) => card.add(detail)));
	feed.addEventListener('state', ({ detail }) => detail.state === 'waiting' && cards.forEach((card) => card.gap()));
	matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => cards.forEach((card) => card.colour()));
}

class Card {

	#definition;
	#values;
	#canvas;
	#chart;
	#points;
	#count = 0;

	constructor(definition) {
		this.#definition = definition;
		this.#points = definition.series.map(() => []);
		this.#values = definition.series.map(({ way }) => element('span', { className: way ?? '' }, '–'));
		this.#values.forEach((value, index) => value.dataset.testid = `now-${definition.series[index].key}`);
		this.#canvas = element('canvas', { role: 'img', dataset: { testid: `chart-${definition.id}`, points: 0 },
			'aria-label': `${definition.title}: nothing yet` });
		this.element = element('article', { className: 'card chart' },
				element('h2', { textContent: definition.title }),
				element('p', { className: 'now' }, ...this.#values),
				element('div', { className: 'plot' }, this.#canvas));
	}

	draw() {
		const { format, series, tick = format, whole } = this.#definition;
		this.#chart = new Chart(this.#canvas, {
			type: 'line',
			data: { datasets: series.map((one, index) => ({ data: this.#points[index], fill: series.length === 1 })) },
			options: {
				animation: false,
				responsive: true,
				maintainAspectRatio: false,
				parsing: false,
				events: [],
				elements: { point: { radius: 0 }, line: { borderWidth: 1.75, borderJoinStyle: 'round' } },
				plugins: { legend: { display: false }, tooltip: { enabled: false } },
				scales: {
					x: { type: 'linear', display: false },
					y: {
						beginAtZero: true,
						// Room for any label, so that the charts are aligned
						afterFit: (scale) => scale.width = LABELS,
						suggestedMax: 1,
						border: { display: false },
						ticks: { maxTicksLimit: 3, precision: whole ? 0 : undefined, font: { size: 11 }, callback: (value) => tick(value).join(' ').trim() },
					},
				},
			},
		});
		this.colour();
	}

	/** Take the colours of the page, which follow the system's. */
	colour() {
		const style = getComputedStyle(this.element);
		const probe = (name) => {
			const span = element('span', { hidden: true });
			span.style.color = `var(${name})`;
			this.element.append(span);
			const colour = getComputedStyle(span).color;
			span.remove();
			return colour;
		};
		this.#definition.series.forEach(({ way }, index) => {
			const colour = probe(way ? `--${way}` : '--accent');
			const dataset = this.#chart.data.datasets[index];
			dataset.borderColor = colour;
			dataset.backgroundColor = colour.replace(/^rgb\((.*)\)$/, 'rgba($1, 0.12)');
		});
		const y = this.#chart.options.scales.y;
		y.ticks.color = probe('--soft');
		y.grid = { color: probe('--rule'), drawTicks: false };
		y.ticks.font.family = style.fontFamily;
		this.#chart.update('none');
	}

	add(snapshot) {
		const { format, series, title } = this.#definition;
		series.forEach(({ key }, index) => {
			this.#point(index, snapshot.at, snapshot[key]);
			const [amount, unit] = format(snapshot[key] ?? null);
			this.#values[index].replaceChildren(amount, element('small', { textContent: unit }));
		});
		this.#canvas.dataset.points = ++this.#count;
		this.#canvas.setAttribute('aria-label', `${title}, now `
				+ series.map(({ key, way }) => `${format(snapshot[key] ?? null).join(' ')} ${way ?? ''}`.trim()).join(', '));
		this.#show(snapshot.at);
	}

	/** Break the line, since the values in between are unknown. */
	gap() {
		this.#points.forEach((points, index) => {
			if (points.length > 0) {
				this.#point(index, points.at(-1).x + 1, null);
			}
		});
	}

	#point(index, x, y) {
		const points = this.#points[index];
		points.push({ x, y: y ?? NaN });
		while (points[0].x < x - SECONDS * 1000) {
			points.shift();
		}
	}

	#show(now) {
		const x = this.#chart.options.scales.x;
		x.min = now - SECONDS * 1000;
		x.max = now;
		if (!document.hidden) {
			this.#chart.update('none');
		}
	}

}
