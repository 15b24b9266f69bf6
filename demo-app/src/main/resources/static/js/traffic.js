// The connections of this page, which the browser's module keeps, and the place where all their traffic can be watched.

import { connect } from '../webjars/ws-client/ws-ask.js';

/** Dispatches "frame" ({wire, path, dir, data, size, at}) and "state" ({wire, path, state, …}). */
export const traffic = new EventTarget();

const encoder = new TextEncoder();

/** Connects to an endpoint, as the module's function of this name, and reports what happens as that of a wire. */
export function connectWire(wire, path, { onState, ...options }) {

	function report(dir, data) {
		const size = (typeof data === 'string') ? encoder.encode(data).length : data.byteLength;
		traffic.dispatchEvent(new CustomEvent('frame', { detail: { wire, path, dir, data, size, at: new Date() } }));
	}

	const watcher = {
		received: (message, data) => report('in', data),
		sending: (message, data) => report('out', data)
	};
	// Relative to the page, whatever the context path is
	const connection = connect(path.slice(1), { ...options, extensions: [watcher] });
	connection.addEventListener('state', ({ detail }) => {
		const change = { wire, path, ...detail };
		onState(change);
		traffic.dispatchEvent(new CustomEvent('state', { detail: change }));
	});
	return connection;
}
