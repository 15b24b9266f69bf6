// The page of the client: its state, the way it comes back, and what it has received.

import { byId, clockTime, element, parseJson } from './dom.js';
import { WireSocket } from './socket.js';
import { stateView } from './state.js';
import { startTheme } from './theme.js';

const SILENCE = 5_000;

// What the client's states are called, and which jack shows them.
const STATES = {
	CONNECTING: { word: 'Connecting', jack: 'connecting' },
	ESTABLISHED: { word: 'Connected', jack: 'open' },
	WAITING: { word: 'Waiting for the next attempt', jack: 'reconnecting' },
	REFUSED: { word: 'Refused', jack: 'reconnecting' },
	CLOSED: { word: 'Closed', jack: 'closed' }
};

const state = byId('client-state');
const stateWord = state.querySelector('.state-word');
const away = byId('server-away');
const entries = byId('client-entries');

let socket = null;
let latest = '';

function receive(text) {
	const view = parseJson(text);
	if (view?.type === 'client') {
		showClient(view);
		showServer(view);
		showEntries(view.entries);
	}
}

function showClient({ info, now }) {
	const { word, jack } = STATES[info?.state] ?? STATES.CLOSED;
	state.dataset.state = jack;
	write(stateWord, word);
	write(byId('client-uri'), info?.uri ?? '–');
	write(byId('client-attempts'), info?.attempts ?? '–');
	write(byId('client-failed'), info?.failedAttempts ?? '–');
	write(byId('client-failure'), info?.lastFailure ?? 'none');
	write(byId('client-next'), (info?.nextAttempt) ? `in ${secondsUntil(info.nextAttempt, now)} s` : 'none planned');
}

function showServer({ awayUntil, now }) {
	away.disabled = Boolean(awayUntil);
	write(byId('server-state'), (awayUntil) ? `Away, back in ${Math.ceil(secondsUntil(awayUntil, now))} s` : 'There');
}

function secondsUntil(time, now) {
	return Math.max(0, (Date.parse(time) - Date.parse(now)) / 1000).toFixed(1);
}

function showEntries(list) {
	const key = `${list[0]?.at} ${list.length}`;
	if (key !== latest) {
		latest = key;
		entries.replaceChildren(...list.map(({ at, kind, text }) => element('li', { data: { kind } },
			element('time', { dateTime: at }, clockTime(new Date(at))), element('span', { dir: 'auto' }, text))));
	}
}

// What stays the same is not written again, so that screen readers do not repeat it.
function write(node, value) {
	const text = String(value);
	if (node.textContent !== text) {
		node.textContent = text;
	}
}

function command(type) {
	socket.send(JSON.stringify({ type }));
}

startTheme();
const showPage = stateView(byId('page-state'), byId('page-retry'), () => socket.retry());
socket = new WireSocket({ wire: 'client', path: '/ws/client', silence: SILENCE, onText: receive, onState: showPage });
away.addEventListener('click', () => command('away'));
byId('client-reconnect').addEventListener('click', () => command('reconnect'));
socket.connect();
