// The cards of the four sample endpoints: connect, send, and read what came back.

import { byId, element } from './dom.js';
import { LEFT, stateView } from './state.js';
import { connectWire } from './traffic.js';

const MOST_REPLIES = 30;

const SAMPLES = [
	{ id: 'hello', says: 'Greets with the server’s clock every second, and whenever you send something.', text: 'hi' },
	{ id: 'echo', says: 'Sends back what it received, to you alone.', text: 'one, two' },
	{ id: 'broadcast', says: 'What one connection says, every connection of the server hears, chat and ticker included.', text: 'anybody there?' },
	{ id: 'broadcast-all', says: 'The same result from a single line of code.', text: 'hear ye' }
];

function card({ id, says, text }) {
	const path = `/ws/${id}`;
	const hook = (part) => ({ id: `sample-${id}-${part}`, data: { testid: `sample-${id}-${part}` } });
	const state = element('p', { className: 'state', ...hook('state') });
	const connect = element('button', { type: 'button', className: 'small', ...hook('connect') }, 'Connect');
	const input = element('input', { value: text, autocomplete: 'off', ariaLabel: `Message to ${path}`, ...hook('input') });
	const send = element('button', { className: 'small', disabled: true, ...hook('send') }, 'Send');
	const replies = element('ol', { className: 'replies', tabIndex: 0, ariaLabel: `Replies of ${path}`, ...hook('replies') });
	const form = element('form', { className: 'sample-form', noValidate: true }, connect, input, send);
	const showState = stateView(state);
	let connection = null;

	// These endpoints speak text, so there is no type to listen for
	function connectToSample() {
		connection = connectWire(id, path, { onState: stateChanged });
		connection.on('*', (message, text) => reply(text));
	}

	function reply(text) {
		replies.prepend(element('li', { dir: 'auto' }, text));
		while (replies.children.length > MOST_REPLIES) {
			replies.lastElementChild.remove();
		}
	}

	function stateChanged(change) {
		showState(change);
		send.disabled = change.state !== 'open';
		connect.textContent = (change.state === 'closed') ? 'Connect' : 'Disconnect';
	}

	function isClosed() {
		return !connection || connection.state === 'closed';
	}

	connect.addEventListener('click', () => (isClosed()) ? connectToSample() : connection.close(1000, LEFT));
	form.addEventListener('submit', (event) => {
		event.preventDefault();
		connection.send(input.value);
	});
	return element('article', { className: 'sample', data: { wire: id } },
		element('div', { className: 'sample-head' }, element('h3', {}, path), state),
		element('p', { className: 'hint' }, says), form, replies);
}

export function startSamples() {
	byId('sample-grid').append(...SAMPLES.map(card));
}
