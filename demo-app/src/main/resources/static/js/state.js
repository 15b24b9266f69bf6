// Shows the state of one socket: a word for everybody, a jack for the eye, and the countdown to the next attempt.

import { element } from './dom.js';

const WORDS = {
	connecting: 'Connecting',
	open: 'Connected',
	waiting: 'Reconnecting',
	closed: 'Not connected'
};

/** The reason with which this page closes its connections: all others ended by the server. */
export const LEFT = 'left';

function sentAway(change) {
	return change.state === 'closed' && change.code && change.reason !== LEFT;
}

export function stateWord(change) {
	if (sentAway(change)) {
		const reason = (change.reason) ? `: ${change.reason}` : '';
		return `Closed by the server (${change.code}${reason})`;
	}
	return WORDS[change.state];
}

/** Makes the next attempt now, or connects again if the server has ended the connection. */
export function comeBack(connection, connectAgain) {
	if (connection.state === 'closed') {
		connectAgain();
	}
	else {
		connection.retryNow();
	}
}

/** Returns a function that takes the changes of a connection's state. */
export function stateView(target, retry, onRetry) {
	const word = element('span', { className: 'state-word' });
	const countdown = retry?.querySelector('span');
	const button = retry?.querySelector('button');
	let timer = 0;

	target.replaceChildren(element('span', { className: 'jack', ariaHidden: 'true' }), word);
	button?.addEventListener('click', onRetry);

	function count(retryAt) {
		const left = Math.ceil((retryAt - Date.now()) / 1000);
		countdown.textContent = (left > 0) ? `in ${left} s` : 'now';
	}

	function show(change) {
		clearInterval(timer);
		target.dataset.state = change.state;
		const text = stateWord(change);
		if (word.textContent !== text) {
			word.textContent = text;
		}
		if (retry) {
			showRetry(change);
		}
	}

	function showRetry(change) {
		const waits = change.state === 'waiting';
		retry.hidden = !waits && !sentAway(change);
		countdown.textContent = '';
		button.textContent = (waits) ? 'Try now' : 'Connect';
		if (waits) {
			count(change.retryAt);
			timer = setInterval(count, 250, change.retryAt);
		}
	}

	show({ state: 'closed' });
	return show;
}
