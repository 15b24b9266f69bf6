// The ticker: keeps the last 60 prices, shows the current one and how it moved.

import { PriceChart } from './chart.js';
import { byId } from './dom.js';
import { comeBack, stateView } from './state.js';
import { connectWire } from './traffic.js';

const MOST_POINTS = 60;

// A tick comes every second, so this long without one is a reason to ask whether the server is still there.
const SILENCE = 3_000;

const price = byId('ticker-price');
const change = byId('ticker-change');
const note = byId('ticker-note');

const showState = stateView(byId('ticker-state'), byId('ticker-retry'), () => comeBack(connection, connectToTicker));

let connection = null;
let chart = null;
let points = [];

function connectToTicker() {
	connection = connectWire('ticker', '/ws/ticker', { silence: SILENCE, onState: showState });
	connection.on('history', history);
	connection.on('tick', tick);
	connection.on('*', (message) => note.textContent = JSON.stringify(message));
	connection.addEventListener('unreadable', ({ detail }) => note.textContent = detail.text);
}

function history(message) {
	points = message.points.map(toPoint).slice(-MOST_POINTS);
	const last = points.at(-1);
	show(last && last.price - (points.at(-2)?.price ?? last.price));
}

function tick(message) {
	points = [...points, toPoint(message)].slice(-MOST_POINTS);
	show(message.change);
}

function toPoint({ at, price: value }) {
	return { at: Date.parse(at), price: Number(value) };
}

function show(difference) {
	if (!points.length) {
		return;
	}
	const now = points.at(-1).price;
	const prices = points.map((point) => point.price);
	const trend = Math.sign(Number(Number(difference).toFixed(2)));
	price.textContent = now.toFixed(2);
	change.textContent = signed(difference);
	change.dataset.trend = { '1': 'up', '-1': 'down' }[trend] ?? 'flat';
	chart.show(points);
	byId('ticker-chart').setAttribute('aria-label', `Prices of the last ${points.length} seconds, ` +
			`between ${Math.min(...prices).toFixed(2)} and ${Math.max(...prices).toFixed(2)}, now ${now.toFixed(2)}`);
}

function signed(difference) {
	const value = Math.abs(difference).toFixed(2);
	if (Number(value) === 0) {
		return '±0.00';
	}
	return (difference > 0) ? `+${value}` : `−${value}`;
}

export function startTicker() {
	chart = new PriceChart(byId('ticker-chart'));
	connectToTicker();
}
